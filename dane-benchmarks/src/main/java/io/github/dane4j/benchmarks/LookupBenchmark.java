package io.github.dane4j.benchmarks;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** A lookup whose answer is known. */
@State(Scope.Benchmark)
public class LookupBenchmark {
    private final DomainName name = DomainName.of(ServedTree.name(0));
    private final ServedTree tree = ServedTree.start(1, 0);
    private final Dane4jClient client = new Dane4jClient(tree);

    /** The cold lookup. */
    @Setup
    public void lookUp() {
        client.lookUp(name);
    }

    /** Ends the server. */
    @TearDown
    public void close() {
        client.close();
        tree.close();
    }

    /** One caller. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Answer<TlsaRecord> warm() {
        return client.lookUp(name);
    }

    /** The same as a rate. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    public Answer<TlsaRecord> warmRateOf1Thread() {
        return client.lookUp(name);
    }

    /** Many callers of one name. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @Threads(64)
    public Answer<TlsaRecord> warmRateOf64Threads() {
        return client.lookUp(name);
    }
}
