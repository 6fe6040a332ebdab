package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;

/** Passes each question to the resolver that all Sessions with these settings currently share. */
record SessionResolver(ResolverSettings settings) implements DnssecResolver {
    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        return SharedResolvers.INSTANCE.use(
                settings, resolver -> new DeadlineResolver(resolver, settings.timeoutMillis()).query(name, type));
    }

    /** Does nothing: the resolver is shared. */
    @Override
    public void close() {}
}
