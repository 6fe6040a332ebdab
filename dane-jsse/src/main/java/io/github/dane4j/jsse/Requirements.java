package io.github.dane4j.jsse;

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
 */
record Requirements(
        DaneRequirement otherwise, Map<DomainName, DaneRequirement> hosts, Map<DomainName, DaneRequirement> below) {
    Requirements {
        hosts = Map.copyOf(hosts);
        below = Map.copyOf(below);
    }

    DaneRequirement of(DomainName host) {
        DaneRequirement own = hosts.get(host);
        if (own != null) {
            return own;
        }
        for (Optional<DomainName> above = host.parent();
                above.isPresent();
                above = above.get().parent()) {
            DaneRequirement inherited = below.get(above.get());
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
                    case NONE, AUDIT, DANE_OR_PKIX -> true;
                    case DANE_OR_UNAUTHENTICATED, MANDATORY -> false;
                });
    }
}
