package io.github.dane4j.idna;

import java.text.Normalizer;

/**
 * Converts U-labels to A-labels, and checks A-labels (RFC 5891 section 5).
 *
 * <p>Two things are done to a U-label before the rules are applied, because every standard agrees on them and no other
 * domain can be meant: it is normalised to NFC (RFC 5891 section 5.2), and capital letters become lower case where
 * each is the other's only counterpart. Everything else that IDNA2003 or UTS 46 map, such as full-width letters,
 * ligatures and other dots, is refused: an application that checked the address as text has not seen the domain that
 * the mapping would make of it.
 */
public final class Label {
    private static final String ACE_PREFIX = "xn--";
    /** RFC 1035 section 2.3.4. */
    private static final int MAX_LENGTH = 63;
    /** Its canonical form is an ASCII letter; a name that looks checked must not turn into another one. */
    private static final int KELVIN_SIGN = 0x212A;

    private Label() {}

    /**
     * The A-label of a label with at least one character outside ASCII.
     *
     * @throws InvalidLabelException if IDNA2008 has no A-label for it
     */
    public static String toALabel(String label) throws InvalidLabelException {
        // Each character takes at least one in the A-label, and comes from at most four before NFC.
        if (label.length() > 4 * MAX_LENGTH) {
            throw tooLong();
        }
        String text = lowerCase(normalise(label));
        requireHyphensInPlace(text);
        int[] codePoints = text.codePoints().toArray();
        if (CodePointSet.MARK.contains(codePoints[0])) {
            throw new InvalidLabelException("a label must not begin with the combining mark " + named(codePoints[0]));
        }
        for (int i = 0; i < codePoints.length; i++) {
            requirePermitted(codePoints, i);
        }
        BidiRule.check(codePoints);
        String encoded = ACE_PREFIX + Punycode.encode(codePoints);
        if (encoded.length() > MAX_LENGTH) {
            throw tooLong();
        }
        return encoded;
    }

    /** Whether a label in lower case says that it is an A-label. */
    public static boolean looksLikeALabel(String label) {
        return looksLikeALabel(label, 0);
    }

    /** The same for the label that begins there in a name in lower case. */
    public static boolean looksLikeALabel(String name, int begin) {
        return name.startsWith(ACE_PREFIX, begin);
    }

    /**
     * Checks that an A-label in lower case is real: that it decodes to a label outside ASCII, and that this one encodes
     * to it. Which characters it stands for is the registry's affair: nothing is converted, so no other name can be
     * meant.
     *
     * @throws InvalidLabelException if it is not
     */
    public static void requireRealALabel(String label) throws InvalidLabelException {
        String encoded = label.substring(ACE_PREFIX.length());
        int[] codePoints = Punycode.decode(encoded);
        boolean ascii = true;
        for (int c : codePoints) {
            ascii &= c < 0x80;
        }
        if (ascii || !Punycode.encode(codePoints).equals(encoded)) {
            throw new InvalidLabelException("the label begins with \"xn--\" but is not the A-label of any label");
        }
    }

    private static String normalise(String label) throws InvalidLabelException {
        int[] codePoints = label.codePoints().toArray();
        for (int c : codePoints) {
            // Surrogates without their partner arrive here as code points of their own.
            if (CodePointSet.UNASSIGNED.contains(c) || (c >= 0xD800 && c <= 0xDFFF) || c == KELVIN_SIGN) {
                throw notPermitted(c);
            }
        }
        return Normalizer.normalize(label, Normalizer.Form.NFC);
    }

    private static String lowerCase(String label) {
        StringBuilder lower = new StringBuilder(label.length());
        label.codePoints()
                .map(c -> CodePointSet.CAPITAL.contains(c) ? Character.toLowerCase(c) : c)
                .forEach(lower::appendCodePoint);
        return lower.toString();
    }

    private static void requireHyphensInPlace(String text) throws InvalidLabelException {
        if (text.startsWith("-") || text.endsWith("-")) {
            throw new InvalidLabelException("a label must not begin or end with a hyphen");
        }
        if (text.startsWith("--", 2)) {
            throw new InvalidLabelException("a U-label must not have hyphens as its third and fourth characters");
        }
    }

    private static void requirePermitted(int[] label, int index) throws InvalidLabelException {
        int c = label[index];
        if (CodePointSet.VALID.contains(c)) {
            return;
        }
        if (!CodePointSet.CONTEXT.contains(c)) {
            throw notPermitted(c);
        }
        if (!ContextRule.permits(label, index)) {
            throw new InvalidLabelException(named(c) + " is not permitted at this place (RFC 5892 appendix A)");
        }
    }

    private static InvalidLabelException notPermitted(int c) {
        String name = named(c);
        if (CodePointSet.UNASSIGNED.contains(c)) {
            return new InvalidLabelException(name + " is not a character of Unicode 13");
        }
        return new InvalidLabelException(name + " is not permitted in a label (RFC 5892)");
    }

    private static InvalidLabelException tooLong() {
        return new InvalidLabelException("a label must not be longer than 63 characters in its A-label form");
    }

    private static String named(int c) {
        return String.format("U+%04X", c);
    }
}
