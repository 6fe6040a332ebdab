package io.github.dane4j.crypto;

import io.github.dane4j.x509.DerReader;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A certificate's signature by a key on a curve, taken from its bytes (RFC 5280 section 4.1). Immutable. */
final class CertificateSignature {
    /** Whole AlgorithmIdentifiers, as RFC 5758 section 3.2 and RFC 8410 section 3 have them: without parameters. */
    private static final Map<String, String> ECDSA = Map.of(
            "300a06082a8648ce3d040302", "SHA256withECDSA",
            "300a06082a8648ce3d040303", "SHA384withECDSA",
            "300a06082a8648ce3d040304", "SHA512withECDSA");

    private static final Map<String, Curve> EDDSA = Map.of(
            "300506032b6570", Curve.ED25519,
            "300506032b6571", Curve.ED448);

    private static final int EXPLICIT_VERSION = 0xa0;

    private final CurveKey key;
    private final byte[] signed;
    private final byte[] value;

    private CertificateSignature(CurveKey key, byte[] signed, byte[] value) {
        this.key = key;
        this.signed = signed;
        this.value = value;
    }

    /**
     * Whether the bit string around the signature leaves no bits unused, as RFC 5280 section 4.1.1.3 has it. The JDK drops
     * such bits, so that two encodings would be one signature.
     */
    static boolean isOfWholeBytes(byte[] certificate) {
        DerReader whole = new DerReader(certificate);
        if (!whole.only(DerReader.SEQUENCE)) {
            return false;
        }
        whole.enter();
        boolean hasContent = whole.next(DerReader.SEQUENCE);
        boolean hasAlgorithm = hasContent && whole.next(DerReader.SEQUENCE);
        return hasAlgorithm
                && whole.only(DerReader.BIT_STRING)
                && whole.contentLength() > 1
                && whole.contentOctet(0) == 0;
    }

    /** Null if the signature is by another kind of key, or not in the usual form: the JDK knows more of them. */
    static @Nullable CertificateSignature of(byte[] certificate, byte[] encodedKey) {
        DerReader whole = new DerReader(certificate);
        if (!whole.only(DerReader.SEQUENCE)) {
            return null;
        }
        whole.enter();
        if (!whole.next(DerReader.SEQUENCE)) {
            return null;
        }
        DerReader content = whole.contents();
        byte[] signed = Arrays.copyOfRange(certificate, whole.start(), whole.end());
        if (!whole.next(DerReader.SEQUENCE)) {
            return null;
        }
        byte[] identifier = Arrays.copyOfRange(certificate, whole.start(), whole.end());
        // RFC 5280 section 4.1.1.2: the same as the one that is signed.
        if (!whole.only(DerReader.BIT_STRING)
                || whole.contentLength() < 2
                || whole.contentOctet(0) != 0
                || !signedIdentifierIs(identifier, content, certificate)) {
            return null;
        }
        CurveKey curveKey = key(HexFormat.of().formatHex(identifier), encodedKey);
        byte[] bits = whole.copyOfContents();
        return curveKey == null
                ? null
                : new CertificateSignature(curveKey, signed, Arrays.copyOfRange(bits, 1, bits.length));
    }

    private static boolean signedIdentifierIs(byte[] identifier, DerReader content, byte[] encoded) {
        return content.next()
                && (content.tag() != EXPLICIT_VERSION || content.next())
                && content.tag() == DerReader.INTEGER
                && content.next(DerReader.SEQUENCE)
                && Arrays.equals(encoded, content.start(), content.end(), identifier, 0, identifier.length);
    }

    private static @Nullable CurveKey key(String identifier, byte[] encodedKey) {
        Curve edwards = EDDSA.get(identifier);
        if (edwards != null) {
            byte[] key = edwards.decode(encodedKey);
            return key == null ? null : CurveKey.of(edwards, edwards.keyAlgorithm(), key);
        }
        String ecdsa = ECDSA.get(identifier);
        if (ecdsa == null) {
            return null;
        }
        for (Curve curve : new Curve[] {Curve.P256, Curve.P384, Curve.P521}) {
            byte[] key = curve.decode(encodedKey);
            if (key != null) {
                return CurveKey.of(curve, ecdsa, key);
            }
        }
        return null;
    }

    CurveKey key() {
        return key;
    }

    /** What is signed; not to be changed. */
    byte[] signed() {
        return signed;
    }

    /** The signature; not to be changed. */
    byte[] value() {
        return value;
    }

    /** Whether the signature can be one of the key; the rest is arithmetic. */
    boolean isWellFormed() {
        return key.curve().isEcdsa()
                ? EcdsaSignature.ofDer(value) != null
                : value.length == 2 * key.curve().keyLength();
    }
}
