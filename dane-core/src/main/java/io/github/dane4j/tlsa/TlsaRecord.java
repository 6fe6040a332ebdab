package io.github.dane4j.tlsa;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A TLSA record (RFC 6698 section 2): three numbers and data, exactly as published.
 *
 * <p>Numbers that have no meaning yet are kept. Such a record is unusable, which is for the verifier to say; it is no
 * error. Immutable; equal if all four parts are equal.
 */
public final class TlsaRecord {
    private static final int PARAMETERS = 3;

    private final int usage;
    private final int selector;
    private final int matchingType;
    private final byte[] data;

    private TlsaRecord(int usage, int selector, int matchingType, byte[] data) {
        this.usage = usage;
        this.selector = selector;
        this.matchingType = matchingType;
        this.data = data.clone();
    }

    /** A record of known parameters. */
    public static TlsaRecord of(CertificateUsage usage, Selector selector, MatchingType matchingType, byte[] data) {
        return of(usage.number(), selector.number(), matchingType.number(), data);
    }

    /**
     * A record of any parameters, each 0 to 255.
     *
     * @throws IllegalArgumentException if a number does not fit into an octet
     */
    public static TlsaRecord of(int usage, int selector, int matchingType, byte[] data) {
        return new TlsaRecord(usage, selector, matchingType, data);
    }

    /**
     * The record in presentation format, for example {@code 3 1 1 5f3a…} (RFC 6698 section 2.2).
     *
     * @throws TlsaFormatException if the text is something else; it points to the column
     */
    public static TlsaRecord parse(String text) {
        String[] fields = text.trim().split("\\s+", 4);
        if (fields.length < 4) {
            throw new TlsaFormatException("a TLSA record has three numbers and data", text.length() + 1);
        }
        return of(
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                Integer.parseInt(fields[2]),
                HexFormat.of().parseHex(fields[3].replaceAll("\\s", "")));
    }

    /**
     * The record in wire format (RFC 6698 section 2.1).
     *
     * @throws TlsaFormatException if there are fewer than three octets
     */
    public static TlsaRecord fromWire(byte[] rdata) {
        if (rdata.length < PARAMETERS) {
            throw new TlsaFormatException(
                    "a TLSA record has at least " + PARAMETERS + " octets, not " + rdata.length, rdata.length + 1);
        }
        return new TlsaRecord(
                rdata[0] & 0xff, rdata[1] & 0xff, rdata[2] & 0xff, Arrays.copyOfRange(rdata, PARAMETERS, rdata.length));
    }

    /** The record that {@code certificate} matches. */
    public static TlsaRecord matching(
            EncodedCertificate certificate, CertificateUsage usage, Selector selector, MatchingType matchingType) {
        byte[] octets = certificate.subjectPublicKeyInfo().orElseThrow();
        return of(usage, selector, matchingType, octets);
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

    /** The record in presentation format, complete. */
    @Override
    public String toString() {
        return usage + " " + selector + " " + matchingType + " "
                + HexFormat.of().formatHex(data);
    }
}
