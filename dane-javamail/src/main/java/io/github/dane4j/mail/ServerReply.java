package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A reply of a server, read for its codes (RFC 5321 section 4.2, RFC 2034). */
final class ServerReply {
    private static final int MAX_TEXT = 300;
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R+");
    private static final Pattern CODES =
            Pattern.compile("(?s)([2-5])[0-9]{2}(?:[ -]([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?![0-9.]).*|.*)");

    private final String text;

    private ServerReply(String text) {
        this.text = text;
    }

    /** Empty if there is none. */
    static Optional<ServerReply> of(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(ServerReply::new);
    }

    /** 200 to 599; 0 if it has none. */
    int code() {
        if (text.length() < 3 || text.charAt(0) < '2' || text.charAt(0) > '5') {
            return 0;
        }
        // Of every reply, so without a pattern.
        int tens = text.charAt(1) - '0';
        int ones = text.charAt(2) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? 0 : 100 * (text.charAt(0) - '0') + 10 * tens + ones;
    }

    /** In one line of printable ASCII. */
    String shown() {
        return Printable.clip(LINE_BREAKS.matcher(text).replaceAll(" "), MAX_TEXT);
    }

    /** The enhanced status code; one that contradicts the reply, or is missing, is replaced by that of the class. */
    String statusCode() {
        Matcher codes = CODES.matcher(text);
        if (!codes.matches()) {
            return StatusCode.UNDEFINED;
        }
        String enhanced = codes.group(2);
        return enhanced != null && enhanced.startsWith(codes.group(1)) ? enhanced : codes.group(1) + ".0.0";
    }
}
