package io.github.dane4j;

/** Text that a peer chose, made safe for a log line or a terminal. */
public final class Printable {
    private Printable() {}

    /** {@code text} with control and non-ASCII characters escaped, cut after {@code max} characters. */
    public static String clip(String text, int max) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), max) + 1);
        for (int i = 0; i < text.length(); i++) {
            if (out.length() >= max) {
                return out.append('…').toString();
            }
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }
}
