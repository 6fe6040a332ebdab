package io.github.dane4j.x509;

import org.jspecify.annotations.Nullable;

/**
 * Where the SubjectPublicKeyInfo lies in the bytes of a certificate (RFC 5280 section 4.1). Bounds, lengths and the
 * order of the fields are checked, content is not: DANE-EE binds keys and certificates that no parser of this JVM knows.
 *
 * @param keyStart the first byte of the SubjectPublicKeyInfo, its header included
 * @param keyEnd where it ends
 * @param signedInWholeOctets whether the signature is of whole bytes, as those of all algorithms are (section 4.1.1.3).
 *     The count of unused bits is under no signature, and parsers let others pass; then two certificates would be one.
 */
public record CertificateShape(int keyStart, int keyEnd, boolean signedInWholeOctets) {
    private static final int VERSION = 0xa0;

    /** The shape, or null if the bytes are not laid out like a certificate. */
    public static @Nullable CertificateShape of(byte[] certificate) {
        DerReader der = new DerReader(certificate);
        if (!der.only(DerReader.SEQUENCE)) {
            return null;
        }
        der.enter();
        if (!der.next(DerReader.SEQUENCE)) {
            return null;
        }
        DerReader tbs = der.contents();
        if (!der.next(DerReader.SEQUENCE) || !der.only(DerReader.BIT_STRING)) {
            return null;
        }
        boolean wholeOctets = der.contentLength() > 0 && der.contentOctet(0) == 0;
        if (tbs.comes(VERSION) && !tbs.next()) {
            return null;
        }
        boolean fields = tbs.next(DerReader.INTEGER) // serialNumber
                && tbs.next(DerReader.SEQUENCE) // signature
                && tbs.next(DerReader.SEQUENCE) // issuer
                && tbs.next(DerReader.SEQUENCE) // validity
                && tbs.next(DerReader.SEQUENCE) // subject
                && tbs.next(DerReader.SEQUENCE); // subjectPublicKeyInfo
        return fields ? new CertificateShape(tbs.start(), tbs.end(), wholeOctets) : null;
    }

    /** Whether the bytes are one SubjectPublicKeyInfo: an algorithm and a key. */
    public static boolean isSubjectPublicKeyInfo(byte[] octets) {
        DerReader der = new DerReader(octets);
        if (!der.only(DerReader.SEQUENCE)) {
            return false;
        }
        der.enter();
        return der.next(DerReader.SEQUENCE) && der.only(DerReader.BIT_STRING);
    }
}
