package io.github.dane4j.tlsa;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads TLSA records as text: in their own presentation format (RFC 6698 section 2.2), in the one for data of any type
 * (RFC 3597 section 5), and as lines of a master file (RFC 1035 section 5.1). As generous as a master file: any white
 * space, and parentheses to continue on the next line.
 */
final class PresentationFormat {
    /** The most characters of the text that a message repeats. */
    private static final int SHOWN = 20;

    private static final int MAX_OCTET = 0xff;
    private static final int MAX_LENGTH = 0xffff;
    private static final String GENERIC = "\\#";
    private static final Pattern TYPE = Pattern.compile("TLSA|TYPE52", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLASS = Pattern.compile("IN|CLASS1", Pattern.CASE_INSENSITIVE);
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    // RFC 7218 section 2, the private numbers included.
    private static final Map<String, Integer> USAGES =
            Map.of("pkix-ta", 0, "pkix-ee", 1, "dane-ta", 2, "dane-ee", 3, "privcert", MAX_OCTET);
    private static final Map<String, Integer> SELECTORS = Map.of("cert", 0, "spki", 1, "privsel", MAX_OCTET);
    private static final Map<String, Integer> MATCHING_TYPES =
            Map.of("full", 0, "sha2-256", 1, "sha2-512", 2, "privmatch", MAX_OCTET);

    private final String text;
    private final boolean wholeLine;
    private int position;
    private boolean parenthesis;

    private PresentationFormat(String text, boolean wholeLine) {
        this.text = text;
        this.wholeLine = wholeLine;
    }

    /** The data of a record, with or without its type in front. */
    static TlsaRecord record(String text) {
        PresentationFormat format = new PresentationFormat(text, false);
        format.skipSpace();
        int start = format.position;
        if (!TYPE.matcher(format.word()).matches()) {
            format.position = start;
        }
        return format.data();
    }

    /** A line of a master file. */
    static TlsaResourceRecord line(String text) {
        return new PresentationFormat(text, true).line();
    }

    private TlsaResourceRecord line() {
        DomainName owner = owner();
        OptionalInt ttl = OptionalInt.empty();
        boolean classSeen = false;
        while (true) {
            skipSpace();
            int start = position;
            String word = word();
            if (TYPE.matcher(word).matches()) {
                return new TlsaResourceRecord(owner, ttl, data());
            }
            if (CLASS.matcher(word).matches() && !classSeen) {
                classSeen = true;
            } else if (DIGITS.matcher(word).matches() && ttl.isEmpty()) {
                ttl = OptionalInt.of(number(word, Integer.MAX_VALUE)
                        .orElseThrow(() -> error(
                                "the TTL is a number of seconds from 0 to " + Integer.MAX_VALUE + ", not "
                                        + shown(word),
                                start)));
            } else {
                throw error(
                        word.isEmpty()
                                ? "the type TLSA is missing"
                                : "a TTL in seconds, the class IN or the type TLSA is expected, not " + shown(word),
                        start);
            }
        }
    }

    private DomainName owner() {
        skipSpace();
        int start = position;
        String word = word();
        if (!word.endsWith(".")) {
            throw error(
                    word.isEmpty()
                            ? "the owner name is missing"
                            : "the owner name is complete and ends in a dot, which " + shown(word) + " does not",
                    start);
        }
        try {
            return DomainName.of(word);
        } catch (InvalidNameException e) {
            throw error(e.getMessage(), start);
        }
    }

    private TlsaRecord data() {
        skipSpace();
        TlsaRecord record = text.startsWith(GENERIC, position) ? genericData() : ownData();
        if (parenthesis) {
            throw error("a parenthesis is not closed", text.length());
        }
        return record;
    }

    private TlsaRecord ownData() {
        int usage = parameter("certificate usage", USAGES, "PKIX-TA, PKIX-EE, DANE-TA or DANE-EE");
        int selector = parameter("selector", SELECTORS, "Cert or SPKI");
        int matchingType = parameter("matching type", MATCHING_TYPES, "Full, SHA2-256 or SHA2-512");
        return TlsaRecord.of(usage, selector, matchingType, associationData());
    }

    private int parameter(String field, Map<String, Integer> acronyms, String examples) {
        skipSpace();
        int start = position;
        String word = word();
        if (word.isEmpty()) {
            throw error("the " + field + " is missing", start);
        }
        Integer known = acronyms.get(word.toLowerCase(Locale.ROOT));
        return known != null
                ? known
                : number(word, MAX_OCTET)
                        .orElseThrow(() -> error(
                                "the " + field + " is a number from 0 to 255, or " + examples + ", not " + shown(word),
                                start));
    }

    private byte[] associationData() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        skipSpace();
        int start = position;
        while (position < text.length()) {
            int high = hexDigit();
            int firstOfPair = position - 1;
            // White space is allowed anywhere, also within a byte (RFC 6698 section 2.2).
            skipSpace();
            if (position == text.length()) {
                throw error("the data has an odd number of hexadecimal digits", firstOfPair);
            }
            octets.write((high << 4) | hexDigit());
            if (octets.size() > TlsaRecord.MAX_DATA) {
                throw error("there are more than " + TlsaRecord.MAX_DATA + " bytes of data", position - 1);
            }
            skipSpace();
        }
        if (octets.size() == 0) {
            throw error("the data is missing", start);
        }
        return octets.toByteArray();
    }

