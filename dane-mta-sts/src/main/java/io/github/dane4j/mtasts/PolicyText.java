package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses the text of a policy by the ABNF of RFC 8461 section 3.2. For one use. */
final class PolicyText {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");
    private static final String WILDCARD = "*.";
    private static final int SHOWN = 100;

    private final byte[] text;
    private final List<String> lines = new ArrayList<>();
    private final List<String> mx = new ArrayList<>();
    private boolean version;
    private @Nullable StsMode mode;
    private @Nullable Duration maxAge;

    PolicyText(byte[] text) {
        this.text = text.clone();
    }

    StsPolicy parse() throws StsException {
        if (text.length > StsPolicy.MAX_BYTES) {
            throw invalid("the policy has " + text.length + " bytes; at most " + StsPolicy.MAX_BYTES + " are allowed");
        }
        List<String> all = new ArrayList<>(List.of(decoded().split("\n", -1)));
        all.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        while (!all.isEmpty() && all.get(all.size() - 1).isBlank()) {
            all.remove(all.size() - 1);
        }
        for (String each : all) {
            lines.add(stripTrailing(each));
            field(lines.get(lines.size() - 1));
        }
        return complete();
    }

    private String decoded() throws StsException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StsException(StsException.Kind.POLICY_INVALID, "the policy is not text in UTF-8", e);
        }
    }

    private StsPolicy complete() throws StsException {
        if (!version) {
            throw missing("version");
        }
        if (mode == null) {
            throw missing("mode");
        }
        if (maxAge == null) {
            throw missing("max_age");
        }
        if (mx.isEmpty() && mode != StsMode.NONE) {
            throw missing("mx");
        }
        return new StsPolicy(mode, mx, maxAge, lines);
    }

    private void field(String line) throws StsException {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw bad("expected a field such as \"mode: enforce\"", line);
        }
        String name = line.substring(0, colon);
        if (!NAME.matcher(name).matches()) {
            throw bad("expected the name of a field before the colon", line);
        }
        String value = stripLeading(line.substring(colon + 1));
        if (value.isEmpty()) {
            throw bad("expected a value after \"" + name + ":\"", line);
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw bad("expected a value without control characters", line);
        }
        switch (name) {
            case "version" -> version(value, line);
            case "mode" -> mode(value, line);
            case "max_age" -> maxAge(value, line);
            case "mx" -> mx.add(pattern(value, line));
            default -> {
                // An extension, ignored.
            }
        }
    }

    private void version(String value, String line) throws StsException {
        if (!version && !value.equals("STSv1")) {
            throw bad("expected version STSv1", line);
        }
        version = true;
    }

    private void mode(String value, String line) throws StsException {
        if (mode == null) {
            Optional<StsMode> known = StsMode.of(value);
            if (known.isEmpty()) {
                throw bad("expected mode enforce, testing or none", line);
            }
            mode = known.get();
        }
    }

    private void maxAge(String value, String line) throws StsException {
        if (maxAge == null) {
            if (!SECONDS.matcher(value).matches()) {
                throw bad("expected max_age as 1 to 10 digits", line);
            }
            maxAge = Duration.ofSeconds(Math.min(Long.parseLong(value), StsPolicy.MAX_AGE.toSeconds()));
        }
    }

    private String pattern(String value, String line) throws StsException {
        boolean wildcard = value.startsWith(WILDCARD);
        String name = wildcard ? value.substring(WILDCARD.length()) : value;
        try {
            if (name.chars().anyMatch(c -> c > 0x7e) || name.endsWith(".")) {
                throw bad("expected a host name in A-labels, without a dot at its end", line);
            }
            return (wildcard ? WILDCARD : "") + DomainName.of(name);
        } catch (InvalidNameException e) {
            throw bad("expected a host name, or *. and a name", line);
        }
    }

    private StsException bad(String expected, String line) {
        return invalid("line " + lines.size() + ": " + expected + ", found \"" + Printable.clip(line, SHOWN) + "\"");
    }

    private static StsException missing(String name) {
        return invalid("the policy has no " + name);
    }

    private static StsException invalid(String message) {
        return new StsException(StsException.Kind.POLICY_INVALID, message);
    }

    private static String stripLeading(String text) {
        int begin = 0;
        while (begin < text.length() && isBlank(text.charAt(begin))) {
            begin++;
        }
        return text.substring(begin);
    }

    private static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
