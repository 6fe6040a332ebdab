package io.github.dane4j.cli.beside;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An MTA-STS policy (RFC 8461 section 3.2).
 *
 * @param mode {@code enforce}, {@code testing} or {@code none}
 * @param maxAge in seconds
 * @param mx the patterns of the hosts that may take mail
 */
record MtaStsPolicy(String mode, int maxAge, List<String> mx) {
    /** RFC 8461 section 3.2. */
    private static final int LONGEST = 31_557_600;

    MtaStsPolicy {
        mx = List.copyOf(mx);
    }

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException if it is not valid; the message says why
     */
    static MtaStsPolicy parse(String text) {
        String version = "";
        String mode = "";
        String maxAge = "";
        List<String> mx = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String value = line.substring(colon + 1).strip();
                switch (line.substring(0, colon).strip()) {
                    case "version" -> version = value;
                    case "mode" -> mode = value;
                    case "max_age" -> maxAge = value;
                    case "mx" -> mx.add(value.toLowerCase(Locale.ROOT));
                    default -> {}
                }
            }
        }
        if (!version.equals("STSv1")) {
            throw new IllegalArgumentException("expected the line \"version: STSv1\"");
        }
        if (!List.of("enforce", "testing", "none").contains(mode)) {
            throw new IllegalArgumentException("expected the mode enforce, testing or none");
        }
        if (!maxAge.matches("[0-9]{1,10}") || Long.parseLong(maxAge) > LONGEST) {
            throw new IllegalArgumentException("expected max_age, 0 to " + LONGEST + " seconds");
        }
        if (mx.isEmpty() && !mode.equals("none")) {
            throw new IllegalArgumentException("expected at least one line \"mx:\"");
        }
        return new MtaStsPolicy(mode, Integer.parseInt(maxAge), mx);
    }

    /** Whether the policy lets mail go to {@code host}; {@code *.} stands for one label (RFC 8461 section 4.1). */
    boolean allows(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        String wild = dot < 0 ? "" : "*" + name.substring(dot);
        return mode.equals("none") || mx.contains(name) || mx.contains(wild);
    }
}
