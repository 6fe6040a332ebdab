package io.github.dane4j.benchmarks;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Many records, of which only the last one matches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordCountBenchmark {
    /** How many. */
    @Param({"1", "8", "32", "128"})
    public int count;

    private final DaneVerifier verifier = DaneVerifier.create();
    private final ReferenceIdentifiers names = ReferenceIdentifiers.of(Certificates.NAME);
    private final Instant time = Instant.now();

    private List<X509Certificate> chain = List.of();
    private List<TlsaRecord> records = List.of();

    /** The records. */
    @Setup
    public void prepare() {
        List<TestCertificate> certificates = Certificates.chain(3);
        chain = Certificates.parsed(certificates);
        List<TlsaRecord> many = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            byte[] digest = new byte[32];
            digest[0] = (byte) i;
            many.add(TlsaRecord.of(3, 1, 1, digest));
        }
        many.add(TlsaRecord.parse(certificates.get(0).tlsa(3, 1, 1)));
        records = List.copyOf(many);
    }

    /** The verifier. */
    @Benchmark
    public DaneResult dane4j() {
        return verifier.verify(records, PresentedChain.of(chain), names, time);
    }
}
