package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A reply of a server, read for its codes (RFC 5321 section 4.2, RFC 2034). */
final class ServerReply {
    private static final int MAX_TEXT = 300;
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
        return CODES.matcher(text).matches() ? Integer.parseInt(text.substring(0, 3)) : 0;
    }

    /** In one line of printable ASCII. */
    String shown() {
        return Printable.clip(text.replaceAll("\\R+", " "), MAX_TEXT);
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
