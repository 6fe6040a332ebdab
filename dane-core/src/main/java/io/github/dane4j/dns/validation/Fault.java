package io.github.dane4j.dns.validation;

import io.github.dane4j.Culprit;
import io.github.dane4j.Reason;
import java.util.OptionalInt;

/** What can be wrong with a proof, whose fault that is, and its Extended DNS Error (RFC 8914 section 4). */
public enum Fault {
    /** Records of a signed zone without signatures. */
    UNSIGNED(10, Culprit.ZONE),
    /** The signature has expired. */
    SIGNATURE_EXPIRED(7, Culprit.ZONE),
    /** The signature begins later. */
    SIGNATURE_NOT_YET_VALID(8, Culprit.ZONE),
    /** The signature is not by the key that it names, or not over these records. */
    SIGNATURE_INVALID(6, Culprit.ZONE),
    /** The signature breaks a rule of RFC 4035 section 5.3.1, such as on its number of labels. */
    SIGNATURE_MALFORMED(6, Culprit.ZONE),
    /** The zone has no key that the signature could be by. */
    NO_SUCH_KEY(9, Culprit.ZONE),
    /** All signatures are by zones that do not speak for the name. */
    FOREIGN_SIGNER(10, Culprit.ZONE),
    /** The signer is not a zone, as the one above it proves. */
    SIGNER_IS_NOT_A_ZONE(6, Culprit.ZONE),
    /** Records that a wildcard must not stand for: DS, DNSKEY, DNAME, NSEC. */
    MADE_FROM_A_WILDCARD(6, Culprit.ZONE),
    /** Several records where there can be one. */
    SEVERAL_RECORDS(6, Culprit.ZONE),
    /** Nothing proves that there are no such records. */
    NOT_DENIED(12, Culprit.ZONE),
    /** A denial without signatures. */
    DENIAL_UNSIGNED(10, Culprit.ZONE),
    /** Nothing proves that no closer name exists than the wildcard. */
    WILDCARD_UNPROVEN(12, Culprit.ZONE),
    /** The parent has DS records, and the zone no keys. */
    NO_KEYS(9, Culprit.ZONE),
    /** None of the DS records fits a key. */
    DS_MATCHES_NO_KEY(9, Culprit.PARENT),
    /** Nothing proves what the parent says of the zone. */
    DS_NOT_DENIED(12, Culprit.PARENT),
    /** None of the trust anchors fits a key. */
    ANCHOR_MATCHES_NO_KEY(9, Culprit.CONFIGURATION),
    /** The keys that are a trust anchor came without signatures. */
    SIGNATURES_NOT_PASSED_ON(10, Culprit.NAME_SERVER),
    /** A target of a DNAME that is too long (RFC 6672 section 2.2). */
    ALIAS_TOO_LONG(6, Culprit.ZONE),
    /** More NSEC3 iterations than are computed (RFC 9276 section 3.2). */
    TOO_MANY_ITERATIONS(27, Culprit.ZONE),
    /** More work than allowed. */
    TOO_MUCH_WORK(6, Culprit.ZONE),
    /** The query has no reply that could be used. */
    UNANSWERED(Culprit.NAME_SERVER),
    /** A reply that only names other servers. */
    REFERRAL(Culprit.NAME_SERVER);

    private final OptionalInt extendedError;
    private final Culprit culprit;

    Fault(Culprit culprit) {
        this.extendedError = OptionalInt.empty();
        this.culprit = culprit;
    }

    Fault(int extendedError, Culprit culprit) {
        this.extendedError = OptionalInt.of(extendedError);
        this.culprit = culprit;
    }

    /** The code of RFC 8914. */
    public OptionalInt extendedError() {
        return extendedError;
    }

    /** Whose fault it is, but see {@link Cause#culprit}. */
    public Culprit culprit() {
        return culprit;
    }

    /** The reason that a lookup fails for, but see {@link Cause#reason}. */
    public Reason reason() {
        return switch (this) {
            case TOO_MANY_ITERATIONS, TOO_MUCH_WORK -> Reason.DNS_BUDGET;
            case SIGNATURES_NOT_PASSED_ON -> Reason.RESOLVER_WITHOUT_DNSSEC;
            case ANCHOR_MATCHES_NO_KEY -> Reason.TRUST_ANCHOR_FAILED;
            case UNANSWERED, REFERRAL -> Reason.DNS_ERROR;
            case UNSIGNED,
                    SIGNATURE_EXPIRED,
                    SIGNATURE_NOT_YET_VALID,
                    SIGNATURE_INVALID,
                    SIGNATURE_MALFORMED,
                    NO_SUCH_KEY,
                    FOREIGN_SIGNER,
                    SIGNER_IS_NOT_A_ZONE,
                    MADE_FROM_A_WILDCARD,
                    SEVERAL_RECORDS,
                    NOT_DENIED,
                    DENIAL_UNSIGNED,
                    WILDCARD_UNPROVEN,
                    NO_KEYS,
                    DS_MATCHES_NO_KEY,
                    DS_NOT_DENIED,
                    ALIAS_TOO_LONG -> Reason.DNSSEC_BOGUS;
        };
    }

    /** Whether another server may have better data (RFC 6840 section 5.9). */
    public boolean mayDifferElsewhere() {
        return reason() == Reason.DNSSEC_BOGUS || this == ANCHOR_MATCHES_NO_KEY;
    }

    /** Whether it says only that something is missing; then a fault further up tells more. */
    boolean isOnlyAbsence() {
        return this == UNSIGNED || this == NOT_DENIED || this == DENIAL_UNSIGNED || this == DS_NOT_DENIED;
    }
}
