package io.github.dane4j.testkit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/** Denial by NSEC records that are made for each question (RFC 9824). */
final class CompactDenial implements Denial {

    /** No such name (RFC 9824 section 2). */
    private static final int NXNAME = 128;

    private final Zone zone;

    CompactDenial(Zone zone) {
        this.zone = zone;
    }

    @Override
    public List<RRset> ofName(Name name, Name encloser, Name wildcard) {
        return List.of(nsec(name, Set.of(NXNAME)));
    }

    @Override
    public List<RRset> ofType(Name name, Name knownEncloser) {
        return List.of(
                nsec(name, zone.nodes().getOrDefault(name, java.util.Map.of()).keySet()));
    }

    @Override
    public List<RRset> ofTypeAtWildcard(Name name, Name encloser, Name wildcard) {
        throw new IllegalStateException("a zone that denies compactly has no wildcards here: " + wildcard);
    }

    @Override
    public List<RRset> ofExactMatch(Name name, Name encloser) {
        throw new IllegalStateException("a zone that denies compactly has no wildcards here: " + encloser);
    }

    @Override
    public boolean knows(Name name) {
        return true;
    }

    @Override
    public boolean hasNameErrors() {
        return false;
    }

    private RRset nsec(Name name, Set<Integer> types) {
        Set<Integer> all = new TreeSet<>(types);
        all.add(Type.RRSIG);
        all.add(Type.NSEC);
        try {
            return new RRset(new NSECRecord(
                    name,
                    DClass.IN,
                    zone.negativeTtl(),
                    Name.concatenate(Name.fromConstantString("\\000"), name),
                    all.stream().mapToInt(Integer::intValue).toArray()));
        } catch (NameTooLongException e) {
            throw new IllegalStateException("no name lies right behind " + name, e);
        }
    }
}
