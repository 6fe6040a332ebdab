package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Keeps of a reply what can say something about its question, so that the status of the reply can come from nothing
 * else.
 *
 * <p>The zone that contains a name speaks for it, and no other (RFC 4035 section 5.3.1). So of the signatures those
 * remain whose signer lies at or above the owner of the record set, and not above its trust anchor. Of the AUTHORITY
 * section those record sets remain that come from such a zone of the name asked for or of one of its aliases; NSEC and
 * NSEC3 only if signed, because unsigned they prove nothing. Records of another class than the question's say nothing
 * about it, and ADDITIONAL is not read by anybody.
 */
final class ReplyFilter {
    /** More aliases than any sane zone has; RFC 7672 section 2.1.3 leaves the number to us. */
    static final int MAX_ALIASES = 10;

    /** Of an NSEC3 hash; one limit for all keys (RFC 9276 section 3.2). */
    static final int MAX_ITERATIONS = 150;

    /** Of one record set. Two algorithms, each with an old and a new key, make four. */
    static final int MAX_SIGNATURES = 8;
    /** DS records, and keys. */
    static final int MAX_KEYS = 24;
    /** Keys that a signature can be by; two of the same tag are rare, and more are no accident. */
    static final int MAX_KEYS_OF_ONE_TAG = 3;
    /** Octets of a DNSKEY: RSA with 4096 bits, and some. */
    static final int MAX_KEY_OCTETS = 600;
    /** Octets of an RSA exponent; all in use have one or three. */
    static final int MAX_EXPONENT_OCTETS = 8;

    private final TrustAnchors anchors;

    ReplyFilter(TrustAnchors anchors) {
        this.anchors = anchors;
    }

    /**
     * The useful part of {@code reply}.
     *
     * @throws RejectedReply if there is none
     */
    Message filter(Record question, Message reply) throws RejectedReply {
        Message normalized = normalized(question, sameClass(question, reply));
        List<RRset> answer = normalized.getSectionRRsets(Section.ANSWER);
        Set<Name> names = namesAlong(question, answer);

        Message kept = new Message(reply.getHeader().getID());
        kept.getHeader().setFlag(Flags.QR);
        kept.getHeader().setFlag(Flags.RA);
        kept.getHeader().setRcode(normalized.getRcode());
        kept.addRecord(question, Section.QUESTION);
        for (RRset set : answer) {
            // A DNAME stands above the name that it redirects; everything else is at one of the names.
            if (containsOneOf(set.getName(), names)) {
                add(kept, Section.ANSWER, set, signatures(set, signer -> contains(signer, set.getName())));
            }
        }
        for (RRset set : normalized.getSectionRRsets(Section.AUTHORITY)) {
            List<RRSIGRecord> signatures =
                    signatures(set, signer -> set.getName().subdomain(signer) && containsOneOf(signer, names));
            boolean relevant = switch (set.getType()) {
                case Type.NSEC, Type.NSEC3 -> isAtItsOwnName(set, signatures);
                case Type.SOA, Type.NS -> containsOneOf(set.getName(), names);
                default -> false;
            };
            if (relevant) {
                add(kept, Section.AUTHORITY, set, signatures);
            }
        }
        return kept;
    }

    /** What would take long to check is not checked. */
    private static void requireLittleWork(RRset set) throws RejectedReply {
        String what = Type.string(set.getType()) + " records";
        if (set.sigs().size() > MAX_SIGNATURES) {
            throw tooMuch(set.sigs().size() + " signatures of the " + what, MAX_SIGNATURES);
        }
        boolean keys = set.getType() == Type.DNSKEY;
        if ((keys || set.getType() == Type.DS) && set.size() > MAX_KEYS) {
            throw tooMuch(set.size() + " " + what, MAX_KEYS);
        }
        if (keys && Work.mostOfOneTag(set) > MAX_KEYS_OF_ONE_TAG) {
            throw tooMuch(Work.mostOfOneTag(set) + " keys with the same tag", MAX_KEYS_OF_ONE_TAG);
        }
        for (Record record : set.rrs(false)) {
            if (record instanceof DNSKEYRecord key) {
                requireOrdinary(key);
            } else if (record instanceof NSEC3Record nsec3 && nsec3.getIterations() > MAX_ITERATIONS) {
                throw new RejectedReply(
                        Reason.DNS_BUDGET,
                        "NSEC3 with " + nsec3.getIterations() + " iterations, more than " + MAX_ITERATIONS,
                        new ExtendedError(ExtendedError.UNSUPPORTED_NSEC3_ITERATIONS, ""));
            }
        }
    }

