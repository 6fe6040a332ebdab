package io.github.dane4j.idna;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterDirection;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.VersionInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** Generates the tables: the derivation of RFC 5892 section 3, in its terms, from the Unicode data that ICU4J holds. */
final class CodePointTable {
    /** That of JDK 17, so that {@code java.text.Normalizer} normalises every permitted character alike on all JDKs. */
    private static final VersionInfo UNICODE = VersionInfo.getInstance(13, 0, 0);

    private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();
    private static final Normalizer2 NFKC_CASE_FOLD = Normalizer2.getNFKCCasefoldInstance();

    private static final Set<Integer> EXCEPTIONS_PVALID = Set.of(0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007);
    private static final Set<Integer> EXCEPTIONS_DISALLOWED =
            Set.of(0x640, 0x7FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B);
    private static final Set<Integer> EXCEPTIONS_CONTEXTO = Set.of(0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB);
    private static final int WIDTH = 110;

    enum Derived {
        PVALID,
        CONTEXTJ,
        CONTEXTO,
        DISALLOWED,
        UNASSIGNED
    }

    private CodePointTable() {}

    static Derived derived(int c) {
        if (EXCEPTIONS_PVALID.contains(c)) {
            return Derived.PVALID;
        }
        if (EXCEPTIONS_CONTEXTO.contains(c) || isArabicIndic(c) || isExtendedArabicIndic(c)) {
            return Derived.CONTEXTO;
        }
        if (EXCEPTIONS_DISALLOWED.contains(c)) {
            return Derived.DISALLOWED;
        }
        boolean noncharacter = UCharacter.hasBinaryProperty(c, UProperty.NONCHARACTER_CODE_POINT);
        if (!noncharacter && !isAssigned(c)) {
            return Derived.UNASSIGNED;
        }
        if (c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
            return Derived.PVALID;
        }
        if (UCharacter.hasBinaryProperty(c, UProperty.JOIN_CONTROL)) {
            return Derived.CONTEXTJ;
        }
        boolean disallowed = isOldHangulJamo(c)
                || isUnstable(c)
                || noncharacter
                || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                || UCharacter.hasBinaryProperty(c, UProperty.WHITE_SPACE)
                || isInIgnorableBlock(c);
        return !disallowed && isLetterOrDigit(c) ? Derived.PVALID : Derived.DISALLOWED;
    }

    private static boolean isAssigned(int c) {
        VersionInfo age = UCharacter.getAge(c);
        return UCharacter.getType(c) != UCharacter.UNASSIGNED && age.compareTo(UNICODE) <= 0;
    }

    private static boolean isOldHangulJamo(int c) {
        int type = UCharacter.getIntPropertyValue(c, UProperty.HANGUL_SYLLABLE_TYPE);
        return type == UCharacter.HangulSyllableType.LEADING_JAMO
                || type == UCharacter.HangulSyllableType.VOWEL_JAMO
                || type == UCharacter.HangulSyllableType.TRAILING_JAMO;
    }

    private static boolean isUnstable(int c) {
        String text = Character.toString(c);
        return !text.equals(NFKC.normalize(UCharacter.foldCase(NFKC.normalize(text), true)));
    }

    /** Combining marks for symbols, musical symbols, and the notation of Ancient Greek music. */
    private static boolean isInIgnorableBlock(int c) {
        UCharacter.UnicodeBlock block = UCharacter.UnicodeBlock.of(c);
        return UCharacter.UnicodeBlock.COMBINING_MARKS_FOR_SYMBOLS.equals(block)
                || UCharacter.UnicodeBlock.MUSICAL_SYMBOLS.equals(block)
                || UCharacter.UnicodeBlock.ANCIENT_GREEK_MUSICAL_NOTATION.equals(block);
    }

