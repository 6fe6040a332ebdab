package io.github.dane4j.acceptance.soak;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks another resolver, which can be exchanged: what outlives a batch needs one. */
final class ChangingResolver implements DnssecResolver {
    private volatile @Nullable DnssecResolver current;

    void use(DnssecResolver resolver) {
        current = resolver;
    }

    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        return Objects.requireNonNull(current).query(name, type);
    }

    /** Closes nothing: each one is closed by those who made it. */
    @Override
    public void close() {}
}
