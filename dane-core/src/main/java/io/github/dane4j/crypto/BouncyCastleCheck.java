package io.github.dane4j.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;

/**
 * Verifies with Bouncy Castle's own classes, not through its provider: that needs no registration, and starts faster. The
 * only class that needs the module {@code org.bouncycastle.provider}, which is optional.
 */
final class BouncyCastleCheck {
    private static final byte[] NO_CONTEXT = {};

    private BouncyCastleCheck() {}

    /**
     * @throws GeneralSecurityException if it does not take the key
     * @throws LinkageError if it is not there, or is another edition
     */
    static KeyCheck of(CurveKey key) throws GeneralSecurityException {
        try {
            return switch (key.curve()) {
                case P256 -> ecdsa(key, "secp256r1");
                case P384 -> ecdsa(key, "secp384r1");
                case P521 -> ecdsa(key, "secp521r1");
                case ED25519 -> {
                    Ed25519PublicKeyParameters parsed = new Ed25519PublicKeyParameters(key.key());
                    yield (signed, signature) -> {
                        Ed25519Signer signer = new Ed25519Signer();
                        signer.init(false, parsed);
                        return verify(signer, signed, signature);
                    };
                }
                case ED448 -> {
                    Ed448PublicKeyParameters parsed = new Ed448PublicKeyParameters(key.key());
                    yield (signed, signature) -> {
                        Ed448Signer signer = new Ed448Signer(NO_CONTEXT);
                        signer.init(false, parsed);
                        return verify(signer, signed, signature);
                    };
                }
            };
        } catch (RuntimeException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static boolean verify(Signer signer, byte[] signed, byte[] signature) {
        signer.update(signed, 0, signed.length);
        try {
            return signer.verifySignature(signature);
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static KeyCheck ecdsa(CurveKey key, String curve) throws GeneralSecurityException {
        X9ECParameters parameters = CustomNamedCurves.getByName(curve);
        byte[] point = new byte[1 + key.key().length];
        point[0] = 4; // uncompressed (SEC 1 section 2.3.3)
        System.arraycopy(key.key(), 0, point, 1, key.key().length);
        ECPublicKeyParameters parsed =
                new ECPublicKeyParameters(parameters.getCurve().decodePoint(point), new ECDomainParameters(parameters));
        // The JDK's digests are made of instructions of the processor. Guarded by itself.
        MessageDigest digest = MessageDigest.getInstance(key.digest());
        return (signed, signature) -> {
            EcdsaSignature numbers = EcdsaSignature.ofDer(signature);
            if (numbers == null) {
                return false;
            }
            try {
                ECDSASigner signer = new ECDSASigner();
                signer.init(false, parsed);
                byte[] hash;
                synchronized (digest) {
                    // Whatever an error left behind.
                    digest.reset();
                    hash = digest.digest(signed);
                }
                return signer.verifySignature(hash, numbers.r(), numbers.s());
            } catch (RuntimeException e) {
                return false;
            }
        };
    }
}
