package io.github.dane4j.tlsa;

import io.github.dane4j.x509.CertificateShape;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TLSA record (RFC 6698 section 2): three numbers and data, exactly as published.
 *
 * <p>Unknown numbers are kept. Such a record is unusable, which the verifier reports; it is not an error. Immutable; equal if
 * all four parts are equal; ordered as DNSSEC orders the records of a set (RFC 4034 section 6.3).
 */
public final class TlsaRecord implements Comparable<TlsaRecord> {
    /** The bytes that the three numbers take on the wire. */
    static final int PARAMETERS = 3;
    /** The length of RDATA is a number of 16 bits (RFC 1035 section 3.2.1). */
    public static final int MAX_DATA = 0xffff - PARAMETERS;

    /** Enough to tell two digests apart at a glance, few enough for a line of a log. */
    private static final int SHOWN_HEAD = 6;

    private static final int SHOWN_TAIL = 2;

    private final int usage;
    private final int selector;
    private final int matchingType;
    private final byte[] data;

    /** Takes {@code data} over. */
    private TlsaRecord(int usage, int selector, int matchingType, byte[] data) {
        this.usage = octet(usage, "certificate usage");
        this.selector = octet(selector, "selector");
        this.matchingType = octet(matchingType, "matching type");
        if (data.length > MAX_DATA) {
            throw new IllegalArgumentException(
                    "a TLSA record holds at most " + MAX_DATA + " bytes of data, not " + data.length);
        }
        this.data = data;
    }

    private static int octet(int value, String name) {
        if (value < 0 || value > 0xff) {
            throw new IllegalArgumentException("the " + name + " is a number from 0 to 255, not " + value);
        }
        return value;
    }

    /**
     * A record of known parameters.
     *
     * @throws IllegalArgumentException if there are more than 65,532 bytes of data
     */
    public static TlsaRecord of(CertificateUsage usage, Selector selector, MatchingType matchingType, byte[] data) {
        return of(usage.number(), selector.number(), matchingType.number(), data);
    }

    /**
     * A record of any parameters, each 0 to 255.
     *
     * @throws IllegalArgumentException if a number does not fit into a byte, or there are more than 65,532 bytes of
     *     data
     */
    public static TlsaRecord of(int usage, int selector, int matchingType, byte[] data) {
        return new TlsaRecord(usage, selector, matchingType, data.clone());
    }

    /**
     * The record in presentation format, for example {@code 3 1 1 5f3a…} (RFC 6698 section 2.2), or in that of unknown
     * types, for example {@code TYPE52 \# 35 0301015f3a…} (RFC 3597 section 5). White space and parentheses may divide
     * the data (RFC 1035 section 5.1); acronyms are accepted in place of numbers, case-insensitively (RFC 7218 section 2). The
     * type may be left out; a whole line is for {@link TlsaResourceRecord#parse}.
     *
     * @throws TlsaFormatException if the text is something else; it points to the column
     */
    public static TlsaRecord parse(String text) {
        return PresentationFormat.record(text);
    }

    /**
     * The record in wire format (RFC 6698 section 2.1).
     *
     * @throws TlsaFormatException if there are fewer than three bytes, or more than 65,535
     */
    public static TlsaRecord fromWire(byte[] rdata) {
        if (rdata.length < PARAMETERS || rdata.length > PARAMETERS + MAX_DATA) {
            throw new TlsaFormatException(
                    "a TLSA record has " + PARAMETERS + " to " + (PARAMETERS + MAX_DATA) + " bytes, not "
                            + rdata.length,
                    Math.min(rdata.length, PARAMETERS + MAX_DATA) + 1);
        }
        return new TlsaRecord(
                rdata[0] & 0xff, rdata[1] & 0xff, rdata[2] & 0xff, Arrays.copyOfRange(rdata, PARAMETERS, rdata.length));
    }

    /**
     * The record that {@code certificate} matches.
     *
     * @throws IllegalArgumentException if the data is not a certificate, or is too long for a record
     */
    public static TlsaRecord matching(
            EncodedCertificate certificate, CertificateUsage usage, Selector selector, MatchingType matchingType) {
        if (!certificate.isWellFormed()) {
            throw new IllegalArgumentException("the data is not a certificate");
        }
        return new TlsaRecord(
                usage.number(),
                selector.number(),
                matchingType.number(),
                certificate.associationData(selector, matchingType));
    }

    /**
     * The record that a raw public key matches (RFC 7671 section 5.1): usage DANE-EE, selector SPKI.
     *
     * @param subjectPublicKeyInfo the key as DER (RFC 7250 section 3)
     * @throws IllegalArgumentException if the data is not a SubjectPublicKeyInfo, or is too long for a record
     */
    public static TlsaRecord matchingPublicKey(byte[] subjectPublicKeyInfo, MatchingType matchingType) {
        if (!CertificateShape.isSubjectPublicKeyInfo(subjectPublicKeyInfo)) {
            throw new IllegalArgumentException("the data is not a SubjectPublicKeyInfo");
        }
        byte[] data = matchingType.present(subjectPublicKeyInfo, 0, subjectPublicKeyInfo.length);
        return new TlsaRecord(CertificateUsage.DANE_EE.number(), Selector.SPKI.number(), matchingType.number(), data);
    }

