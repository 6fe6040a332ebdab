package io.github.dane4j.jsse;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is asked of which name. The most specific rule counts.
 *
 * @param otherwise of names without a rule, and of IP addresses
 * @param hosts of single names
 * @param below of names below others
 * @param unauthenticated whether {@link DaneMode#OPPORTUNISTIC} takes whoever answers where there is no DANE, instead of asking
 *     PKIX
 */
record ModeRules(
        DaneMode otherwise, Map<DomainName, DaneMode> hosts, Map<DomainName, DaneMode> below, boolean unauthenticated) {
    ModeRules {
        hosts = Map.copyOf(hosts);
        below = Map.copyOf(below);
    }

    DaneMode of(DomainName host) {
        DaneMode own = hosts.get(host);
        if (own != null) {
            return own;
        }
        for (Optional<DomainName> above = host.parent();
                above.isPresent();
                above = above.get().parent()) {
            DaneMode inherited = below.get(above.get());
            if (inherited != null) {
                return inherited;
            }
        }
        return otherwise;
    }

    boolean anyAsksPkix() {
        return Stream.of(Stream.of(otherwise), hosts.values().stream(), below.values().stream())
                .flatMap(each -> each)
                .anyMatch(each -> switch (each) {
                    case NONE, AUDIT -> true;
                    case OPPORTUNISTIC -> !unauthenticated;
                    case MANDATORY -> false;
                });
    }
}
