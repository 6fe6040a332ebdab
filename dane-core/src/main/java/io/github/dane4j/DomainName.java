package io.github.dane4j;

import io.github.dane4j.idna.InvalidLabelException;
import io.github.dane4j.idna.Label;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A fully qualified DNS name in the one form the library compares and prints: A-labels, lower case, no trailing dot.
 *
 * <p>Labels hold letters, digits, hyphens and underscores, so owner names such as {@code _25._tcp.mx.example.org} fit.
 * Addresses do not: DANE has no meaning for an address literal (RFC 7672 section 2.2). Immutable.
 */
public final class DomainName implements Comparable<DomainName> {
    /** The root of the DNS, printed as a dot. */
    public static final DomainName ROOT = new DomainName("");

    /** RFC 1035 section 2.3.4: 255 bytes on the wire are 253 characters of text. */
    private static final int MAX_LENGTH = 253;
    /** One character and its dot each. */
    private static final int MAX_LABELS = (MAX_LENGTH + 1) / 2;

    private static final int MAX_LABEL_LENGTH = 63;

    private final String text;

    private DomainName(String text) {
        this.text = text;
    }

    /**
     * The name that {@code text} stands for, the same on every JDK. One trailing dot is dropped and ASCII letters become
     * lower case.
     *
     * <p>U-labels become A-labels by IDNA2008 (RFC 5890 to 5893), where {@code straße} and {@code strasse} are two names.
     * They may be in any normal form and in capital letters. A label that IDNA2008 does not permit is refused, and so is
     * what only older standards map to other characters: full-width letters, ligatures, dots other than the full stop.
     * A label that begins with {@code xn--} must be an A-label.
     *
     * @throws InvalidNameException if the text is an address literal, or is not a name with a certain A-label form
     */
    public static DomainName of(String text) {
        if (text.equals(".")) {
            return ROOT;
        }
        if (isNormal(text)) {
            return new DomainName(text);
        }
        if (text.indexOf(':') >= 0 || text.startsWith("[")) {
            throw InvalidNameException.addressLiteral(text);
        }
        String[] labels = (text.endsWith(".") ? text.substring(0, text.length() - 1) : text).split("\\.", -1);
        if (labels.length > MAX_LABELS) {
            throw tooLong(text);
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = toAscii(labels[i], text);
        }
        String ascii = String.join(".", labels);
        if (ascii.length() > MAX_LENGTH) {
            throw tooLong(text);
        }
        // No top-level domain is a number; a name that ends in one is an address, or meant to look like one.
        if (isNumber(labels[labels.length - 1])) {
            throw InvalidNameException.addressLiteral(text);
        }
        return new DomainName(ascii);
    }

    /** Whether {@code text} is a name in this form already, without A-labels: nearly every name is. */
    private static boolean isNormal(String text) {
        int length = text.length();
        int begin = 0;
        boolean digitsOnly = true;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (!isNormalLabel(text, begin, i)) {
                    return false;
                }
                begin = i + 1;
                digitsOnly = true;
            } else if (!isDigit(c)) {
                if ((c < 'a' || c > 'z') && c != '-' && c != '_') {
                    return false;
                }
                digitsOnly = false;
            }
        }
        return length <= MAX_LENGTH && !digitsOnly && isNormalLabel(text, begin, length);
    }

    /** Of permitted characters: whether they are a label, and not an A-label. */
    private static boolean isNormalLabel(String text, int begin, int end) {
        return end > begin
                && end - begin <= MAX_LABEL_LENGTH
                && text.charAt(begin) != '-'
                && text.charAt(end - 1) != '-'
                && !Label.looksLikeALabel(text, begin);
    }

    private static String toAscii(String label, String name) {
        try {
            String lower = isAscii(label) ? label.toLowerCase(Locale.ROOT) : Label.toALabel(label);
            if (!isLabel(lower)) {
                throw InvalidNameException.notAName(
                        name,
                        "a label has 1 to 63 letters, digits, hyphens or underscores, and no hyphen at either end");
            }
            if (Label.looksLikeALabel(lower)) {
                Label.requireRealALabel(lower);
            }
            return lower;
        } catch (InvalidLabelException e) {
            throw InvalidNameException.notIdna(name, e.reason());
        }
    }

    private static boolean isLabel(String lower) {
        if (lower.isEmpty() || lower.length() > MAX_LABEL_LENGTH || lower.startsWith("-") || lower.endsWith("-")) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (!isDigit(c) && (c < 'a' || c > 'z') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String label) {
        for (int i = 0; i < label.length(); i++) {
            if (!isDigit(label.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAscii(String label) {
        for (int i = 0; i < label.length(); i++) {
            if (label.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static InvalidNameException tooLong(String text) {
        return InvalidNameException.notAName(text, "a name has 1 to " + MAX_LENGTH + " characters");
    }

    /** The labels from left to right; empty for the root. */
    public List<String> labels() {
        return text.isEmpty() ? List.of() : List.of(text.split("\\."));
    }

    /**
     * This name below one more label, or several joined by dots.
     *
     * @throws InvalidNameException if the result would not be a name
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
