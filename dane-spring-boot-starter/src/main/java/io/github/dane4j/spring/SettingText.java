package io.github.dane4j.spring;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * Reads the text of settings. Spring's own conversion treats an empty text as a missing setting. Here that must be an error:
 * it comes from a variable that is not set, and mail would be sent by a default.
 */
final class SettingText {
    private static final int MAX_SHOWN = 200;

    private SettingText() {}

    static DaneSettingException invalid(String setting, String expected, String found) {
        return new DaneSettingException(
                setting,
                found.isBlank()
                        ? setting + " is empty: it must be " + expected + ", or be removed"
                        : setting + " must be " + expected + ", but is \"" + shown(found) + "\"");
    }

    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "…";
    }

    /** A switch. */
    static boolean flag(String setting, @Nullable String text, boolean otherwise) {
        if (text == null) {
            return otherwise;
        }
        return switch (text.trim()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(setting, "true or false", text);
        };
    }

    /** An empty list is an error, and so is an empty part. */
    static List<String> list(String setting, String expected, @Nullable List<String> texts) {
        if (texts == null) {
            return List.of();
        }
        List<String> parts = texts.stream().map(String::trim).toList();
        if (parts.isEmpty() || parts.contains("")) {
            throw invalid(setting, expected, "");
        }
        return parts;
    }

    static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** From 1 ms; a number without a unit is in milliseconds. */
    static Optional<Duration> duration(String text, Duration most) {
        try {
            return Optional.of(DurationStyle.detectAndParse(text, ChronoUnit.MILLIS))
                    .filter(each -> each.compareTo(Duration.ofMillis(1)) >= 0 && each.compareTo(most) <= 0);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    static Optional<Integer> number(String text, int least, int most) {
        try {
            return Optional.of(Integer.valueOf(text)).filter(each -> each >= least && each <= most);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
