package io.github.dane4j.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A word of a line.
 *
 * @param column of its first character, from 1
 */
record Token(String text, int column) {
    /** The words of {@code line}; one that begins with a number sign ends it. */
    static List<Token> of(String line) throws BadPolicyException {
        List<Token> tokens = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i <= line.length(); i++) {
            char c = i < line.length() ? line.charAt(i) : ' ';
            if (c == ' ' || c == '\t') {
                if (begin >= 0) {
                    tokens.add(new Token(line.substring(begin, i), column(line, begin)));
                    begin = -1;
                }
            } else if (begin < 0 && c == '#') {
                return tokens;
            } else if (Character.isISOControl(c)) {
                throw new BadPolicyException(
                        column(line, i), String.format("expected text, found the control character U+%04X", (int) c));
            } else if (begin < 0) {
                begin = i;
            }
        }
        return tokens;
    }

    /** Where a character is, counting those outside of the basic plane as one. */
    static int column(String line, int index) {
        return line.codePointCount(0, index) + 1;
    }

    BadPolicyException bad(String text) {
        return new BadPolicyException(column, text);
    }
}
