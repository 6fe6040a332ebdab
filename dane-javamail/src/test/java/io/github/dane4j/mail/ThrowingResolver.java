package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;

/** Breaks the contract of a resolver. */
final class ThrowingResolver implements DnssecResolver {
    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        throw new IllegalStateException("broken");
    }

    @Override
    public void close() {}
}
