package io.github.dane4j.cli.report;

import io.github.dane4j.Printable;

/**
 * Builds HTML out of tags that are written here and text that is not: every text is escaped, whatever it holds, and clipped.
 * Not thread-safe.
 */
public final class Html {
    private static final int SHOWN = 1000;

    private final StringBuilder out = new StringBuilder();

    /** Nothing yet. */
    public Html() {}

    /** Markup as it stands: for constants alone. */
    public Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** A text, for the contents of an element or the value of an attribute in double quotes. */
    public Html text(String text) {
        String printable = Printable.clip(text, SHOWN);
        for (int i = 0; i < printable.length(); i++) {
            char c = printable.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /** A text in an element. */
    public Html element(String tag, String text) {
        return raw("<" + tag + ">").text(text).raw("</" + tag + ">\n");
    }

    /** A text in an element of a class. */
    public Html element(String tag, String styleClass, String text) {
        return raw("<" + tag + " class=\"" + styleClass + "\">").text(text).raw("</" + tag + ">\n");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
