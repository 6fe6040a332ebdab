package io.github.dane4j.dns.validation;

import io.github.dane4j.Culprit;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.crypto.DnssecAlgorithm;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Type;

/**
 * Why something is bogus, as values; {@link #toString()} makes a sentence of them. Immutable.
 *
 * @param fault what is wrong
 * @param subject the record set, or the query, that it is wrong with
 * @param zone whose keys or denials were looked at
 * @param keyTag of the signature, or of a DS
 * @param algorithm of the signature, or of a DS: the number of the IANA registry
 * @param time at which a signature ended or begins; null for other faults
 * @param number of iterations, or of what there is too much of; 0 for other faults
 */
public record Cause(
        Fault fault,
        Query subject,
        Name zone,
        OptionalInt keyTag,
        OptionalInt algorithm,
        @Nullable Instant time,
        int number) {
    private static final int SHOWN = 120;

    static Cause of(Fault fault, Query subject, Name zone) {
        return new Cause(fault, subject, zone, OptionalInt.empty(), OptionalInt.empty(), null, 0);
    }

    static Cause of(Fault fault, SignedSet set, RRSIGRecord signature) {
        return of(fault, set, signature, null);
    }

    static Cause of(Fault fault, SignedSet set, RRSIGRecord signature, @Nullable Instant time) {
        return new Cause(
                fault,
                set.subject(),
                signature.getSigner(),
                OptionalInt.of(signature.getFootprint()),
                OptionalInt.of(signature.getAlgorithm()),
                time,
                0);
    }

    static Cause counting(Fault fault, Query subject, Name zone, int number) {
        return new Cause(fault, subject, zone, OptionalInt.empty(), OptionalInt.empty(), null, number);
    }

    /**
     * Whose fault it is. The keys of the root are not broken for everybody else: if they fail, something here is wrong. DS
     * records are the parent's.
     */
    public Culprit culprit() {
        if (!isAboutRootKeys()) {
            return isAboutDelegation() ? Culprit.PARENT : fault.culprit();
        }
        // By the clock of this machine.
        boolean outOfTime = fault == Fault.SIGNATURE_EXPIRED || fault == Fault.SIGNATURE_NOT_YET_VALID;
        return switch (fault.culprit()) {
            case CONFIGURATION -> Culprit.CONFIGURATION;
            case ZONE, PARENT, NAME_SERVER -> outOfTime ? Culprit.CONFIGURATION : Culprit.NAME_SERVER;
        };
    }

    /** The reason that a lookup fails for. */
    public Reason reason() {
        Reason reason = fault.reason();
        return reason == Reason.DNSSEC_BOGUS && isAboutRootKeys() ? Reason.TRUST_ANCHOR_FAILED : reason;
    }

    private boolean isAboutDelegation() {
        // That a name is no zone is found out by its DS records, but whoever signed by that name is at fault.
        return subject.type() == Type.DS && fault.culprit() == Culprit.ZONE && fault != Fault.SIGNER_IS_NOT_A_ZONE;
    }

    private boolean isAboutRootKeys() {
        return subject.type() == Type.DNSKEY && subject.name().equals(Name.root);
    }

    private String signature() {
        return "the signature by key " + keyTag.orElse(0) + " (" + algorithmName() + ") over " + subject;
    }

    private String algorithmName() {
        int value = algorithm.orElse(0);
        return DnssecAlgorithm.of(value).map(DnssecAlgorithm::mnemonic).orElse("algorithm " + value);
    }

    static String show(Name name) {
        return name.equals(Name.root) ? "the root" : Printable.clip(name.toString(true), SHOWN);
    }

    /** What is wrong, in one line. */
    @Override
    public String toString() {
        return switch (fault) {
            case UNSIGNED -> subject + " is not signed, and nothing proves that its zone is unsigned";
            case SIGNATURE_EXPIRED -> signature() + " expired on " + time;
            case SIGNATURE_NOT_YET_VALID -> signature() + " is not valid before " + time;
            case SIGNATURE_INVALID -> signature() + " does not verify";
            case SIGNATURE_MALFORMED -> signature() + " does not fit the records";
            case NO_SUCH_KEY ->
                show(zone) + " has no usable key " + keyTag.orElse(0) + " (" + algorithmName() + "), which " + subject
                        + " claims to be signed by";
            case FOREIGN_SIGNER -> subject + " is signed by " + show(zone) + ", which does not speak for that name";
            case SIGNER_IS_NOT_A_ZONE -> subject + " claims to be signed by " + show(zone) + ", which is not a zone";
            case MADE_FROM_A_WILDCARD -> subject + " was made from a wildcard, which must not be";
            case SEVERAL_RECORDS -> subject + " has several records where there can only be one";
            case NOT_DENIED -> "nothing proves that " + subject + " does not exist";
            case DENIAL_UNSIGNED -> "the denial of " + subject + " is not signed";
            case WILDCARD_UNPROVEN ->
                subject + " was made from a wildcard, and nothing proves that the name itself does not exist";
            case NO_KEYS -> show(zone) + " has no DNSKEY records, although its parent has a DS for it";
            case DS_MATCHES_NO_KEY -> "no DS of " + show(zone) + " matches any of its keys";
            case DS_NOT_DENIED -> "nothing proves whether " + show(zone) + " is signed";
            case ANCHOR_MATCHES_NO_KEY -> "none of the trust anchors of " + show(zone) + " matches any of its keys";
            case SIGNATURES_NOT_PASSED_ON ->
                "your name server does not pass on signatures: the keys of " + show(zone) + " came without";
            case ALIAS_TOO_LONG -> subject + " leads to a name that is too long";
            case TOO_MANY_ITERATIONS ->
                show(zone) + " asks for " + number + " NSEC3 iterations, more than " + LookupLimits.NSEC3_ITERATIONS;
            case TOO_MUCH_WORK -> subject + " takes more work to verify than is allowed: more than " + number;
            case UNANSWERED -> "no usable reply to " + subject;
            case REFERRAL -> "the reply to " + subject + " only names other servers";
        };
    }
}
