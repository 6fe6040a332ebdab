package io.github.dane4j.cli.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dane sink} as a process, and {@code dane send} against each of its cases. */
class SinkIT {
    @TempDir
    Path folder;

    private List<Process> running = new ArrayList<>();

    @AfterEach
    void end() {
        running.forEach(Process::destroyForcibly);
    }

    /** A running sink. */
    private record Running(Process process, BufferedReader out, String nameServer, String port) {
        /** Everything that it still says, once its standard input has ended. */
        String rest() throws IOException {
            process.getOutputStream().close();
            StringBuilder text = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                text.append(line).append('\n');
            }
            return text.toString();
        }

        int status() throws InterruptedException {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }

    private Running sink(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "dane.jar").toString(),
                "sink",
                "--until-eof",
                "--trust-anchor-file",
                folder.resolve("sink.key").toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        running.add(process);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Map<String, String> words = new HashMap<>();
        for (String line = out.readLine(); line != null && !line.equals("ready"); line = out.readLine()) {
            String[] parts = line.split(" {2,}", 2);
            if (parts.length == 2) {
                words.put(parts[0], parts[1]);
            } else if (line.startsWith("SMTP port")) {
                words.put("SMTP port", line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        assertThat(words).containsKeys("name server", "SMTP port");
        return new Running(process, out, words.getOrDefault("name server", ""), words.getOrDefault("SMTP port", ""));
    }

    private Dane send(Running sink, String mode, String domain, String... more) throws IOException {
        Path message = Files.writeString(
                folder.resolve("message.eml"),
                "From: bob@sender.test\r\nTo: a@" + domain + "\r\nSubject: x\r\n\r\nx\r\n");
        List<String> args = new ArrayList<>(List.of(
                "send",
                message.toString(),
                "--mode",
                mode,
                "--allow-loopback",
                "--port",
                sink.port(),
                "--nameserver",
                sink.nameServer(),
                "--trust-anchor",
                folder.resolve("sink.key").toString()));
        args.addAll(List.of(more));
        return Dane.run(args.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opportunistic", "mandatory"})
    void sendDoesRightInEachCase(String mode) throws Exception {
        Running sink = sink("--mode", mode);
        int column = mode.equals("mandatory") ? 1 : 0;

        for (SinkCase each : SinkCase.values()) {
            Dane dane = send(sink, mode, each.word() + ".sink.test");
            assertThat(dane.status())
                    .as(each + ": " + dane.out() + dane.err())
                    .isEqualTo(each.delivers(column == 1) ? 0 : 3);
            assertThat(dane.out())
                    .contains((dane.status() == 0 ? "delivered" : "deferred") + "  a@" + each.word() + ".sink.test");
            assertThat(dane.out() + dane.err()).doesNotContain("\tat ");
        }

        String verdicts = sink.rest();
        assertThat(sink.status()).as(verdicts).isZero();
        String last = verdicts.substring(verdicts.indexOf("\n\n"));
        for (SinkCase each : SinkCase.values()) {
            assertThat(last).containsPattern("(?m)^right +" + each.word() + " ");
        }
    }

    /** A sender without DANE: what it delivers is found out. */
    @Test
    void senderThatDeliversWhereItMustNot() throws Exception {
        Running sink = sink("--mode", "opportunistic");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(sink.port()))) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line : List.of(
                    "HELO sender.test",
                    "MAIL FROM:<bob@sender.test>",
                    "RCPT TO:<a@wrong.sink.test>",
                    "DATA",
                    "x\r\n.",
                    "QUIT")) {
                in.readLine();
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            in.readLine();
        }

        String verdicts = sink.rest();
        assertThat(sink.status()).as(verdicts).isEqualTo(1);
        assertThat(verdicts)
                .containsPattern("(?m)^wrong +wrong +delivered 1, 1 of them in the clear, from bob@sender.test$")
                .containsPattern("(?m)^untried +right ");
    }

    @Test
    void nothingTried() throws Exception {
        Running sink = sink();

        assertThat(sink.rest()).contains("untried right ");
        assertThat(sink.status()).isEqualTo(4);
    }

    // Wrong use.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--address 127.0.0.1|expected 4 different addresses, found 1",
                "--address 127.0.0.1,127.0.0.2,127.0.0.3,localhost|expected an IP address such as 127.0.0.1, found localhost",
                "--address 192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4|an address or port cannot be used",
                "--domain test|expected a domain of two labels or more",
                "--seconds 0|--seconds is 1 to 86400",
                "--smtp-port 70000|--smtp-port is 1 to 65535"
            })
    void wrongUse(String args, String complaint) {
        List<String> all = new ArrayList<>(List.of(
                "sink", "--trust-anchor-file", folder.resolve("sink.key").toString()));
        all.addAll(List.of(args.split(" ")));

        Dane dane = Dane.run(all.toArray(String[]::new));

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(complaint).doesNotContain("\tat ");
        assertThat(dane.out()).isEmpty();
    }
}
