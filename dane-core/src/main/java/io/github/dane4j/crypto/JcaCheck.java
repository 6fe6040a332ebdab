package io.github.dane4j.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.KeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/** Verifies through the JCA. */
final class JcaCheck implements KeyCheck {
    private final @Nullable Provider provider;
    private final String algorithm;
    private final PublicKey key;

    /**
     * @param provider null for the first of this JVM that can do it
     * @throws GeneralSecurityException if the provider has not the algorithm, or does not take the key
     */
    JcaCheck(@Nullable Provider provider, String algorithm, String keyAlgorithm, KeySpec key)
            throws GeneralSecurityException {
        this.provider = provider;
        this.algorithm = algorithm;
        KeyFactory factory = provider != null && provider.getService("KeyFactory", keyAlgorithm) != null
                ? KeyFactory.getInstance(keyAlgorithm, provider)
                : KeyFactory.getInstance(keyAlgorithm);
        try {
            this.key = factory.generatePublic(key);
            // Some find out only now that they do not know the curve.
            signature().initVerify(this.key);
        } catch (RuntimeException e) {
            throw new GeneralSecurityException(e);
        }
    }

    static JcaCheck of(@Nullable Provider provider, CurveKey key) throws GeneralSecurityException {
        return new JcaCheck(
                provider,
                key.signature(),
                key.curve().keyAlgorithm(),
                new X509EncodedKeySpec(key.curve().encode(key.key())));
    }

    private Signature signature() throws GeneralSecurityException {
        return provider == null ? Signature.getInstance(algorithm) : Signature.getInstance(algorithm, provider);
    }

    @Override
    public boolean verify(byte[] signed, byte[] signature) {
        try {
            Signature check = signature();
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Providers throw for what cannot be a signature, and more than they declare.
            return false;
        }
    }
}
