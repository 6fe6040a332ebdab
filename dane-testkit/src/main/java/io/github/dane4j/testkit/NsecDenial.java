package io.github.dane4j.testkit;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/** Denial with NSEC: each name tells the next one and its own types (RFC 4034 section 4). */
final class NsecDenial implements Denial {

    private final NavigableMap<Name, NSECRecord> chain;

    private NsecDenial(NavigableMap<Name, NSECRecord> chain) {
        this.chain = chain;
    }

    static NsecDenial of(Zone zone) {
        List<Name> names = zone.nodes().keySet().stream()
                .filter(each -> !zone.isOccluded(each))
                .toList();
        NavigableMap<Name, NSECRecord> chain = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            Name name = names.get(i);
            // The last name points back to the zone itself.
            Name next = names.get((i + 1) % names.size());
            chain.put(name, new NSECRecord(name, DClass.IN, zone.negativeTtl(), next, types(zone, name)));
        }
        return new NsecDenial(chain);
    }

    private static int[] types(Zone zone, Name name) {
        Set<Integer> types =
                new TreeSet<>(zone.nodes().getOrDefault(name, new TreeMap<>()).keySet());
        if (zone.isDelegationPoint(name)) {
            types.retainAll(Set.of(Type.NS, Type.DS));
        }
        types.add(Type.NSEC);
        types.add(Type.RRSIG);
        return types.stream().mapToInt(Integer::intValue).toArray();
    }

    Collection<NSECRecord> records() {
        return chain.values();
    }

    @Override
    public List<RRset> ofName(Name name, Name encloser, Name wildcard) {
        return List.of(atOrBefore(name), atOrBefore(wildcard));
    }

    @Override
    public List<RRset> ofType(Name name, Name knownEncloser) {
        return List.of(atOrBefore(name));
    }

    @Override
    public List<RRset> ofTypeAtWildcard(Name name, Name encloser, Name wildcard) {
        return List.of(atOrBefore(name), atOrBefore(wildcard));
    }

    @Override
    public List<RRset> ofExactMatch(Name name, Name encloser) {
        return List.of(atOrBefore(name));
    }

    /** An empty non-terminal has no NSEC, yet the one before it proves enough: its next name lies below. */
    @Override
    public boolean knows(Name name) {
        return true;
    }

    private RRset atOrBefore(Name name) {
        return new RRset(chain.floorEntry(name).getValue());
    }
}
