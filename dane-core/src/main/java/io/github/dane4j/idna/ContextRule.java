package io.github.dane4j.idna;

/** The contextual rules of RFC 5892 appendix A. */
final class ContextRule {
    private static final int MIDDLE_DOT = 0xB7;
    private static final int GREEK_KERAIA = 0x375;
    private static final int HEBREW_GERESH = 0x5F3;
    private static final int HEBREW_GERSHAYIM = 0x5F4;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int KATAKANA_MIDDLE_DOT = 0x30FB;

    private ContextRule() {}

    /** Whether the code point at {@code index}, one of {@link CodePointSet#CONTEXT}, may stand there. */
    static boolean permits(int[] label, int index) {
        int c = label[index];
        int before = index > 0 ? label[index - 1] : -1;
        int after = index + 1 < label.length ? label[index + 1] : -1;
        return switch (c) {
            case ZERO_WIDTH_NON_JOINER -> CodePointSet.VIRAMA.contains(before) || joinsAround(label, index);
            case ZERO_WIDTH_JOINER -> CodePointSet.VIRAMA.contains(before);
            case MIDDLE_DOT -> before == 'l' && after == 'l';
            case GREEK_KERAIA -> CodePointSet.GREEK.contains(after);
            case HEBREW_GERESH, HEBREW_GERSHAYIM -> CodePointSet.HEBREW.contains(before);
            case KATAKANA_MIDDLE_DOT -> containsAny(label, CodePointSet.JAPANESE);
            default ->
                isArabicIndic(c)
                        ? !containsAny(label, CodePointSet.EXTENDED_ARABIC_INDIC_DIGIT)
                        : CodePointSet.EXTENDED_ARABIC_INDIC_DIGIT.contains(c)
                                && !containsAny(label, CodePointSet.ARABIC_INDIC_DIGIT);
        };
    }

    private static boolean isArabicIndic(int c) {
        return CodePointSet.ARABIC_INDIC_DIGIT.contains(c);
    }

    /** Appendix A.1: the letters on both sides would join. Transparent ones between them do not matter. */
    private static boolean joinsAround(int[] label, int index) {
        int left = index - 1;
        while (left >= 0 && CodePointSet.TRANSPARENT.contains(label[left])) {
            left--;
        }
        int right = index + 1;
        while (right < label.length && CodePointSet.TRANSPARENT.contains(label[right])) {
            right++;
        }
        return left >= 0
                && right < label.length
                && CodePointSet.JOINS_TO_NEXT.contains(label[left])
                && CodePointSet.JOINS_TO_PREVIOUS.contains(label[right]);
    }

    private static boolean containsAny(int[] label, CodePointSet set) {
        for (int c : label) {
            if (set.contains(c)) {
                return true;
            }
        }
        return false;
    }
}
