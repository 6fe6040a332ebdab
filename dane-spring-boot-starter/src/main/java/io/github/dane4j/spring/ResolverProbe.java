package io.github.dane4j.spring;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.LookupCounts;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that DNS answers with proofs: asks the application's name server about the root, bypassing the cache, which would
 * report success for a day after the name server has gone. The application's own resolver is asked as it is, and may answer
 * from its cache. Thread-safe.
 */
final class ResolverProbe implements AutoCloseable {
    private final DnssecResolver resolver;
    private final Optional<DnssecResolver> uncached;

    private ResolverProbe(DnssecResolver resolver, Optional<DnssecResolver> uncached) {
        this.resolver = resolver;
        this.uncached = uncached;
    }

    /** Probes a resolver made from these settings. */
    static ResolverProbe of(DnssecResolver resolver, ResolverSettings settings) {
        return new ResolverProbe(
                resolver,
                Optional.of(settings.builder()
                        .cacheSize(0, 0)
                        .failureTtl(Duration.ZERO)
                        .build()));
    }

    /** Probes the application's own resolver. */
    static ResolverProbe of(DnssecResolver resolver) {
        return new ResolverProbe(resolver, Optional.empty());
    }

    /**
     * The result of a probe.
     *
     * @param up whether the root was proven secure
     * @param details details for an operator, with reasons but no mail destinations
     */
    record State(boolean up, Map<String, Object> details) {}

    State ask() {
        Answer<?> answer = uncached.orElse(resolver).query(DomainName.ROOT, RecordType.MX);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("root", answer.describe());
        if (answer instanceof Answer.Failure<?> failure) {
            details.put("reason", failure.reason().word());
            details.put("culprit", failure.culprit().name().toLowerCase(Locale.ROOT));
            details.put("advice", failure.advice());
        }
        LookupCounts counts = resolver.counts();
        details.put("lookups", counts.lookups());
        counts.failures().forEach((reason, count) -> details.put("failures." + reason.word(), count));
        return new State(answer instanceof Answer.Proven<?> proven && proven.security() == Security.SECURE, details);
    }

    @Override
    public void close() {
        uncached.ifPresent(DnssecResolver::close);
    }
}
