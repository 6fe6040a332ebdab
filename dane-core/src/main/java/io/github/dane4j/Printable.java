package io.github.dane4j;

/** Text that a peer chose, made safe for a log line or a terminal. */
public final class Printable {
    private Printable() {}

    /** {@code text} with control and non-ASCII characters escaped, cut after {@code max} characters. */
    public static String clip(String text, int max) {
        if (text.length() <= max && isPrintable(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), max) + 1);
        for (int i = 0; i < text.length(); i++) {
            if (out.length() >= max) {
                return out.append('…').toString();
            }
            char c = text.charAt(i);
            if (isPrintable(c)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPrintable(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintable(char c) {
        return c >= ' ' && c < 0x7f;
    }
}
