package io.github.dane4j.benchmarks;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code 3 1 1} on a chain of three parsed certificates, against one SHA-256 of the key and against MiniDNS. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LeafBenchmark {
    private final DaneVerifier verifier = DaneVerifier.create();
    private final ReferenceIdentifiers names = ReferenceIdentifiers.of(Certificates.NAME);
    private final Instant time = Instant.now();

    private List<X509Certificate> chain = List.of();
    private X509Certificate[] array = {};
    private List<TlsaRecord> records = List.of();
    private byte[] subjectPublicKeyInfo = {};
    private MessageDigest sha256 = sha256();
    private MiniDnsPeer miniDns = new MiniDnsPeer(new byte[35]);

    /** One chain, and its record. */
    @Setup
    public void prepare() {
        List<TestCertificate> certificates = Certificates.chain(3);
        chain = Certificates.parsed(certificates);
        array = chain.toArray(new X509Certificate[0]);
        records = List.of(TlsaRecord.parse(certificates.get(0).tlsa(3, 1, 1)));
        subjectPublicKeyInfo =
                EncodedCertificate.of(chain.get(0)).subjectPublicKeyInfo().orElseThrow();
        sha256 = sha256();
        miniDns = new MiniDnsPeer(records.get(0).toWire());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The least that any implementation does; with a digest that only one thread may use. */
    @Benchmark
    public byte[] sha256Reused() {
        return sha256.digest(subjectPublicKeyInfo);
    }

    /** The same as code that many threads call must do it. */
    @Benchmark
    public byte[] sha256Fresh() {
        return sha256().digest(subjectPublicKeyInfo);
    }

    /** The verifier, from parsed certificates to the result. */
    @Benchmark
    public DaneResult dane4j() {
        return verifier.verify(records, PresentedChain.of(chain), names, time);
    }

    /** MiniDNS, its DNS answer being there already. */
    @Benchmark
    public boolean miniDns() throws CertificateException {
        return miniDns.verify(array);
    }
}
