package io.github.dane4j.policy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Printable;
import io.github.dane4j.verify.KeyStrength;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a line says after its destination: a mode, and settings in any order. */
final class PolicyWords {
    static final String INSECURE_MX = "insecure-mx=";
    static final String KEY_STRENGTH = "key-strength=";
    static final String MTA_STS = "mta-sts=";
    static final String PKIX = "pkix";

    private static final String JVM = "jvm";
    private static final String RECOMMENDED = "recommended";
    private static final int SHOWN = 60;

    /** What whoever comes from Postfix may write. */
    private static final Map<String, String> WORDS_OF_POSTFIX = Map.of(
            "dane", "Postfix's dane is opportunistic here",
            "dane-only", "Postfix's dane-only is mandatory here",
            "may", "Postfix's may is none here",
            "verify", "Postfix's verify, for a relay, is none pkix here",
            "secure", "Postfix's secure, for a relay, is none pkix here");

    private final PolicyDestination destination;
    private @Nullable InsecureMx insecureMx;
    private @Nullable KeyStrength keyStrength;
    private @Nullable MtaStsMode mtaSts;
    private boolean pkix;

    private PolicyWords(PolicyDestination destination) {
        this.destination = destination;
    }

    /**
     * Reads the words.
     *
     * @param end the column after the last word
     */
    static MailPolicy parse(PolicyDestination destination, List<Token> words, int end) throws BadPolicyException {
        return new PolicyWords(destination).read(words.iterator(), end);
    }

    private MailPolicy read(Iterator<Token> words, int end) throws BadPolicyException {
        if (!words.hasNext()) {
            throw new BadPolicyException(end, "expected a mode after the destination: " + list(DaneMode.values()));
        }
        DaneMode mode = mode(words.next());
        while (words.hasNext()) {
            setting(words.next(), mode);
        }
        return new MailPolicy(
                mode,
                Optional.ofNullable(insecureMx),
                pkix,
                Optional.ofNullable(keyStrength),
                Optional.ofNullable(mtaSts));
    }

    private static DaneMode mode(Token word) throws BadPolicyException {
        Optional<DaneMode> mode = find(DaneMode.values(), DaneMode::word, word.text());
        if (mode.isEmpty()) {
            String hint = WORDS_OF_POSTFIX.get(word.text().toLowerCase(Locale.ROOT));
            throw word.bad("expected a mode, " + list(DaneMode.values()) + ", found " + shown(word.text())
                    + (hint == null ? "" : "; " + hint));
        }
        return mode.get();
    }

    private void setting(Token word, DaneMode mode) throws BadPolicyException {
        String text = word.text().toLowerCase(Locale.ROOT);
        if (text.startsWith(INSECURE_MX)) {
            insecureMx(word, text.substring(INSECURE_MX.length()), mode);
        } else if (text.startsWith(KEY_STRENGTH)) {
            keyStrength(word, text.substring(KEY_STRENGTH.length()), mode);
        } else if (text.startsWith(MTA_STS)) {
            mtaSts(word, text.substring(MTA_STS.length()));
        } else if (text.equals(PKIX)) {
            pkix(word, mode);
        } else {
            throw word.bad("expected " + INSECURE_MX + "…, " + KEY_STRENGTH + "…, " + MTA_STS + "… or " + PKIX
                    + ", found " + shown(word.text()));
        }
    }

    private void insecureMx(Token word, String value, DaneMode mode) throws BadPolicyException {
        once(word, insecureMx != null);
        if (destination.isRelay()) {
            throw word.bad("insecure-mx has no effect: a relay is reached without MX records");
        }
        switch (mode) {
            case NONE -> throw word.bad("insecure-mx has no effect with none, which asks for no TLSA records");
            case MANDATORY ->
                throw word.bad(
                        "insecure-mx has no effect with mandatory: mail waits where the MX records are unsigned");
            case AUDIT, OPPORTUNISTIC ->
                insecureMx = find(InsecureMx.values(), InsecureMx::word, value)
                        .orElseThrow(() ->
                                word.bad("expected " + INSECURE_MX + "dane, encrypt or may, found " + shown(value)));
        }
    }

    private void keyStrength(Token word, String value, DaneMode mode) throws BadPolicyException {
        once(word, keyStrength != null);
        if (mode == DaneMode.NONE) {
            throw word.bad("key-strength has no effect with none, which asks for no TLSA records");
        }
        keyStrength = switch (value) {
            case JVM -> KeyStrength.ofJvm();
            case RECOMMENDED -> KeyStrength.RECOMMENDED.atLeast(KeyStrength.ofJvm());
            default -> throw word.bad("expected " + KEY_STRENGTH + "jvm or recommended, found " + shown(value));
        };
    }

    /** Also with mandatory: then the policy still says which MX hosts the domain has. */
    private void mtaSts(Token word, String value) throws BadPolicyException {
        once(word, mtaSts != null);
        if (destination.isRelay()) {
            throw word.bad("mta-sts is for a domain, whose MX hosts its policy names; for a relay there is pkix");
        }
        mtaSts = find(MtaStsMode.values(), MtaStsMode::word, value)
                .orElseThrow(() -> word.bad("expected " + MTA_STS + "opportunistic or none, found " + shown(value)));
    }

    private void pkix(Token word, DaneMode mode) throws BadPolicyException {
        once(word, pkix);
        if (!destination.isRelay()) {
            throw word.bad("pkix is for a relay, [host] or [host]:port: the name of an MX host comes from DNS, so a"
                    + " certificate for it proves nothing about the domain");
        }
        if (mode == DaneMode.MANDATORY) {
            throw word.bad("pkix has no effect with mandatory, which leaves nothing to PKIX;"
                    + " opportunistic pkix is DANE where the relay has it, and PKIX otherwise");
        }
        pkix = true;
    }

    private static void once(Token word, boolean said) throws BadPolicyException {
        if (said) {
            throw word.bad(shown(word.text()) + ": the setting is there twice");
        }
    }

    static String word(KeyStrength strength) {
        if (strength.equals(KeyStrength.ofJvm())) {
            return JVM;
        }
        return strength.equals(KeyStrength.RECOMMENDED.atLeast(KeyStrength.ofJvm()))
                ? RECOMMENDED
                : strength.modulusBits() + "/" + strength.curveBits();
    }

    private static <E> Optional<E> find(E[] constants, Function<E, String> word, String text) {
        return Stream.of(constants)
                .filter(each -> word.apply(each).equalsIgnoreCase(text))
                .findFirst();
    }

    private static String list(DaneMode[] modes) {
        return Arrays.stream(modes, 0, modes.length - 1).map(DaneMode::word).collect(Collectors.joining(", ")) + " or "
                + modes[modes.length - 1].word();
    }

    static String shown(String text) {
        return "\"" + Printable.clip(text, SHOWN) + "\"";
    }
}
