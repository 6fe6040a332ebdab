package io.github.dane4j.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A client in a JVM of its own, so that no server is counted, and so that Bouncy Castle can be left out. */
final class ClientProcess {
    private static final String BOUNCY_CASTLE = "bcprov";

    private ClientProcess() {}

    /**
     * Runs it to its end; returns the lines that it printed.
     *
     * @param main its class
     * @param bouncyCastle whether it has Bouncy Castle on its class path
     */
    static List<String> run(Class<?> main, boolean bouncyCastle, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(bouncyCastle),
                main.getName()));
        command.addAll(List.of(arguments));
        Process client = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Stream<String> lines = client.inputReader().lines()) {
            return lines.toList();
        }
    }

    /** The class files and libraries of the build, which lie beside the JAR. */
    private static String classPath(boolean bouncyCastle) {
        Path built = Objects.requireNonNull(
                Path.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)[0])
                        .toAbsolutePath()
                        .getParent());
        try (Stream<Path> libraries = Files.list(built.resolve("lib"))) {
            return Stream.concat(
                            Stream.of(built.resolve("classes")),
                            libraries.filter(each -> bouncyCastle
                                    || !each.getFileName().toString().startsWith(BOUNCY_CASTLE)))
                    .map(Path::toString)
                    .sorted()
                    .reduce((a, b) -> a + File.pathSeparator + b)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