    private static boolean isLetterOrDigit(int c) {
        return switch (UCharacter.getType(c)) {
            case UCharacter.LOWERCASE_LETTER,
                    UCharacter.UPPERCASE_LETTER,
                    UCharacter.OTHER_LETTER,
                    UCharacter.MODIFIER_LETTER,
                    UCharacter.DECIMAL_DIGIT_NUMBER,
                    UCharacter.NON_SPACING_MARK,
                    UCharacter.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    /** ASCII capitals included. Σ is not: its counterpart at the end of a word is ς. */
    static boolean isCertainCapital(int c) {
        int lower = UCharacter.toLowerCase(c);
        String text = Character.toString(lower);
        return isAssigned(c)
                && lower != c
                && c != 0x3A3
                && derived(lower) == Derived.PVALID
                && UCharacter.getType(c) == UCharacter.UPPERCASE_LETTER
                && UCharacter.toUpperCase(lower) == c
                && UCharacter.toLowerCase(Character.toString(c)).equals(text)
                && NFKC_CASE_FOLD.normalize(Character.toString(c)).equals(text);
    }

    private static boolean isPermitted(int c) {
        Derived derived = derived(c);
        return derived == Derived.PVALID || derived == Derived.CONTEXTJ || derived == Derived.CONTEXTO;
    }

    private static boolean isArabicIndic(int c) {
        return c >= 0x660 && c <= 0x669;
    }

    private static boolean isExtendedArabicIndic(int c) {
        return c >= 0x6F0 && c <= 0x6F9;
    }

    private static IntPredicate joins(int... types) {
        return c -> {
            int type = UCharacter.getIntPropertyValue(c, UProperty.JOINING_TYPE);
            for (int wanted : types) {
                if (type == wanted) {
                    return true;
                }
            }
            return false;
        };
    }

    private static IntPredicate bidi(int... classes) {
        return c -> {
            for (int wanted : classes) {
                if (UCharacter.getDirection(c) == wanted) {
                    return true;
                }
            }
            return false;
        };
    }

    private static IntPredicate script(int... scripts) {
        return c -> {
            for (int wanted : scripts) {
                if (UScript.getScript(c) == wanted) {
                    return true;
                }
            }
            return false;
        };
    }

    static String generate() {
        BitSet permitted = new BitSet();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            permitted.set(c, isPermitted(c));
        }
        StringBuilder out = new StringBuilder();
        out.append("# Generated by the tests from Unicode's data: do not edit. See CodePointTableTest.\n");
        append(out, "valid", c -> derived(c) == Derived.PVALID);
        append(out, "context", c -> derived(c) == Derived.CONTEXTJ || derived(c) == Derived.CONTEXTO);
        append(out, "capital", CodePointTable::isCertainCapital);
        append(out, "unassigned", c -> derived(c) == Derived.UNASSIGNED);
        appendPermitted(out, permitted, "mark", c -> {
            int type = UCharacter.getType(c);
            return type == UCharacter.NON_SPACING_MARK
                    || type == UCharacter.COMBINING_SPACING_MARK
                    || type == UCharacter.ENCLOSING_MARK;
        });
        appendPermitted(out, permitted, "virama", c -> UCharacter.getCombiningClass(c) == 9);
        appendPermitted(
                out,
                permitted,
                "joins-to-next",
                joins(UCharacter.JoiningType.LEFT_JOINING, UCharacter.JoiningType.DUAL_JOINING));
        appendPermitted(
                out,
                permitted,
                "joins-to-previous",
                joins(UCharacter.JoiningType.RIGHT_JOINING, UCharacter.JoiningType.DUAL_JOINING));
        appendPermitted(out, permitted, "joining-transparent", joins(UCharacter.JoiningType.TRANSPARENT));
        appendPermitted(out, permitted, "greek", script(UScript.GREEK));
        appendPermitted(out, permitted, "hebrew", script(UScript.HEBREW));
        appendPermitted(out, permitted, "japanese", script(UScript.HIRAGANA, UScript.KATAKANA, UScript.HAN));
        appendPermitted(out, permitted, "arabic-indic-digit", CodePointTable::isArabicIndic);
        appendPermitted(out, permitted, "extended-arabic-indic-digit", CodePointTable::isExtendedArabicIndic);
        appendPermitted(out, permitted, "bidi-left-to-right", bidi(UCharacterDirection.LEFT_TO_RIGHT));
        appendPermitted(
                out,
                permitted,
                "bidi-right-to-left",
                bidi(UCharacterDirection.RIGHT_TO_LEFT, UCharacterDirection.RIGHT_TO_LEFT_ARABIC));
        appendPermitted(out, permitted, "bidi-arabic-number", bidi(UCharacterDirection.ARABIC_NUMBER));
        appendPermitted(out, permitted, "bidi-european-number", bidi(UCharacterDirection.EUROPEAN_NUMBER));
        appendPermitted(out, permitted, "bidi-nonspacing-mark", bidi(UCharacterDirection.DIR_NON_SPACING_MARK));
        return out.toString();
    }

    private static void appendPermitted(StringBuilder out, BitSet permitted, String name, IntPredicate member) {
        append(out, name, c -> permitted.get(c) && member.test(c));
    }

    private static void append(StringBuilder out, String name, IntPredicate member) {
        out.append(name).append(":\n");
        List<String> ranges = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (member.test(c)) {
                int first = c;
                while (c < Character.MAX_CODE_POINT && member.test(c + 1)) {
                    c++;
                }
                ranges.add(c == first ? String.format("%04X", c) : String.format("%04X-%04X", first, c));
            }
        }
        int column = 0;
        for (String range : ranges) {
            boolean wrap = column + 1 + range.length() > WIDTH;
            out.append(column == 0 ? "" : wrap ? "\n" : " ").append(range);
            column = column == 0 || wrap ? range.length() : column + 1 + range.length();
        }
        out.append('\n');
    }
}
