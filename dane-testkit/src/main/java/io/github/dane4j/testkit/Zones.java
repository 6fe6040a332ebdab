package io.github.dane4j.testkit;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * All zones of a tree, joined by delegations, answering as a recursive resolver that knows them all would. Each is built when
 * it is first asked. Thread-safe.
 */
final class Zones {

    /** More aliases than any resolver follows; BIND, which follows most, stops at 16. */
    private static final int MAX_ALIASES = 16;

    /** Zones to hold with their signatures; another one is built again when it is asked again. */
    private static final int MAX_BUILT = 2_000;

    private final Map<Name, ZoneBuilder> definitions;
    private final Map<Name, ZoneKeys> keys = new HashMap<>();
    private final Map<Name, List<Record>> delegations = new HashMap<>();
    private final Clock clock;
    /** Guarded by itself. */
    private final Map<Name, Zone> built = new RecentlyUsed<>(MAX_BUILT);

    /**
     * Makes the keys and the delegations.
     *
     * @param declared what was declared, by origin
     * @param known the keys of earlier builds, kept as long as they fit, and the place for new ones
     * @param clock read once
     */
    Zones(Map<Name, ZoneBuilder> declared, Map<Name, ZoneKeys> known, KeyPairs pairs, Clock clock) {
        this.definitions = withAncestors(declared);
        this.clock = Clock.fixed(clock.instant(), ZoneOffset.UTC);
        definitions.values().stream().filter(ZoneBuilder::isSigned).forEach(each -> {
            ZoneKeys kept = known.get(each.origin());
            if (kept == null || !kept.suit(each)) {
                kept = ZoneKeys.generate(each, pairs);
                known.put(each.origin(), kept);
            }
            keys.put(each.origin(), kept);
        });
        definitions.values().stream()
                .filter(each -> !each.origin().equals(Name.root))
                .forEach(each -> delegations
                        .computeIfAbsent(parentIn(definitions, each.origin()), parent -> new ArrayList<>())
                        .addAll(delegation(each, keys)));
    }

    /** Adds the root and the top-level domains that were not declared. */
    private static Map<Name, ZoneBuilder> withAncestors(Map<Name, ZoneBuilder> definitions) {
        Map<Name, ZoneBuilder> all = new HashMap<>(definitions);
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
        ZoneBuilder definition = definitions.get(origin);
        while (definition == null) {
            origin = Zone.parentOf(origin);
            definition = definitions.get(origin);
        }
        return zone(definition);
    }

    private Zone zone(ZoneBuilder definition) {
        Name origin = definition.origin();
        synchronized (built) {
            Zone zone = built.get(origin);
            if (zone == null) {
                zone = new Zone(definition, keys.get(origin), delegations.getOrDefault(origin, List.of()), clock);
                built.put(origin, zone);
            }
            return zone;
        }
    }
}
