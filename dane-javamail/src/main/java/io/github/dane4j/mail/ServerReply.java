package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A reply of a server, read for its codes (RFC 5321 section 4.2, RFC 2034). */
final class ServerReply {
    /** What Angus has in place of a reply if the connection ends; every reply ends with a line break. */
    private static final String END = "[EOF]";

    private static final int MAX_TEXT = 300;
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R+");
    private static final int AFTER_CODE = 3;
    private static final int MAX_DIGITS = 3;

    private final String text;

    private ServerReply(String text) {
        this.text = text;
    }

    /** Empty if there is none. */
    static Optional<ServerReply> of(@Nullable String text) {
        return Optional.ofNullable(text)
                .filter(each -> !isEnd(each))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(ServerReply::new);
    }

    /** Whether the connection ended without any reply; {@code text} is what Angus takes for the reply. */
    static boolean isEnd(@Nullable String text) {
        return END.equals(text);
    }

    /**
     * Whether the connection ended before the reply did.
     *
     * @param code as read by Angus: below 0 unless the reply is complete and has a code
     */
    static boolean isCut(int code, @Nullable String text) {
        return isEnd(text)
                || (code < 0 && of(text).filter(begun -> begun.code() > 0).isPresent());
    }

    /** 200 to 599; 0 if it has no code. */
    int code() {
        if (text.length() < 3 || text.charAt(0) < '2' || text.charAt(0) > '5') {
            return 0;
        }
        // Runs for every reply, so without a regular expression.
        int tens = text.charAt(1) - '0';
        int ones = text.charAt(2) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? 0 : 100 * (text.charAt(0) - '0') + 10 * tens + ones;
    }

    /** The reply as one line of printable ASCII. */
    String shown() {
        return Printable.clip(isPrintable() ? text : LINE_BREAKS.matcher(text).replaceAll(" "), MAX_TEXT);
    }

    private boolean isPrintable() {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** The enhanced status code; if it is missing or contradicts the reply, the general code of the reply's class. */
    String statusCode() {
        if (code() == 0) {
            return StatusCode.UNDEFINED;
        }
        int end = endOfEnhanced();
        return end < 0 ? text.charAt(0) + ".0.0" : text.substring(AFTER_CODE + 1, end);
    }

    /** Where the enhanced status code of the same class ends (RFC 2034 section 4); -1 if there is none. */
    private int endOfEnhanced() {
        int begin = AFTER_CODE + 1;
        boolean begins = text.startsWith(text.charAt(0) + ".", begin)
                && (text.charAt(AFTER_CODE) == ' ' || text.charAt(AFTER_CODE) == '-');
        // RFC 3463 section 2: there is no class 3.
        if (!begins || text.charAt(0) == '3') {
            return -1;
        }
        int dot = endOfNumber(begin + 2);
        if (dot < 0 || !text.startsWith(".", dot)) {
            return -1;
        }
        int end = endOfNumber(dot + 1);
        return end < 0 || text.startsWith(".", end) ? -1 : end;
    }

    /** The end of the number of one to three digits that begins at {@code from}; -1 if there is none. */
    private int endOfNumber(int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == from || end - from > MAX_DIGITS ? -1 : end;
    }
}
