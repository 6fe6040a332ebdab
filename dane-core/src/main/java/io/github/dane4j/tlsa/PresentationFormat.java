package io.github.dane4j.tlsa;

import io.github.dane4j.Printable;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the presentation format of a TLSA record (RFC 6698 section 2.2), as generously as a master file allows (RFC 1035
 * section 5.1): any white space, and parentheses to continue on the next line.
 */
final class PresentationFormat {
    /** The most characters of the text that a message repeats. */
    private static final int SHOWN = 20;

    private static final int MAX_OCTET = 0xff;

    // RFC 7218 section 2, the private numbers included.
    private static final Map<String, Integer> USAGES =
            Map.of("pkix-ta", 0, "pkix-ee", 1, "dane-ta", 2, "dane-ee", 3, "privcert", MAX_OCTET);
    private static final Map<String, Integer> SELECTORS = Map.of("cert", 0, "spki", 1, "privsel", MAX_OCTET);
    private static final Map<String, Integer> MATCHING_TYPES =
            Map.of("full", 0, "sha2-256", 1, "sha2-512", 2, "privmatch", MAX_OCTET);

    private final String text;
    private int position;
    private boolean parenthesis;

    PresentationFormat(String text) {
        this.text = text;
    }

    TlsaRecord record() {
        int usage = number("certificate usage", USAGES);
        int selector = number("selector", SELECTORS);
        int matchingType = number("matching type", MATCHING_TYPES);
        return TlsaRecord.of(usage, selector, matchingType, data());
    }

    private int number(String field, Map<String, Integer> acronyms) {
        skipSpace();
        int start = position;
        while (position < text.length() && !isDivider(text.charAt(position))) {
            position++;
        }
        String word = text.substring(start, position);
        if (word.isEmpty()) {
            throw error("the " + field + " is missing", start);
        }
        Integer known = acronyms.get(word.toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        int value = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            value = value * 10 + digit;
            if (digit < 0 || digit > 9 || value > MAX_OCTET) {
                throw error("the " + field + " is a number from 0 to 255, not " + shown(word), start);
            }
        }
        return value;
    }

    private byte[] data() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        skipSpace();
        int start = position;
        while (position < text.length()) {
            int high = hexDigit();
            int firstOfPair = position - 1;
            skipSpace();
            if (position == text.length()) {
                throw error("the data ends in half an octet", firstOfPair);
            }
            octets.write((high << 4) | hexDigit());
            if (octets.size() > TlsaRecord.MAX_DATA) {
                throw error("there are more than " + TlsaRecord.MAX_DATA + " octets of data", position - 1);
            }
            skipSpace();
        }
        if (octets.size() == 0) {
            throw error("the data is missing", start);
        }
        if (parenthesis) {
            throw error("a parenthesis is not closed", text.length());
        }
        return octets.toByteArray();
    }

    private int hexDigit() {
        char c = text.charAt(position);
        // Character.digit would take the digits of other scripts as well.
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw error("the data is hexadecimal, which " + shown(String.valueOf(c)) + " is not", position);
        }
        position++;
        return digit;
    }

    private void skipSpace() {
        while (position < text.length() && isDivider(text.charAt(position))) {
            char c = text.charAt(position);
            boolean opens = c == '(';
            boolean closes = c == ')';
            if (opens == parenthesis && (opens || closes)) {
                throw error(opens ? "parentheses do not nest" : "no parenthesis is open here", position);
            }
            parenthesis = opens || (parenthesis && !closes);
            position++;
        }
    }

    private static boolean isDivider(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '(' || c == ')';
    }

    private static String shown(String word) {
        return "\"" + Printable.clip(word, SHOWN) + "\"";
    }

    private static TlsaFormatException error(String message, int index) {
        int column = index + 1;
        return new TlsaFormatException(message + " (column " + column + ")", column);
    }
}
