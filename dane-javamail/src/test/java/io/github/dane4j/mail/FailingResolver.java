package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import java.util.List;
import java.util.OptionalInt;

/** Proves nothing, always for the same reason. */
record FailingResolver(Reason reason) implements DnssecResolver {
    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        return new Answer.Failure<>(name, type, List.of(), reason, "for a test", OptionalInt.empty());
    }

    @Override
    public void close() {}
}
