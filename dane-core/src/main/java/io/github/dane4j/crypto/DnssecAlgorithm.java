package io.github.dane4j.crypto;

import java.util.Optional;

/** The DNSSEC signing algorithms that can be verified, named as in the IANA registry. */
public enum DnssecAlgorithm {
    /** RSA/SHA-1 (RFC 3110). */
    RSASHA1(5, "SHA1withRSA"),
    /** RSA/SHA-1 for zones that use NSEC3 (RFC 5155 section 2). */
    RSASHA1_NSEC3_SHA1(7, "SHA1withRSA"),
    /** RSA/SHA-256 (RFC 5702). */
    RSASHA256(8, "SHA256withRSA"),
    /** RSA/SHA-512 (RFC 5702). */
    RSASHA512(10, "SHA512withRSA"),
    /** ECDSA with P-256 and SHA-256 (RFC 6605). */
    ECDSAP256SHA256(13, "SHA256withECDSA"),
    /** ECDSA with P-384 and SHA-384 (RFC 6605). */
    ECDSAP384SHA384(14, "SHA384withECDSA"),
    /** Ed25519 (RFC 8080). */
    ED25519(15, "Ed25519"),
    /** Ed448 (RFC 8080). */
    ED448(16, "Ed448");

    private final int number;
    private final String jcaName;

    DnssecAlgorithm(int number, String jcaName) {
        this.number = number;
        this.jcaName = jcaName;
    }

    /** The algorithm with this number; empty if it is unknown or not supported. */
    public static Optional<DnssecAlgorithm> of(int number) {
        for (DnssecAlgorithm algorithm : values()) {
            if (algorithm.number == number) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** The number in DNSKEY, DS and RRSIG records. */
    public int number() {
        return number;
    }

    /** The name in the IANA registry, for example {@code RSASHA1-NSEC3-SHA1}. */
    public String mnemonic() {
        return name().replace('_', '-');
    }

    /** Whether it rests on SHA-1 (RFC 9905). */
    public boolean usesSha1() {
        return this == RSASHA1 || this == RSASHA1_NSEC3_SHA1;
    }

    boolean isRsa() {
        return number <= RSASHA512.number;
    }

    /** The name of the signature algorithm in the JCA. */
    String jcaName() {
        return jcaName;
    }
}
