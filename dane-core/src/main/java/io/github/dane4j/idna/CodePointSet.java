package io.github.dane4j.idna;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of code points that the rules speak of, read from the generated file beside this class. Apart from {@link #VALID},
 * {@link #CONTEXT}, {@link #CAPITAL} and {@link #UNASSIGNED} they hold permitted code points only.
 */
final class CodePointSet {
    private static final String FILE = "code-points.txt";
    private static final Map<String, CodePointSet> SETS = read();

    /** PVALID (RFC 5892 section 2). */
    static final CodePointSet VALID = named("valid");
    /** CONTEXTJ and CONTEXTO: permitted where {@link ContextRule} says so. */
    static final CodePointSet CONTEXT = named("context");
    /** Capital letters with one counterpart in lower case, which is valid and has no other capital. */
    static final CodePointSet CAPITAL = named("capital");

    static final CodePointSet UNASSIGNED = named("unassigned");
    /** General category M. */
    static final CodePointSet MARK = named("mark");
    /** Canonical combining class 9. */
    static final CodePointSet VIRAMA = named("virama");
    /** Joining type L or D. */
    static final CodePointSet JOINS_TO_NEXT = named("joins-to-next");
    /** Joining type R or D. */
    static final CodePointSet JOINS_TO_PREVIOUS = named("joins-to-previous");
    /** Joining type T. */
    static final CodePointSet TRANSPARENT = named("joining-transparent");

    static final CodePointSet GREEK = named("greek");
    static final CodePointSet HEBREW = named("hebrew");
    /** Hiragana, Katakana and Han. */
    static final CodePointSet JAPANESE = named("japanese");

    static final CodePointSet ARABIC_INDIC_DIGIT = named("arabic-indic-digit");
    static final CodePointSet EXTENDED_ARABIC_INDIC_DIGIT = named("extended-arabic-indic-digit");
    /** Bidi class L. */
    static final CodePointSet BIDI_LEFT_TO_RIGHT = named("bidi-left-to-right");
    /** Bidi class R or AL. */
    static final CodePointSet BIDI_RIGHT_TO_LEFT = named("bidi-right-to-left");
    /** Bidi class AN. */
    static final CodePointSet BIDI_ARABIC_NUMBER = named("bidi-arabic-number");
    /** Bidi class EN. */
    static final CodePointSet BIDI_EUROPEAN_NUMBER = named("bidi-european-number");
    /** Bidi class NSM. */
    static final CodePointSet BIDI_NONSPACING_MARK = named("bidi-nonspacing-mark");

    /** The first code point of each range, ascending. */
    private final int[] first;
    /** The last code point of the range with the same index. */
    private final int[] last;

    private CodePointSet(int[] first, int[] last) {
        this.first = first;
        this.last = last;
    }

    boolean contains(int codePoint) {
        int found = Arrays.binarySearch(first, codePoint);
        if (found >= 0) {
            return true;
        }
        int range = -found - 2;
        return range >= 0 && codePoint <= last[range];
    }

    private static CodePointSet named(String name) {
        CodePointSet set = SETS.get(name);
        if (set == null) {
            throw new IllegalStateException(FILE + " has no set named " + name);
        }
        return set;
    }

    /** A name and a colon, then ranges such as {@code 0061-007A}, then the next name; {@code #} begins a comment line. */
    private static Map<String, CodePointSet> read() {
        String text;
        try (InputStream in = CodePointSet.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing beside " + CodePointSet.class.getName());
            }
            text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read", e);
        }
        Map<String, List<String>> ranges = new HashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.endsWith(":")) {
                current = new ArrayList<>();
                ranges.put(line.substring(0, line.length() - 1), current);
            } else if (!line.startsWith("#")) {
                current.addAll(List.of(line.split(" ", -1)));
            }
        }
        Map<String, CodePointSet> sets = new HashMap<>();
        ranges.forEach((name, parts) -> sets.put(name, parse(parts)));
        return sets;
    }

    private static CodePointSet parse(List<String> ranges) {
        int[] first = new int[ranges.size()];
        int[] last = new int[ranges.size()];
        for (int i = 0; i < first.length; i++) {
            String range = ranges.get(i);
            int dash = range.indexOf('-');
            first[i] = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
            last[i] = dash < 0 ? first[i] : Integer.parseInt(range.substring(dash + 1), 16);
        }
        return new CodePointSet(first, last);
    }
}
