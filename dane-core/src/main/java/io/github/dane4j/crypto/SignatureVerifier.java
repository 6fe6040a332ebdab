package io.github.dane4j.crypto;

import io.github.dane4j.crypto.UnusableKeyException.Problem;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.RSAPublicKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides which code verifies a signature. For keys on curves: the provider that was given, if it has
 * the algorithm; else the provider that this JVM prefers, if that is not the JDK's own; else Bouncy Castle's own classes,
 * if they are on the class path and enough has been verified to be worth loading them; else the JDK. RSA, which the JDK does
 * well, goes to the provider that was given or that the JVM prefers.
 *
 * <p>All of them give the same answers. Thread-safe; share one.
 */
public final class SignatureVerifier {
    /**
     * More than most commands verify, since loading Bouncy Castle takes as long as the JDK needs for a hundred signatures with
     * P-256; and no more than that, since from here on the JVM would optimize the JDK's arithmetic, which takes longer still.
     */
    private static final int CHANGE_OVER_AFTER = 20;

    /** Of certificates; two or three for each server, and some 100 bytes each. */
    private static final int REMEMBERED = 1_000;

    private static final SignatureVerifier STANDARD = new SignatureVerifier(null, CHANGE_OVER_AFTER);

    private final @Nullable Provider given;
    private final Changeover changeover;
    private final VerifiedSignatures verified = new VerifiedSignatures(REMEMBERED);

    SignatureVerifier(@Nullable Provider given, int changeOverAfter) {
        this.given = given;
        this.changeover = new Changeover(changeOverAfter);
    }

    /** The one that all share to whom no provider was given. */
    public static SignatureVerifier standard() {
        return STANDARD;
    }

    /** One that uses a provider for the algorithms that it has. It need not be registered with this JVM. */
    public static SignatureVerifier with(Provider provider) {
        return new SignatureVerifier(provider, CHANGE_OVER_AFTER);
    }

    /**
     * Parses a DNSKEY. Nothing is kept here; keep the key for as long as its record is good.
     *
     * @param algorithm the algorithm number
     * @param publicKey the public key field (RFC 3110, RFC 6605, RFC 8080); not changed
     * @throws UnusableKeyException if it cannot verify anything
     */
    public VerificationKey dnskey(int algorithm, byte[] publicKey, RsaLimits limits) throws UnusableKeyException {
        DnssecAlgorithm known = DnssecAlgorithm.of(algorithm)
                .orElseThrow(() -> new UnusableKeyException(
                        Problem.UNSUPPORTED_ALGORITHM, "algorithm " + algorithm + " is not supported"));
        return known.isRsa() ? rsa(known, publicKey, limits) : curve(known, publicKey);
    }

    private VerificationKey rsa(DnssecAlgorithm algorithm, byte[] field, RsaLimits limits) throws UnusableKeyException {
        RSAPublicKeySpec key = RsaField.parse(field, limits);
        BigInteger modulus = key.getModulus();
        try {
            return new VerificationKey(algorithm, modulus.bitLength(), rsaCheck(algorithm, key));
        } catch (NoSuchAlgorithmException e) {
            throw unavailable(algorithm);
        } catch (GeneralSecurityException e) {
            throw malformed(algorithm);
        }
    }

    private KeyCheck rsaCheck(DnssecAlgorithm algorithm, RSAPublicKeySpec key) throws GeneralSecurityException {
        Provider provider = given;
        if (provider != null && has(provider, algorithm.jcaName())) {
            try {
                return new JcaCheck(provider, algorithm.jcaName(), "RSA", key);
            } catch (GeneralSecurityException e) {
                // It may have stricter limits than others.
            }
        }
        return new JcaCheck(null, algorithm.jcaName(), "RSA", key);
    }

