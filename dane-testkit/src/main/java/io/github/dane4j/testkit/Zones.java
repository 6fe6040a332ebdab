package io.github.dane4j.testkit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** All zones of a tree, joined by delegations, answering as a recursive resolver that knows them all would. */
final class Zones {

    /** More aliases than any resolver follows; BIND, which follows most, stops at 16. */
    private static final int MAX_ALIASES = 16;

    private final Map<Name, Zone> zones = new HashMap<>();

    /**
     * Builds the zones.
     *
     * @param definitions what was declared, by origin
     * @param keys the keys of earlier builds, kept as long as they fit, and the place for new ones
     */
    Zones(Map<Name, ZoneBuilder> definitions, Map<Name, ZoneKeys> keys, Clock clock) {
        Map<Name, ZoneBuilder> all = withAncestors(definitions);
        all.values().stream().filter(ZoneBuilder::isSigned).forEach(each -> {
            ZoneKeys kept = keys.get(each.origin());
            if (kept == null || !kept.suit(each)) {
                keys.put(each.origin(), ZoneKeys.generate(each));
            }
        });
        Map<Name, List<Record>> delegations = new HashMap<>();
        all.values().stream()
                .filter(each -> !each.origin().equals(Name.root))
                .forEach(each -> delegations
                        .computeIfAbsent(parentIn(all, each.origin()), parent -> new ArrayList<>())
                        .addAll(delegation(each, keys)));
        all.forEach((origin, each) -> zones.put(
                origin,
                new Zone(
                        each,
                        each.isSigned() ? keys.get(origin) : null,
                        delegations.getOrDefault(origin, List.of()),
                        clock)));
    }

    /** Adds the root and the top-level domains that were not declared. */
    private static Map<Name, ZoneBuilder> withAncestors(Map<Name, ZoneBuilder> definitions) {
        Map<Name, ZoneBuilder> all = new TreeMap<>(definitions);
        all.computeIfAbsent(Name.root, ZoneBuilder::new);
        definitions.keySet().stream()
                .filter(each -> each.labels() > 2)
                .map(each -> new Name(each, each.labels() - 2))
                .forEach(each -> all.computeIfAbsent(each, ZoneBuilder::new));
        return all;
    }

    private static Name parentIn(Map<Name, ZoneBuilder> all, Name origin) {
        Name parent = Zone.parentOf(origin);
        while (!all.containsKey(parent)) {
            parent = Zone.parentOf(parent);
        }
        return parent;
    }

    private static Collection<Record> delegation(ZoneBuilder child, Map<Name, ZoneKeys> keys) {
        List<Record> records = new ArrayList<>();
        records.add(Zone.delegation(child.origin()));
        ZoneKeys childKeys = keys.get(child.origin());
        if (child.isSigned() && child.hasDs() && childKeys != null) {
            records.add(ds(child, childKeys));
        }
        records.addAll(child.moreDs());
        return records;
    }

    /** The DS that a validator of this tree starts from. */
    static DSRecord trustAnchor(ZoneBuilder root, ZoneKeys keys) {
        return ds(root, keys);
    }

    private static DSRecord ds(ZoneBuilder zone, ZoneKeys keys) {
        return zone.hasWrongDs() ? keys.wrongDs(zone.dsDigest()) : keys.ds(zone.dsDigest());
    }

    ZoneAnswer resolve(Name question, int type) {
        ZoneAnswer answer = new ZoneAnswer();
        Set<Name> seen = new HashSet<>();
        Optional<Name> next = Optional.of(question);
        // A loop ends with the aliases found so far, as with real resolvers: it is the client's to notice.
        while (next.isPresent() && seen.size() < MAX_ALIASES && seen.add(next.get())) {
            next = zoneFor(next.get(), type).answer(next.get(), type, answer);
        }
        return answer;
    }

    /** The deepest zone around the name; for the DS of a zone the one above it (RFC 4035 section 3.1.4.1). */
    private Zone zoneFor(Name name, int type) {
        Name origin = type == Type.DS ? Zone.parentOf(name) : name;
        Zone zone = zones.get(origin);
        while (zone == null) {
            origin = Zone.parentOf(origin);
            zone = zones.get(origin);
        }
        return zone;
    }
}
