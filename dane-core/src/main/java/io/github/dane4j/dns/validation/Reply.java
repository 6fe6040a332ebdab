package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A reply as record sets, each with its signatures. A set in one section is not joined with signatures in another, records of
 * other classes than IN and signatures without their set are dropped, and ADDITIONAL is not read (RFC 4035 section 5.3).
 */
public final class Reply {
    private final List<SignedSet> answer;
    private final List<SignedSet> authority;
    private final int code;
    private final boolean authentic;

    private Reply(List<SignedSet> answer, List<SignedSet> authority, int code, boolean authentic) {
        this.answer = answer;
        this.authority = authority;
        this.code = code;
        this.authentic = authentic;
    }

    /** The sets of a message, which is not kept. */
    public static Reply of(Message message) {
        return new Reply(
                sets(message.getSection(Section.ANSWER)),
                sets(message.getSection(Section.AUTHORITY)),
                message.getRcode(),
                message.getHeader().getFlag(Flags.AD));
    }

    private static List<SignedSet> sets(List<Record> records) {
        List<SignedSet> sets = new ArrayList<>();
        for (Record record : records) {
            if (record.getDClass() == DClass.IN) {
                // For a signature the type that it covers.
                int type = record.getRRsetType();
                SignedSet set = find(sets, record.getName(), type);
                if (set == null) {
                    set = new SignedSet(record.getName(), type);
                    sets.add(set);
                }
                if (record instanceof RRSIGRecord signature) {
                    set.add(signature);
                } else if (record.getType() != Type.RRSIG) {
                    set.add(record);
                }
            }
        }
        sets.removeIf(SignedSet::isEmpty);
        return sets;
    }

    private static @Nullable SignedSet find(List<SignedSet> sets, Name owner, int type) {
        for (SignedSet set : sets) {
            if (set.type() == type && set.owner().equals(owner)) {
                return set;
            }
        }
        return null;
    }

    /** The set of the ANSWER section. */
    @Nullable
    SignedSet answer(Name owner, int type) {
        return find(answer, owner, type);
    }

    /** The DNAME sets of the ANSWER section that redirect a name, which lies below them. */
    List<SignedSet> redirectsOf(Name name) {
        List<SignedSet> redirects = new ArrayList<>();
        for (SignedSet set : answer) {
            if (set.type() == Type.DNAME && !name.equals(set.owner()) && name.subdomain(set.owner())) {
                redirects.add(set);
            }
        }
        return redirects;
    }

    /** The NSEC and NSEC3 sets of the AUTHORITY section. */
    List<SignedSet> denials() {
        List<SignedSet> denials = new ArrayList<>();
        for (SignedSet set : authority) {
            if (set.type() == Type.NSEC || set.type() == Type.NSEC3) {
                denials.add(set);
            }
        }
        return denials;
    }

    @Nullable
    SignedSet authority(int type) {
        for (SignedSet set : authority) {
            if (set.type() == type) {
                return set;
            }
        }
        return null;
    }

    /** What a server that is only partly asked says: name servers to ask instead (RFC 2308 section 2.2). */
    boolean isReferral() {
        return answer.isEmpty() && authority(Type.NS) != null && authority(Type.SOA) == null;
    }

    boolean saysNoSuchName() {
        return code == Rcode.NXDOMAIN;
    }

    /** The AD bit. */
    boolean isMarkedAuthentic() {
        return authentic;
    }
}
