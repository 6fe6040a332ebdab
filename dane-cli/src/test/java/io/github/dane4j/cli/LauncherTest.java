package io.github.dane4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With which options the launcher starts Java, by a Java that only tells them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
    @TempDir
    Path folder;

    /** Only a scan runs for long enough to pay for the optimizing compiler, wherever options stand. */
    @ParameterizedTest
    @CsvSource({
        "scan list.txt, true",
        "-v scan list.txt, true",
        "-v --verbose scan, true",
        "check scan, false",
        "-v check scan, false",
        "--help, false",
        "'', false"
    })
    void compilers(String line, boolean both) throws Exception {
        Path java = Files.writeString(
                Files.createDirectories(folder.resolve("jdk/bin")).resolve("java"),
                // Fails, so that no archive of classes is made of it.
                "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Path jar = Files.writeString(folder.resolve("dane.jar"), "a jar");
        Path told = folder.resolve("told");
        List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
        List<String> command = new ArrayList<>(List.of("src/dist/bin/dane"));
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("DANE_JAR", jar.toString());
        Process process = builder.start();
        process.getOutputStream().close();

        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        List<String> expected = new ArrayList<>(both ? List.of() : List.of("-XX:TieredStopAtLevel=1"));
        expected.addAll(List.of("-XX:+UseSerialGC", "-jar", jar.toString()));
        expected.addAll(words);
        assertThat(Files.readAllLines(told)).isEqualTo(expected);
    }
}