    private VerificationKey curve(DnssecAlgorithm algorithm, byte[] field) throws UnusableKeyException {
        CurveKey key = CurveKey.of(algorithm, field);
        if (key == null) {
            throw malformed(algorithm);
        }
        KeyCheck check;
        try {
            check = curveCheck(key);
        } catch (NoSuchAlgorithmException e) {
            throw unavailable(algorithm);
        } catch (GeneralSecurityException e) {
            throw malformed(algorithm);
        }
        if (!key.curve().isEcdsa()) {
            int length = 2 * key.curve().keyLength();
            // The JDK ignores what follows a signature.
            return new VerificationKey(
                    algorithm,
                    key.curve().bits(),
                    (signed, signature) -> signature.length == length && check.verify(signed, signature));
        }
        int coordinate = key.curve().coordinate();
        return new VerificationKey(algorithm, key.curve().bits(), (signed, signature) -> {
            EcdsaSignature numbers = EcdsaSignature.ofFixedLength(signature, coordinate);
            return numbers != null && check.verify(signed, numbers.toDer());
        });
    }

    /**
     * Whether {@code key} signed the certificate. Says nothing about names, dates or anything else of the certificate.
     * Whatever the two are, the answer is yes or no. A valid signature by a key on a curve is remembered, as the JDK does with
     * each certificate that it has parsed.
     */
    public boolean isSignedBy(X509Certificate certificate, PublicKey key) {
        try {
            byte[] encoded = certificate.getEncoded();
            if (!CertificateSignature.isOfWholeBytes(encoded)) {
                return false;
            }
            if (key instanceof RSAKey) {
                verify(certificate, key);
                return true;
            }
            byte[] encodedKey = key.getEncoded();
            if (verified.contains(encoded, encodedKey)) {
                return true;
            }
            CertificateSignature signature = CertificateSignature.of(encoded, encodedKey);
            if (signature == null) {
                verify(certificate, key);
                return true;
            }
            if (!signature.isWellFormed()
                    || !curveCheck(signature.key()).verify(signature.signed(), signature.value())) {
                return false;
            }
            verified.add(encoded, encodedKey);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            // A key of the wrong kind, an unknown algorithm, hostile parameters: none of them is a signature.
            return false;
        }
    }

    private void verify(X509Certificate certificate, PublicKey key) throws GeneralSecurityException {
        Provider provider = given;
        if (provider != null && has(provider, certificate.getSigAlgName())) {
            try {
                certificate.verify(key, provider);
                return;
            } catch (NoSuchAlgorithmException | InvalidKeyException | UnsupportedOperationException e) {
                // Then by another one.
            }
        }
        certificate.verify(key);
    }

    private KeyCheck curveCheck(CurveKey key) throws GeneralSecurityException {
        Provider provider = given != null && has(given, key.signature()) ? given : preferred(key.signature());
        if (provider != null) {
            try {
                return JcaCheck.of(provider, key);
            } catch (GeneralSecurityException e) {
                // It may not know the curve.
            }
        }
        return new CurveCheck(changeover, key);
    }

    private static boolean has(Provider provider, String algorithm) {
        return provider.getService("Signature", algorithm) != null;
    }

    /** The provider that comes first in this JVM, or null if that is one of the JDK. */
    private static @Nullable Provider preferred(String algorithm) {
        try {
            Provider first = Signature.getInstance(algorithm).getProvider();
            String module = first.getClass().getModule().getName();
            boolean jdk = module != null && (module.startsWith("java.") || module.startsWith("jdk."));
            return jdk ? null : first;
        } catch (NoSuchAlgorithmException e) {
            return null;
        }
    }

    private static UnusableKeyException malformed(DnssecAlgorithm algorithm) {
        return new UnusableKeyException(
                Problem.MALFORMED, "the public key field is not a key of " + algorithm.mnemonic());
    }

    private static UnusableKeyException unavailable(DnssecAlgorithm algorithm) {
        return new UnusableKeyException(
                Problem.UNSUPPORTED_ALGORITHM, "nothing in this JVM verifies " + algorithm.mnemonic());
    }
}
