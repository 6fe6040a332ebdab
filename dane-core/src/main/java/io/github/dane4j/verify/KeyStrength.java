package io.github.dane4j.verify;

import io.github.dane4j.tlsa.PublicKeySize;
import java.security.Security;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The smallest keys that a verdict may rest on. Keys of other kinds, such as Ed25519, come in safe sizes only; a key that
 * cannot be read is not called weak.
 *
 * @param modulusBits the least length of an RSA or DSA modulus, in bits
 * @param curveBits the least size of the field of an elliptic curve, in bits
 */
public record KeyStrength(int modulusBits, int curveBits) {
    /** Refuses nothing by length. */
    public static final KeyStrength ANY = new KeyStrength(0, 0);

    /**
     * RSA and DSA 2048, elliptic curves 224: 112 bits of security (NIST SP 800-57 part 1, table 2). Shorter keys are
     * reported as weak, see {@link DaneResult.Authenticated#weakKeys()}, and refused by a verifier that requires this.
     */
    public static final KeyStrength RECOMMENDED = new KeyStrength(2048, 224);

    /** What the JDK disables unless its configuration says otherwise. */
    private static final KeyStrength FLOOR = new KeyStrength(1024, 224);

    private static final Pattern KEY_SIZE = Pattern.compile("(RSA|DSA|EC) +keySize +(<=?) +([0-9]{1,6})");

    private static final DisabledSizes OF_JVM = new DisabledSizes();

    /**
     * A minimum.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public KeyStrength {
        if (modulusBits < 0 || curveBits < 0) {
            throw new IllegalArgumentException(
                    "a key strength is a number of bits, not " + Math.min(modulusBits, curveBits));
        }
    }

    /**
     * What TLS in this JVM accepts: RSA and DSA 1024, elliptic curves 224, or more where the security properties {@code
     * jdk.certpath.disabledAlgorithms} or {@code jdk.tls.disabledAlgorithms} disable more key sizes.
     */
    public static KeyStrength ofJvm() {
        return OF_JVM.minimum(
                Security.getProperty("jdk.certpath.disabledAlgorithms"),
                Security.getProperty("jdk.tls.disabledAlgorithms"));
    }

    /** The stricter of both, number by number. */
    public KeyStrength atLeast(KeyStrength other) {
        return new KeyStrength(Math.max(modulusBits, other.modulusBits), Math.max(curveBits, other.curveBits));
    }

    /** RSA and DSA have one minimum here, so the higher of the two counts. */
    KeyStrength raisedBy(@Nullable String disabledAlgorithms) {
        int modulus = modulusBits;
        int curve = curveBits;
        for (String entry : (disabledAlgorithms == null ? "" : disabledAlgorithms).split(",", -1)) {
            Matcher keySize = KEY_SIZE.matcher(entry.strip());
            if (keySize.matches()) {
                int least =
                        Integer.parseInt(keySize.group(3)) + (keySize.group(2).equals("<=") ? 1 : 0);
                if (keySize.group(1).equals("EC")) {
                    curve = Math.max(curve, least);
                } else {
                    modulus = Math.max(modulus, least);
                }
            }
        }
        return new KeyStrength(modulus, curve);
    }

    /** Whether a key of this size is long enough. */
    boolean permits(PublicKeySize key) {
        return key.bits() >= minimum(key);
    }

    /** What is too weak about a key of this size, or null if nothing is. */
    @Nullable
    String weakness(PublicKeySize key) {
        return permits(key)
                ? null
                : String.format(
                        Locale.ROOT, "key of %d bits (%s), fewer than %d", key.bits(), key.kind(), minimum(key));
    }

    int minimum(PublicKeySize key) {
        return switch (key.kind()) {
            case RSA, DSA -> modulusBits;
            case EC -> curveBits;
            case OTHER -> 0;
        };
    }

    /** Reads the two properties again only when one has changed, since each connection may ask. Thread-safe. */
    static final class DisabledSizes {
        private volatile @Nullable Read last;

        private record Read(
                @Nullable String forPaths, @Nullable String forTls, KeyStrength minimum) {}

        KeyStrength minimum(@Nullable String forPaths, @Nullable String forTls) {
            Read read = last;
            if (read == null || !Objects.equals(read.forPaths, forPaths) || !Objects.equals(read.forTls, forTls)) {
                read = new Read(forPaths, forTls, FLOOR.raisedBy(forPaths).raisedBy(forTls));
                last = read;
            }
            return read.minimum;
        }
    }
}
