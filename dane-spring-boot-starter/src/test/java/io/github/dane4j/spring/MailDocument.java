package io.github.dane4j.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code docs/mail.md}, from which the tests take what it tells a user to write. */
final class MailDocument {
    private MailDocument() {}

    /** The text of a section, without its heading. */
    static String section(String heading) {
        try {
            String[] parts = Files.readString(Path.of("..", "docs", "mail.md")).split("(?m)^## " + heading + "$", -1);
            return parts[1].split("(?m)^## ", -1)[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