    /** The certificate usage, if its number is known. */
    public Optional<CertificateUsage> usage() {
        return CertificateUsage.of(usage);
    }

    /** The selector, if its number is known. */
    public Optional<Selector> selector() {
        return Selector.of(selector);
    }

    /** The matching type, if its number is known. */
    public Optional<MatchingType> matchingType() {
        return MatchingType.of(matchingType);
    }

    /** The certificate usage as published, 0 to 255. */
    public int usageNumber() {
        return usage;
    }

    /** The selector as published, 0 to 255. */
    public int selectorNumber() {
        return selector;
    }

    /** The matching type as published, 0 to 255. */
    public int matchingTypeNumber() {
        return matchingType;
    }

    /** A copy of the certificate association data. */
    public byte[] data() {
        return data.clone();
    }

    /**
     * Whether the data can be what the selector and the matching type say (RFC 6698 section 4.1): a digest has its
     * length, full data is one DER structure of the selected kind. Only its outer shape counts: a key of an algorithm
     * that nobody knows yet is well formed. False if the selector or the matching type is unknown.
     */
    public boolean isWellFormed() {
        MatchingType type = MatchingType.ofNullable(matchingType);
        if (type == null || !isSelectorKnown()) {
            return false;
        }
        if (type != MatchingType.FULL) {
            return data.length == type.digestLength();
        }
        return selector == Selector.CERT.number()
                ? CertificateShape.of(data) != null
                : CertificateShape.isSubjectPublicKeyInfo(data);
    }

    private boolean isSelectorKnown() {
        return selector <= Selector.SPKI.number();
    }

    /**
     * Whether the data is that of {@code certificate} (RFC 6698 section 2.1.4). Says nothing about the usage, and so
     * nothing about authentication. False if the selector or the matching type is unknown.
     */
    public boolean matches(EncodedCertificate certificate) {
        MatchingType type = MatchingType.ofNullable(matchingType);
        return type != null
                && isSelectorKnown()
                && certificate.matches(selector == Selector.CERT.number() ? Selector.CERT : Selector.SPKI, type, data);
    }

    /**
     * Whether the data is that of a raw public key (RFC 7671 section 5.1): the selector is SPKI and the bytes, or their
     * digest, are equal. Says nothing about the usage.
     *
     * @param subjectPublicKeyInfo the key as DER (RFC 7250 section 3)
     */
    public boolean matchesPublicKey(byte[] subjectPublicKeyInfo) {
        MatchingType type = MatchingType.ofNullable(matchingType);
        return type != null
                && selector == Selector.SPKI.number()
                && Arrays.equals(type.present(subjectPublicKeyInfo, 0, subjectPublicKeyInfo.length), data);
    }

    /** The record in wire format (RFC 6698 section 2.1). */
    public byte[] toWire() {
        byte[] rdata = new byte[PARAMETERS + data.length];
        rdata[0] = (byte) usage;
        rdata[1] = (byte) selector;
        rdata[2] = (byte) matchingType;
        System.arraycopy(data, 0, rdata, PARAMETERS, data.length);
        return rdata;
    }

    @Override
    public int compareTo(TlsaRecord other) {
        int difference = Integer.compare(usage, other.usage);
        if (difference == 0) {
            difference = Integer.compare(selector, other.selector);
        }
        if (difference == 0) {
            difference = Integer.compare(matchingType, other.matchingType);
        }
        return difference == 0 ? Arrays.compareUnsigned(data, other.data) : difference;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsaRecord that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return ((usage * 31 + selector) * 31 + matchingType) * 31 + Arrays.hashCode(data);
    }

    /** The record on one short line, for logs and messages: long data is cut in the middle, {@code 3 1 1 5f3a…c2}. */
    public String toShortString() {
        HexFormat hex = HexFormat.of();
        if (data.length <= SHOWN_HEAD + SHOWN_TAIL) {
            return (parameters() + " " + hex.formatHex(data)).strip();
        }
        return parameters() + " " + hex.formatHex(data, 0, SHOWN_HEAD) + "…"
                + hex.formatHex(data, data.length - SHOWN_TAIL, data.length);
    }

    /**
     * The record in the format of unknown types (RFC 3597 section 5), complete: {@code TYPE52 \# 35 0301015f3a…}. {@link
     * #parse} reads it.
     */
    public String toGenericString() {
        return "TYPE52 " + generic();
    }

    private String generic() {
        byte[] rdata = toWire();
        return "\\# " + rdata.length + " " + HexFormat.of().formatHex(rdata);
    }

    /**
     * The record in presentation format, complete. {@link #parse} reads it. Without data, which has no presentation
     * format, it is generic: {@code \# 3 030101}.
     */
    @Override
    public String toString() {
        return data.length == 0
                ? generic()
                : parameters() + " " + HexFormat.of().formatHex(data);
    }

    private String parameters() {
        return usage + " " + selector + " " + matchingType;
    }
}
