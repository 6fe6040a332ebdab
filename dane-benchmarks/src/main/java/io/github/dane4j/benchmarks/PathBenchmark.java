package io.github.dane4j.benchmarks;

import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorResult;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code 2 1 1} on three certificates, against the JDK's validation of the same path: objects that are new each time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(jvmArgsAppend = "--add-exports=java.base/sun.security.x509=ALL-UNNAMED")
public class PathBenchmark {
    private final DaneVerifier verifier = DaneVerifier.create();
    private final ReferenceIdentifiers names = ReferenceIdentifiers.of(Certificates.NAME);
    private final Instant time = Instant.now();

    private final ChainPool pool = new ChainPool(3);
    private List<X509Certificate> chain = List.of();

    /** Not measured: a handshake parses the certificates for both. */
    @Setup(Level.Invocation)
    public void parse() {
        chain = pool.next();
    }

    /** The verifier. */
    @Benchmark
    public DaneResult dane4j() {
        return verifier.verify(pool.records(), PresentedChain.of(chain), names, time);
    }

    /** The JDK: two signatures, dates, constraints; no names. */
    @Benchmark
    public CertPathValidatorResult certPathValidator() throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(chain.get(2), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(time));
        return CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain.subList(0, 2)), parameters);
    }
}
