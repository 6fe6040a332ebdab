package io.github.dane4j.idna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.ibm.icu.text.IDNA;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * ICU4J converts by UTS 46, which with these options permits what IDNA2008 permits, and symbols too. So a label of
 * permitted characters is converted by both or by neither, and always to the same A-label.
 */
class IcuComparisonTest {
    private static final IDNA ICU = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.USE_STD3_RULES
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ
            | IDNA.CHECK_CONTEXTO);

    private static final int LABELS = 100_000;

    @Test
    void everyPermittedCharacterAloneIsConvertedAlike() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            if (CodePointSet.VALID.contains(c) || CodePointSet.CONTEXT.contains(c)) {
                assertAlike(Character.toString(c));
                assertAlike("a" + Character.toString(c) + "b");
            }
        }
    }

    @Test
    void everyCertainCapitalIsConvertedAlike() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            if (CodePointSet.CAPITAL.contains(c)) {
                String label = Character.toString(c);
                assertThat(convert(label)).as("U+%04X", c).isEqualTo(icu(label)).startsWith("xn--");
            }
        }
    }

    /** Whatever the text: where we convert, nobody converts to another name. */
    @Test
    void noCharacterIsConvertedToAnotherName() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            String converted = convert(Character.toString(c));
            if (!converted.isEmpty()) {
                assertThat(converted).as("U+%04X", c).isEqualTo(icu(Character.toString(c)));
            }
        }
    }

    @Test
    void randomLabelsAreConvertedAlike() {
        Random random = new Random(5891);
        List<int[]> alphabets = alphabets();
        int converted = 0;
        for (int i = 0; i < LABELS; i++) {
            int[] alphabet = alphabets.get(random.nextInt(alphabets.size()));
            StringBuilder label = new StringBuilder();
            int length = 1 + random.nextInt(12);
            for (int k = 0; k < length; k++) {
                label.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
            if (label.chars().anyMatch(c -> c >= 0x80)) {
                converted += assertAlike(label.toString());
            }
        }
        assertThat(converted).isBetween(LABELS / 10, LABELS * 9 / 10);
    }

    /** Neighbours in the tables belong to one script; the other half of each is what rules are about. */
    private static List<int[]> alphabets() {
        int[] special =
                "az09-l\u00b7\u0375\u03b1\u05d0\u05f3\u05f4\u200c\u200d\u30fb\u30a2\u0660\u06f0\u0628\u0627\u094d\u0915\u0300\u0308\u0301\u0327aeu"
                        .codePoints()
                        .toArray();
        List<Integer> valid = new ArrayList<>();
        for (int c = 0x80; c < 0x20000; c++) {
            if (CodePointSet.VALID.contains(c)) {
                valid.add(c);
            }
        }
        List<int[]> alphabets = new ArrayList<>(List.of(special));
        for (int from = 0; from + 40 <= valid.size(); from += from < 5000 ? 40 : 2000) {
            int[] alphabet = new int[60];
            for (int i = 0; i < alphabet.length; i++) {
                alphabet[i] = i < 40 ? valid.get(from + i) : special[(from + i) % special.length];
            }
            alphabets.add(alphabet);
        }
        return alphabets;
    }

    /** 1 where both convert. */
    private static int assertAlike(String label) {
        String converted = convert(label);
        assertThat(converted).as("label %s", escaped(label)).isEqualTo(icu(label));
        if (!converted.isEmpty()) {
            assertThatCode(() -> Label.requireRealALabel(converted)).doesNotThrowAnyException();
        }
        return converted.isEmpty() ? 0 : 1;
    }

    private static String convert(String label) {
        try {
            return Label.toALabel(label);
        } catch (InvalidLabelException e) {
            return "";
        }
    }

    private static String icu(String label) {
        IDNA.Info info = new IDNA.Info();
        StringBuilder out = new StringBuilder();
        ICU.labelToASCII(label, out, info);
        return info.hasErrors() ? "" : out.toString();
    }

    private static String escaped(String label) {
        StringBuilder out = new StringBuilder();
        label.codePoints().forEach(c -> out.append(String.format("U+%04X ", c)));
        return out.toString();
    }
}
