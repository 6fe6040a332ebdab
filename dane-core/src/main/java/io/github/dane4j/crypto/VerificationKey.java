package io.github.dane4j.crypto;

/** A public key of a zone, parsed once. Thread-safe. */
public final class VerificationKey {
    private final DnssecAlgorithm algorithm;
    private final int bits;
    private final KeyCheck check;

    VerificationKey(DnssecAlgorithm algorithm, int bits, KeyCheck check) {
        this.algorithm = algorithm;
        this.bits = bits;
        this.check = check;
    }

    /** The algorithm that the key is for. */
    public DnssecAlgorithm algorithm() {
        return algorithm;
    }

    /** The length of an RSA modulus, or the size of the curve's field, in bits. */
    public int bits() {
        return bits;
    }

    /**
     * Whether {@code signature} is one by this key over {@code signed}. Whatever the bytes are, the answer is yes or no.
     *
     * @param signed what RFC 4034 section 3.1.8.1 lists; not changed
     * @param signature the signature field of the RRSIG; not changed
     */
    public boolean verify(byte[] signed, byte[] signature) {
        return check.verify(signed, signature);
    }
}
