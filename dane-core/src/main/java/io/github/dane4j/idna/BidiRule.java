package io.github.dane4j.idna;

/**
 * The Bidi rule (RFC 5893 section 2) for a label with right-to-left characters. The other labels of such a name are not
 * judged: how they are displayed beside it changes nothing about what they are converted to.
 */
final class BidiRule {
    private BidiRule() {}

    static void check(int[] label) throws InvalidLabelException {
        boolean arabicNumber = containsAny(label, CodePointSet.BIDI_ARABIC_NUMBER);
        if (!arabicNumber && !containsAny(label, CodePointSet.BIDI_RIGHT_TO_LEFT)) {
            return;
        }
        // A label that begins with another class is a left-to-right one, where condition 5 permits no R, AL and AN.
        if (!CodePointSet.BIDI_RIGHT_TO_LEFT.contains(label[0])) {
            throw violated(1);
        }
        for (int c : label) {
            if (CodePointSet.BIDI_LEFT_TO_RIGHT.contains(c)) {
                throw violated(2);
            }
        }
        int last = label.length - 1;
        while (CodePointSet.BIDI_NONSPACING_MARK.contains(label[last])) {
            last--;
        }
        if (!CodePointSet.BIDI_RIGHT_TO_LEFT.contains(label[last])
                && !CodePointSet.BIDI_EUROPEAN_NUMBER.contains(label[last])
                && !CodePointSet.BIDI_ARABIC_NUMBER.contains(label[last])) {
            throw violated(3);
        }
        if (arabicNumber && containsAny(label, CodePointSet.BIDI_EUROPEAN_NUMBER)) {
            throw violated(4);
        }
    }

    private static boolean containsAny(int[] label, CodePointSet set) {
        for (int c : label) {
            if (set.contains(c)) {
                return true;
            }
        }
        return false;
    }

    private static InvalidLabelException violated(int condition) {
        return new InvalidLabelException(
                "a label with right-to-left characters breaks condition " + condition + " of the Bidi rule (RFC 5893)");
    }
}