    private TlsaRecord genericData() {
        int start = position;
        if (!word().equals(GENERIC)) {
            throw error("white space is expected behind " + GENERIC, start + GENERIC.length());
        }
        skipSpace();
        int lengthAt = position;
        String word = word();
        int length = number(word, MAX_LENGTH)
                .orElseThrow(() -> error(
                        word.isEmpty()
                                ? "the number of bytes is missing"
                                : "the number of bytes is from 3 to " + MAX_LENGTH + ", not " + shown(word),
                        lengthAt));
        byte[] rdata = genericOctets(length);
        if (rdata.length < length) {
            throw error("the number of bytes is " + length + ", and there are " + rdata.length, lengthAt);
        }
        if (length < TlsaRecord.PARAMETERS) {
            throw error("a TLSA record has at least " + TlsaRecord.PARAMETERS + " bytes, not " + length, lengthAt);
        }
        return TlsaRecord.fromWire(rdata);
    }

    /** RFC 3597 section 5: words of whole bytes. */
    private byte[] genericOctets(int length) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        skipSpace();
        while (position < text.length()) {
            int high = hexDigit();
            if (position == text.length() || isDivider(text.charAt(position))) {
                throw error("a word of the data has an odd number of hexadecimal digits", position - 1);
            }
            octets.write((high << 4) | hexDigit());
            if (octets.size() > length) {
                throw error("the number of bytes is " + length + ", and there are more", position - 2);
            }
            skipSpace();
        }
        return octets.toByteArray();
    }

    private int hexDigit() {
        char c = text.charAt(position);
        // Character.digit would take the digits of other scripts as well.
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw error("expected a hexadecimal digit, found " + shown(String.valueOf(c)), position);
        }
        position++;
        return digit;
    }

    /** What stands up to the next divider; nothing if there is nothing more. */
    private String word() {
        int start = position;
        while (position < text.length() && !isDivider(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    /** The number that {@code word} is in decimal digits; empty if it is not a number, or greater than {@code max}. */
    private static Optional<Integer> number(String word, int max) {
        long value = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            value = value * 10 + digit;
            if (digit < 0 || digit > 9 || value > max) {
                return Optional.empty();
            }
        }
        return word.isEmpty() ? Optional.empty() : Optional.of((int) value);
    }

    private void skipSpace() {
        boolean lineEnded = false;
        while (position < text.length() && isDivider(text.charAt(position))) {
            char c = text.charAt(position);
            boolean opens = c == '(';
            boolean closes = c == ')';
            if (opens == parenthesis && (opens || closes)) {
                throw error(opens ? "parentheses do not nest" : "no parenthesis is open here", position);
            }
            parenthesis = opens || (parenthesis && !closes);
            lineEnded |= c == '\n' && !parenthesis;
            position = c == ';' ? endOfLine() : position + 1;
        }
        if (wholeLine && lineEnded && position < text.length()) {
            throw error("the record ends with its line, unless a parenthesis is open", position);
        }
    }

    private int endOfLine() {
        int end = text.indexOf('\n', position);
        return end < 0 ? text.length() : end;
    }

    private boolean isDivider(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '(' || c == ')' || (wholeLine && c == ';');
    }

    private static String shown(String word) {
        return "\"" + Printable.clip(word, SHOWN) + "\"";
    }

    private static TlsaFormatException error(@Nullable String message, int index) {
        int column = index + 1;
        return new TlsaFormatException(message + " (column " + column + ")", column);
    }
}
