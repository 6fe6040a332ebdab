package io.github.dane4j.x509;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Signature algorithms that no path may rest on: those with MD2, MD4, MD5, SHA-1 or RIPEMD-160. */
public final class SignatureStrength {
    private static final String RSA_PSS = "1.2.840.113549.1.1.10";
    private static final Set<String> WEAK_DIGESTS = Set.of("MD2", "MD4", "MD5", "SHA-1", "SHA1", "SHA", "RIPEMD160");
    // By identifier: what names they have differs between providers.
    private static final Map<String, String> WEAK = Map.ofEntries(
            Map.entry("1.2.840.113549.1.1.2", "MD2 with RSA"),
            Map.entry("1.2.840.113549.1.1.3", "MD4 with RSA"),
            Map.entry("1.2.840.113549.1.1.4", "MD5 with RSA"),
            Map.entry("1.2.840.113549.1.1.5", "SHA-1 with RSA"),
            Map.entry("1.3.14.3.2.2", "MD4 with RSA"),
            Map.entry("1.3.14.3.2.3", "MD5 with RSA"),
            Map.entry("1.3.14.3.2.4", "MD4 with RSA"),
            Map.entry("1.3.14.3.2.13", "SHA-1 with DSA"),
            Map.entry("1.3.14.3.2.15", "SHA-1 with RSA"),
            Map.entry("1.3.14.3.2.27", "SHA-1 with DSA"),
            Map.entry("1.3.14.3.2.28", "SHA-1 with DSA"),
            Map.entry("1.3.14.3.2.29", "SHA-1 with RSA"),
            Map.entry("1.2.840.10040.4.3", "SHA-1 with DSA"),
            Map.entry("1.2.840.10045.4.1", "SHA-1 with ECDSA"),
            Map.entry("1.3.36.3.3.1.2", "RIPEMD-160 with RSA"),
            Map.entry("1.3.36.3.3.2.1", "SHA-1 with ECDSA"),
            Map.entry("1.3.36.3.3.2.2", "RIPEMD-160 with ECDSA"),
            Map.entry("0.4.0.127.0.7.1.1.4.1.1", "SHA-1 with ECDSA"));

    private SignatureStrength() {}

    /** What is too weak about the certificate's signature, or null if nothing is. */
    public static @Nullable String weakness(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgOID();
        String weak = RSA_PSS.equals(algorithm) ? weakPss(certificate.getSigAlgParams()) : WEAK.get(algorithm);
        return weak == null ? null : "signature of " + weak;
    }

    /** RFC 4055 section 3.1: the digest is a parameter, and SHA-1 if there is none. */
    private static @Nullable String weakPss(byte @Nullable [] encoded) {
        if (encoded == null) {
            return "SHA-1 with RSASSA-PSS";
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded);
            String digest = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
            return WEAK_DIGESTS.contains(digest.toUpperCase(Locale.ROOT)) ? digest + " with RSASSA-PSS" : null;
        } catch (GeneralSecurityException | IOException e) {
            return "RSASSA-PSS with unknown parameters";
        }
    }
}