    private static void requireOrdinary(DNSKEYRecord key) throws RejectedReply {
        byte[] octets = key.getKey();
        if (octets.length > MAX_KEY_OCTETS) {
            throw tooMuch("a key of " + octets.length + " octets", MAX_KEY_OCTETS);
        }
        boolean rsa = switch (key.getAlgorithm()) {
            case Algorithm.RSAMD5,
                    Algorithm.RSASHA1,
                    Algorithm.RSA_NSEC3_SHA1,
                    Algorithm.RSASHA256,
                    Algorithm.RSASHA512 -> true;
            default -> false;
        };
        // RFC 3110 section 2: one octet of length, or zero and two.
        if (rsa && octets.length > 0 && (octets[0] == 0 || (octets[0] & 0xff) > MAX_EXPONENT_OCTETS)) {
            throw tooMuch("an RSA key with a long exponent", MAX_EXPONENT_OCTETS);
        }
    }

    private static RejectedReply tooMuch(String what, int limit) {
        return new RejectedReply(Reason.DNS_BUDGET, what + ", more than " + limit);
    }

    private static Message sameClass(Record question, Message reply) {
        Message same = new Message(reply.getHeader().getID());
        same.getHeader().setFlag(Flags.QR);
        same.getHeader().setRcode(reply.getHeader().getRcode());
        same.addRecord(question, Section.QUESTION);
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            reply.getSection(section).stream()
                    .filter(record -> record.getDClass() == question.getDClass())
                    .forEach(record -> same.addRecord(record, section));
        }
        return same;
    }

    private static Message normalized(Record question, Message reply) throws RejectedReply {
        Message normalized;
        try {
            normalized = reply.normalize(Message.newQuery(question));
        } catch (RuntimeException e) {
            throw new RejectedReply(Reason.DNS_MALFORMED, "a reply that makes no sense");
        }
        if (normalized == null) {
            throw new RejectedReply(Reason.DNS_MALFORMED, "a reply that makes no sense");
        }
        return normalized;
    }

    /** The name asked for, and what it is an alias of, step by step. */
    private static Set<Name> namesAlong(Record question, List<RRset> answer) throws RejectedReply {
        Set<Name> names = new LinkedHashSet<>();
        names.add(question.getName());
        if (question.getType() == Type.CNAME) {
            return names;
        }
        for (RRset set : answer) {
            if (set.first() instanceof CNAMERecord alias && !names.add(alias.getTarget())) {
                throw new RejectedReply(Reason.DNS_ALIAS_LOOP, "aliases that loop");
            }
        }
        if (names.size() > MAX_ALIASES + 1) {
            throw new RejectedReply(Reason.DNS_ALIAS_LOOP, "more than " + MAX_ALIASES + " aliases");
        }
        return names;
    }

    private static List<RRSIGRecord> signatures(RRset set, Predicate<Name> signer) {
        return set.sigs().stream()
                .filter(signature -> signer.test(signature.getSigner()))
                .collect(Collectors.toList());
    }

    /** An owner made from a wildcard is none: the record speaks of the wildcard (RFC 4034 section 3.1.3). */
    private static boolean isAtItsOwnName(RRset set, List<RRSIGRecord> signatures) {
        return !signatures.isEmpty()
                && signatures.stream()
                        .allMatch(signature -> signature.getLabels() == DenialProof.labels(set.getName()));
    }

    private boolean containsOneOf(Name zone, Set<Name> names) {
        return names.stream().anyMatch(name -> contains(zone, name));
    }

    /** Whether {@code zone} can be the zone of {@code name}, as seen from the trust anchor nearest to the name. */
    private boolean contains(Name zone, Name name) {
        return name.subdomain(zone) && zone.subdomain(anchors.nearestTo(name));
    }

    private static void add(Message message, int section, RRset set, List<RRSIGRecord> signatures)
            throws RejectedReply {
        requireLittleWork(set);
        set.rrs(false).forEach(record -> message.addRecord(record, section));
        signatures.forEach(record -> message.addRecord(record, section));
    }

    /** A reply that cannot be used. */
    static final class RejectedReply extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reason reason;
        private final String problem;
        private final transient @Nullable ExtendedError extendedError;

        RejectedReply(Reason reason, String problem) {
            this(reason, problem, null);
        }

        RejectedReply(Reason reason, String problem, @Nullable ExtendedError extendedError) {
            super(problem);
            this.reason = reason;
            this.problem = problem;
            this.extendedError = extendedError;
        }

        Optional<ExtendedError> extendedError() {
            return Optional.ofNullable(extendedError);
        }

        Reason reason() {
            return reason;
        }

        String problem() {
            return problem;
        }
    }
}
