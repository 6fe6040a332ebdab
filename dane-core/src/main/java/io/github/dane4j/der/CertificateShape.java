package io.github.dane4j.der;

/**
 * Where the SubjectPublicKeyInfo lies in the octets of a certificate (RFC 5280 section 4.1). Bounds, lengths and the
 * order of the fields are checked, content is not: DANE-EE binds keys and certificates that no parser of this JVM knows.
 */
public final class CertificateShape {
    /** The octets are no certificate. */
    public static final long NONE = -1;

    private static final int VERSION = 0xa0;

    private CertificateShape() {}

    /** First octet and end, packed so that finding them allocates nothing, or {@link #NONE}. */
    public static long subjectPublicKeyInfo(byte[] certificate) {
        DerReader der = new DerReader(certificate);
        if (!der.only(DerReader.SEQUENCE)) {
            return NONE;
        }
        der.enter();
        if (!der.next(DerReader.SEQUENCE)) {
            return NONE;
        }
        DerReader tbs = der.contents();
        if (!der.next(DerReader.SEQUENCE) || !der.only(DerReader.BIT_STRING)) {
            return NONE;
        }
        if (tbs.comes(VERSION) && !tbs.next()) {
            return NONE;
        }
        boolean fields = tbs.next(DerReader.INTEGER) // serialNumber
                && tbs.next(DerReader.SEQUENCE) // signature
                && tbs.next(DerReader.SEQUENCE) // issuer
                && tbs.next(DerReader.SEQUENCE) // validity
                && tbs.next(DerReader.SEQUENCE) // subject
                && tbs.next(DerReader.SEQUENCE); // subjectPublicKeyInfo
        return fields ? ((long) tbs.start() << Integer.SIZE) | tbs.end() : NONE;
    }

    /**
     * Whether the signature is of whole octets, as those of all algorithms are (RFC 5280 section 4.1.1.3). The count of
     * unused bits is under no signature, and parsers let others pass; then two certificates would be one.
     */
    public static boolean isSignedInWholeOctets(byte[] certificate) {
        DerReader der = new DerReader(certificate);
        if (!der.only(DerReader.SEQUENCE)) {
            return false;
        }
        der.enter();
        boolean tbsCertificate = der.next(DerReader.SEQUENCE);
        boolean signatureAlgorithm = der.next(DerReader.SEQUENCE);
        return tbsCertificate
                && signatureAlgorithm
                && der.only(DerReader.BIT_STRING)
                && der.contentLength() > 0
                && der.contentOctet(0) == 0;
    }

    /** The first octet of what {@link #subjectPublicKeyInfo} found. */
    public static int offset(long range) {
        return (int) (range >>> Integer.SIZE);
    }

    /** The end of what {@link #subjectPublicKeyInfo} found. */
    public static int end(long range) {
        return (int) range;
    }

    /** Whether the octets are one SubjectPublicKeyInfo: an algorithm and a key. */
    public static boolean isSubjectPublicKeyInfo(byte[] octets) {
        DerReader der = new DerReader(octets);
        if (!der.only(DerReader.SEQUENCE)) {
            return false;
        }
        der.enter();
        return der.next(DerReader.SEQUENCE) && der.only(DerReader.BIT_STRING);
    }
}
