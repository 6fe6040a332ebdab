package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;

/** Asks each time the resolver that is shared by all Sessions with these settings, whichever that is by then. */
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
