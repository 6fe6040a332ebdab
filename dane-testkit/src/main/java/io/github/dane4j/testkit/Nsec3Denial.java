package io.github.dane4j.testkit;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3PARAMRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** Denial with NSEC3: the chain runs over hashes of the names (RFC 5155). */
final class Nsec3Denial implements Denial {

    private static final int OPT_OUT = 1;
    /** Bytes of a SHA-1 hash. */
    private static final int HASH_LENGTH = 20;

    private static final base32 BASE32HEX = new base32(base32.Alphabet.BASE32HEX, false, true);

    private final NSEC3PARAMRecord parameters;
    /** By the hash in base32hex, whose order is the order of the hashes. */
    private final NavigableMap<String, NSEC3Record> chain = new TreeMap<>();

    private Nsec3Denial(NSEC3PARAMRecord parameters) {
        this.parameters = parameters;
    }

    static Nsec3Denial of(Zone zone, NSEC3PARAMRecord parameters, boolean optOut) {
        Nsec3Denial denial = new Nsec3Denial(parameters);
        NavigableMap<String, Set<Integer>> types = new TreeMap<>();
        zone.nodes().forEach((name, node) -> {
            boolean leftOut = optOut && zone.isDelegationPoint(name) && !node.containsKey(Type.DS);
            if (zone.isOccluded(name) || leftOut) {
                return;
            }
            types.computeIfAbsent(denial.hash(name), hash -> new TreeSet<>()).addAll(types(zone, name));
            for (Name above = name; !above.equals(zone.origin()); above = Zone.parentOf(above)) {
                types.computeIfAbsent(denial.hash(above), hash -> new TreeSet<>());
            }
        });
        List<String> hashes = new ArrayList<>(types.keySet());
        for (int i = 0; i < hashes.size(); i++) {
            String hash = hashes.get(i);
            String next = hashes.get((i + 1) % hashes.size());
            denial.chain.put(
                    hash,
                    new NSEC3Record(
                            ZoneBuilder.parseName(hash, zone.origin()),
                            DClass.IN,
                            zone.negativeTtl(),
                            NSEC3Record.SHA1_DIGEST_ID,
                            optOut ? OPT_OUT : 0,
                            parameters.getIterations(),
                            parameters.getSalt(),
                            BASE32HEX.fromString(next),
                            types.getOrDefault(hash, Set.of()).stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray()));
        }
        return denial;
    }

    /**
     * Records that neither match nor cover the hash of any name: nothing lies between the two ends of each. Their salts are as
     * long as the zone's, so that they take as long.
     */
    static List<RRset> strays(ZoneBuilder definition) {
        if (definition.strayNsec3() == 0) {
            return List.of();
        }
        NSEC3PARAMRecord zone = definition.nsec3Parameters().orElseThrow();
        int saltLength = zone.getSalt() == null ? 2 : Math.max(2, zone.getSalt().length);
        List<RRset> strays = new ArrayList<>();
        for (int i = 0; i < definition.strayNsec3(); i++) {
            byte[] hash = new byte[HASH_LENGTH];
            hash[0] = (byte) i;
            byte[] next = hash.clone();
            next[HASH_LENGTH - 1] = 1;
            byte[] salt = new byte[saltLength];
            salt[0] = (byte) i;
            salt[1] = 7;
            strays.add(new RRset(new NSEC3Record(
                    ZoneBuilder.parseName(BASE32HEX.toString(hash), definition.origin()),
                    DClass.IN,
                    ZoneBuilder.DEFAULT_TTL,
                    NSEC3Record.SHA1_DIGEST_ID,
                    0,
                    zone.getIterations(),
                    salt,
                    next,
                    new int[] {Type.A, Type.RRSIG})));
        }
        return strays;
    }

    private static Set<Integer> types(Zone zone, Name name) {
        Set<Integer> types =
                new TreeSet<>(zone.nodes().getOrDefault(name, Map.of()).keySet());
        if (zone.isDelegationPoint(name)) {
            types.retainAll(Set.of(Type.NS, Type.DS));
        }
        // The NS of a delegation is not signed.
        if (!zone.isDelegationPoint(name) || types.contains(Type.DS)) {
            types.add(Type.RRSIG);
        }
        return types;
    }

    /** The closest encloser proof of RFC 5155 section 7.2.1, and the same for the wildcard. */
    @Override
    public List<RRset> ofName(Name name, Name encloser, Name wildcard) {
        Name known = encloser;
        while (!knows(known)) {
            known = Zone.parentOf(known);
        }
        return List.of(atOrBefore(known), atOrBefore(nextCloser(name, known)), atOrBefore(Zone.wildcardOf(known)));
    }

    @Override
    public List<RRset> ofType(Name name, Name knownEncloser) {
        return knownEncloser.equals(name)
                ? List.of(atOrBefore(name))
                : List.of(atOrBefore(knownEncloser), atOrBefore(nextCloser(name, knownEncloser)));
    }

    @Override
    public List<RRset> ofTypeAtWildcard(Name name, Name encloser, Name wildcard) {
        return List.of(atOrBefore(encloser), atOrBefore(nextCloser(name, encloser)), atOrBefore(wildcard));
    }

    @Override
    public List<RRset> ofExactMatch(Name name, Name encloser) {
        return List.of(atOrBefore(nextCloser(name, encloser)));
    }

    @Override
    public boolean knows(Name name) {
        return chain.containsKey(hash(name));
    }

    /** The record whose hash is that of the name, or else the one that covers it; before the first comes the last. */
    private RRset atOrBefore(Name name) {
        Map.Entry<String, NSEC3Record> floor = chain.floorEntry(hash(name));
        return new RRset(floor != null ? floor.getValue() : chain.lastEntry().getValue());
    }

    /** The name one label longer than the encloser, on the way to the name. */
    private static Name nextCloser(Name name, Name encloser) {
        return new Name(name, name.labels() - encloser.labels() - 1);
    }

    private String hash(Name name) {
        try {
            return BASE32HEX.toString(parameters.hashName(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
