package io.github.dane4j;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fully qualified DNS name in the one form the library compares and prints: A-labels, lower case, no trailing dot.
 *
 * <p>Labels hold letters, digits, hyphens and underscores, so owner names such as {@code _25._tcp.mx.example.org} fit.
 * Addresses do not: DANE has no meaning for an address literal (RFC 7672 section 2.2). Immutable.
 */
public final class DomainName implements Comparable<DomainName> {
    /** The root of the DNS, printed as a dot. */
    public static final DomainName ROOT = new DomainName("");

    /** RFC 1035 section 2.3.4: 255 octets on the wire are 253 characters of text. */
    private static final int MAX_LENGTH = 253;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private final String text;

    private DomainName(String text) {
        this.text = text;
    }

    /**
     * The name that {@code text} stands for. U-labels are converted (RFC 5890), one trailing dot is dropped.
     *
     * @throws InvalidNameException if the text is an address literal or no name
     */
    public static DomainName of(String text) {
        if (text.equals(".")) {
            return ROOT;
        }
        if (text.indexOf(':') >= 0 || text.startsWith("[")) {
            throw InvalidNameException.addressLiteral(text);
        }
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        String ascii = toAscii(bare, text);
        if (ascii.isEmpty() || ascii.length() > MAX_LENGTH) {
            throw InvalidNameException.notAName(text, "a name has 1 to " + MAX_LENGTH + " characters");
        }
        String[] labels = ascii.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw InvalidNameException.notAName(
                        text,
                        "a label has 1 to 63 letters, digits, hyphens or underscores, and no hyphen at either end");
            }
        }
        // No top-level domain is a number; a name that ends in one is an address, or meant to look like one.
        if (DIGITS.matcher(labels[labels.length - 1]).matches()) {
            throw InvalidNameException.addressLiteral(text);
        }
        return new DomainName(ascii);
    }

    private static String toAscii(String bare, String original) {
        if (bare.chars().allMatch(c -> c < 0x80)) {
            return bare.toLowerCase(Locale.ROOT);
        }
        try {
            return IDN.toASCII(bare).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw InvalidNameException.notAName(original, "its U-labels have no A-label form");
        }
    }

    /** The labels from left to right; empty for the root. */
    public List<String> labels() {
        return text.isEmpty() ? List.of() : List.of(text.split("\\."));
    }

    /**
     * This name below one more label, or several joined by dots.
     *
     * @throws InvalidNameException if the result would be no name
     */
    public DomainName child(String labels) {
        return of(text.isEmpty() ? labels : labels + "." + text);
    }

    /** The name without its leftmost label; empty for the root. */
    public Optional<DomainName> parent() {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        return Optional.of(dot < 0 ? ROOT : new DomainName(text.substring(dot + 1)));
    }

    @Override
    public int compareTo(DomainName other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainName that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The name in A-labels, lower case, without trailing dot; a single dot for the root. */
    @Override
    public String toString() {
        return text.isEmpty() ? "." : text;
    }
}
