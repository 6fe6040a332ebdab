package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Bounds a whole lookup, which is several queries in sequence. A query may take half of the time, and none starts in the
 * second half, so all have ended when the time is over.
 */
final class DeadlineResolver implements DnssecResolver {
    private final DnssecResolver resolver;
    private final int timeoutMillis;
    private final long begin;

    /** Starts the time. */
    DeadlineResolver(DnssecResolver resolver, int timeoutMillis) {
        this.resolver = resolver;
        this.timeoutMillis = timeoutMillis;
        this.begin = System.nanoTime();
    }

    static int perQueryMillis(int timeoutMillis) {
        return (timeoutMillis + 1) / 2;
    }

    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        if (elapsedMillis >= perQueryMillis(timeoutMillis)) {
            return new Answer.Failure<>(
                    name,
                    type,
                    List.of(),
                    Reason.DNS_TIMEOUT,
                    name + " " + type + " was not looked up: the lookup may take " + timeoutMillis + " ms, and "
                            + elapsedMillis + " ms had passed",
                    OptionalInt.empty());
        }
        return resolver.query(name, type);
    }

    /** Does nothing: the resolver is shared. */
    @Override
    public void close() {}
}
