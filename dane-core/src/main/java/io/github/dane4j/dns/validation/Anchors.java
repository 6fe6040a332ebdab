package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;

/** Where trust begins, and names below which nothing is validated (RFC 7646). Immutable. */
public final class Anchors {
    private final Map<Name, List<DSRecord>> byZone;
    private final Set<Name> negative;

    /** @param records with at least one for the root: without it all names outside of the other zones would be nobody's */
    public Anchors(List<DSRecord> records, Set<Name> negative) {
        this.byZone = new LinkedHashMap<>();
        records.forEach(record -> byZone.computeIfAbsent(record.getName(), zone -> new ArrayList<>())
                .add(record));
        this.negative = Set.copyOf(negative);
        if (!byZone.containsKey(Name.root)) {
            throw new IllegalArgumentException("there is no trust anchor for the root");
        }
    }

    /** The anchor of a zone; empty if it has none. */
    List<DSRecord> of(Name zone) {
        return byZone.getOrDefault(zone, List.of());
    }

    /** The closest zone at or above {@code name} that has an anchor; in the end the root. It alone counts (RFC 6840 5.10). */
    public Name nearestTo(Name name) {
        if (byZone.size() == 1) {
            return Name.root;
        }
        Name zone = name;
        while (!byZone.containsKey(zone)) {
            zone = new Name(zone, 1);
        }
        return zone;
    }

    /**
     * The negative trust anchor at or above {@code name}. One that stands above a trust anchor has no effect below that;
     * of two for one name the negative one counts (RFC 7646 section 2).
     */
    public Optional<Name> negativeAbove(Name name) {
        if (negative.isEmpty()) {
            return Optional.empty();
        }
        Name zone = name;
        while (!negative.contains(zone)) {
            if (byZone.containsKey(zone)) {
                return Optional.empty();
            }
            zone = new Name(zone, 1);
        }
        return Optional.of(zone);
    }
}
