package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that are promised, as files beside the tests. Where one differs, what came instead is in target/golden. */
public final class Golden {
    private Golden() {}

    public static void assertGolden(String name, String actual) {
        String text = actual.replace(System.lineSeparator(), "\n");
        try {
            Path seen = Files.createDirectories(Path.of("target", "golden")).resolve(name);
            Files.writeString(seen, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(text).isEqualTo(read("golden/" + name));
    }

    private static String read(String name) {
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
