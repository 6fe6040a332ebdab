package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.resolver.PlainDns;
import java.util.Optional;

/**
 * The zones on the way to a name, by what servers say without proof. A zone is empty if no server says which one it is, or
 * none in time.
 */
final class Delegations {
    private final PlainDns plain;

    Delegations(PlainDns plain) {
        this.plain = plain;
    }

    Optional<DomainName> zoneOf(DomainName name) {
        return plain.zoneOf(name);
    }

    /** The parent of a zone. */
    Optional<DomainName> above(DomainName zone) {
        return plain.zoneOf(zone.parent().orElse(DomainName.ROOT));
    }

    static boolean isAbove(DomainName upper, DomainName lower) {
        return !upper.equals(lower)
                && (upper.equals(DomainName.ROOT) || lower.toString().endsWith("." + upper));
    }

    /** The zone that {@code upper} delegates on the way to {@code lower}. */
    Optional<DomainName> directlyBelow(DomainName upper, DomainName lower) {
        DomainName zone = lower;
        Optional<DomainName> next = above(zone);
        while (next.isPresent() && isAbove(upper, next.get())) {
            zone = next.get();
            next = above(zone);
        }
        return next.isPresent() ? Optional.of(zone) : Optional.empty();
    }

    /** Whether a server says that there are none. */
    boolean isWithoutDs(DomainName zone) {
        return lacks(zone, "DS").orElse(false);
    }

    /** Whether a server says that a zone with DS records has no keys. */
    boolean hasLostKeys(DomainName zone) {
        return lacks(zone, "DNSKEY").orElse(false);
    }

    private Optional<Boolean> lacks(DomainName zone, String type) {
        return zone.equals(DomainName.ROOT)
                ? Optional.of(false)
                : plain.exists(zone, type).map(exists -> !exists);
    }

    /** The uppermost of the zones without DS records that lead to this one, which has none. */
    Optional<DomainName> uppermostWithoutDs(DomainName zone) {
        DomainName cut = zone;
        while (true) {
            Optional<DomainName> above = above(cut);
            Optional<Boolean> lacks = above.flatMap(each -> lacks(each, "DS"));
            if (lacks.isEmpty()) {
                return Optional.empty();
            }
            if (!lacks.get()) {
                return Optional.of(cut);
            }
            cut = above.get();
        }
    }
}
