package io.github.dane4j.x509;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/** Makes a key of a SubjectPublicKeyInfo that stands alone. What cannot be read is an ordinary answer. */
public final class PublicKeyParser {
    /** More than any algorithm identifier has; bounds what a record can make us print into a name. */
    private static final int MAX_IDENTIFIER = 32;

    private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";

    private PublicKeyParser() {}

    /** The key, or null if no provider of this JVM can read it. */
    public static @Nullable PublicKey parse(byte[] subjectPublicKeyInfo) {
        DerReader key = new DerReader(subjectPublicKeyInfo);
        if (!key.only(DerReader.SEQUENCE)) {
            return null;
        }
        key.enter();
        if (!key.next(DerReader.SEQUENCE)) {
            return null;
        }
        DerReader identifier = key.contents();
        if (!identifier.next(DerReader.OBJECT_IDENTIFIER) || identifier.contentLength() > MAX_IDENTIFIER) {
            return null;
        }
        // Keys are whole bytes. Parsers pass over the count of unused bits, and then two records would be one key.
        if (!key.only(DerReader.BIT_STRING) || key.contentLength() == 0 || key.contentOctet(0) != 0) {
            return null;
        }
        try {
            // Providers know the factories by the identifiers of their algorithms; only JDK 17 does not for this one.
            String algorithm = dotted(identifier);
            return KeyFactory.getInstance(algorithm.equals(EC_PUBLIC_KEY) ? "EC" : algorithm)
                    .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
        } catch (GeneralSecurityException | RuntimeException e) {
            return null;
        }
    }

    /** X.690 section 8.19: seven bits of each byte; the first two arcs share the first number. */
    private static String dotted(DerReader identifier) {
        StringBuilder text = new StringBuilder();
        long arc = 0;
        for (int i = 0; i < identifier.contentLength(); i++) {
            int octet = identifier.contentOctet(i);
            arc = (arc << 7) | (octet & 0x7f);
            if (octet < 0x80) {
                if (text.isEmpty()) {
                    long first = Math.min(arc / 40, 2);
                    text.append(first).append('.').append(arc - first * 40);
                } else {
                    text.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return text.toString();
    }
}
