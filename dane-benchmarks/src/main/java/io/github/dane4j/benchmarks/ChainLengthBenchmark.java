package io.github.dane4j.benchmarks;

import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code 2 1 1} of the root of a long chain: one more signature for each certificate. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(jvmArgsAppend = "--add-exports=java.base/sun.security.x509=ALL-UNNAMED")
public class ChainLengthBenchmark {
    /** How many certificates are sent. */
    @Param({"2", "4", "8", "16", "32"})
    public int length;

    private final DaneVerifier verifier = DaneVerifier.create();
    private final ReferenceIdentifiers names = ReferenceIdentifiers.of(Certificates.NAME);
    private final Instant time = Instant.now();

    private @Nullable ChainPool pool;
    private List<X509Certificate> chain = List.of();

    /** Chains, each with the record of its root. */
    @Setup
    public void prepare() {
        pool = new ChainPool(length);
    }

    /** Not measured. */
    @Setup(Level.Invocation)
    public void parse() {
        chain = pool().next();
    }

    /** The verifier. */
    @Benchmark
    public DaneResult dane4j() {
        return verifier.verify(pool().records(), PresentedChain.of(chain), names, time);
    }

    private ChainPool pool() {
        return Objects.requireNonNull(pool);
    }
}
