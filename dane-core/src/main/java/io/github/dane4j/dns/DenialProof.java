package io.github.dane4j.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What the NSEC or NSEC3 records of one zone prove to be absent. The validator has checked their signatures; this checks
 * once more what follows from them, because absence is what switches DANE off.
 */
interface DenialProof {
    /** That the name does not exist, nor a wildcard that would stand in for it (RFC 4035 section 5.4). */
    boolean deniesName(Name name);

    /** That the name, or the wildcard that stands in for it, has neither this type nor an alias. */
    boolean deniesType(Name name, int type);

    /** What is at a name of the zone that has no DS record: as for {@link #unsignedCut(Message, Name)}. */
    Optional<Boolean> unsignedCut(Name name);

    /** That nothing stands closer to the name than the wildcard below {@code encloser} (RFC 4035 section 5.3.4). */
    boolean deniesCloserThan(Name encloser, Name name);

    /**
     * Whether a secure reply really says that {@code name} has no records of this type.
     *
     * @param name the one asked for, or the end of its aliases
     */
    static boolean holds(Message reply, Name name, int type) {
        List<DenialProof> proofs = in(reply, name::subdomain);
        return reply.getRcode() == Rcode.NXDOMAIN
                ? proofs.stream().anyMatch(proof -> proof.deniesName(name))
                : proofs.stream().anyMatch(proof -> proof.deniesType(name, type));
    }

    /** Whether everything in the answer that was made from a wildcard was made rightly. */
    static boolean allowsWildcards(Message reply) {
        return reply.getSectionRRsets(Section.ANSWER).stream().allMatch(set -> allowsWildcard(reply, set));
    }

    /** The zone that signed the set says so itself; another's chain covers any name that it does not have. */
    private static boolean allowsWildcard(Message reply, RRset set) {
        Name owner = set.getName();
        for (RRSIGRecord signature : set.sigs()) {
            if (labels(owner) > signature.getLabels()) {
                Name encloser = ancestor(owner, signature.getLabels() + 1);
                if (in(reply, signature.getSigner()::equals).stream()
                        .noneMatch(proof -> proof.deniesCloserThan(encloser, owner))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * What the zone cut at {@code name} is, by a reply that denies a DS record there.
     *
     * @return true if nothing is signed from there on (RFC 4035 section 5.2, RFC 5155 section 8.9), false if there is no
     *     cut, and empty if neither is proven
     */
    static Optional<Boolean> unsignedCut(Message reply, Name name) {
        return in(reply, zone -> name.subdomain(zone) && !name.equals(zone)).stream()
                .flatMap(proof -> proof.unsignedCut(name).stream())
                .findFirst();
    }

    /** The proofs that each of some zones gives. */
    private static List<DenialProof> in(Message reply, Predicate<Name> wanted) {
        Map<Name, List<Record>> byZone = new LinkedHashMap<>();
        for (RRset set : reply.getSectionRRsets(Section.AUTHORITY)) {
            List<Name> signers =
                    set.sigs().stream().map(RRSIGRecord::getSigner).distinct().toList();
            if ((set.getType() == Type.NSEC || set.getType() == Type.NSEC3)
                    && signers.size() == 1
                    && wanted.test(signers.get(0))) {
                byZone.computeIfAbsent(signers.get(0), zone -> new ArrayList<>())
                        .addAll(set.rrs(false));
            }
        }
        List<DenialProof> proofs = new ArrayList<>();
        byZone.forEach((zone, records) -> {
            proofs.add(new NsecProof(zone, only(NSECRecord.class, records)));
            proofs.add(new Nsec3Proof(zone, only(NSEC3Record.class, records)));
        });
        return proofs;
    }

    private static <R> List<R> only(Class<R> type, List<Record> records) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The labels of a name as a signature counts them: without the root and a leading asterisk (RFC 4034 3.1.3). */
    static int labels(Name name) {
        return name.labels() - (name.isWild() ? 2 : 1);
    }

    /** The bits of a name that exists, and has neither the type nor an alias. */
    static boolean lack(int type, int... types) {
        return !has(types, type) && !has(types, Type.CNAME) && !isDelegation(types);
    }

    /** The bits of a name below which the zone knows nothing: it has been delegated, or redirected. */
    static boolean isCut(int... types) {
        return isDelegation(types) || has(types, Type.DNAME);
    }

    /** What the bits of a name say of the cut there, if it has no DS record: as for {@link #unsignedCut}. */
    static Optional<Boolean> unsignedCutIn(int... types) {
        return has(types, Type.DS) || has(types, Type.SOA) || has(types, Type.CNAME)
                ? Optional.empty()
                : Optional.of(has(types, Type.NS));
    }

    private static boolean isDelegation(int... types) {
        return has(types, Type.NS) && !has(types, Type.SOA);
    }

    private static boolean has(int[] types, int type) {
        return IntStream.of(types).anyMatch(each -> each == type);
    }

    /** The ancestor of {@code name}, or itself, with this many labels, the root counted. */
    static Name ancestor(Name name, int labels) {
        return new Name(name, name.labels() - labels);
    }

    /** The wildcard right below a name. */
    static Name wildcard(Name encloser) throws NameTooLongException {
        return Name.concatenate(Name.fromConstantString("*"), encloser);
    }
}
