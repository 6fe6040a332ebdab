package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * What the program did.
     *
     * @param exitCode 0 for success, by custom
     * @param output standard output and standard error, as they came
     */
    record Outcome(int exitCode, String output) {}

    private Command() {}

    /** Runs the program and returns what it printed; fails unless it ends with success. */
    static String run(Program program, String... arguments) {
        Outcome outcome = attempt("", program, arguments);
        if (outcome.exitCode() != 0) {
            throw new AssertionError(program.path() + " " + String.join(" ", arguments) + " ended with "
                    + outcome.exitCode() + ":\n" + outcome.output());
        }
        return outcome.output();
    }

    /** Runs the program with {@code input}, whatever comes of it. */
    static Outcome attempt(String input, Program program, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(program.path().toString());
        line.addAll(List.of(arguments));
        try {
            // Through files: a pipe that nobody reads would stop the program, and one that is read may block us.
            Path in = Files.writeString(Files.createTempFile("command", ".in"), input);
            Path out = Files.createTempFile("command", ".out");
            Process process = new ProcessBuilder(line)
                    .redirectInput(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", line) + " did not end within " + LIMIT);
            }
            String output = Files.readString(out, StandardCharsets.UTF_8);
            Files.delete(in);
            Files.delete(out);
            return new Outcome(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(String.join(" ", line) + " was interrupted", e);
        }
    }
}
