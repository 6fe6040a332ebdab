package io.github.dane4j.mail;

import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A line of {@code docs/smtp-decisions.csv}, whose words {@code docs/decisions.md} explains.
 *
 * @param row of the decisions
 * @param mx how the next-hop domain leads to the MX host
 * @param addresses those of the MX host
 * @param tlsa its records
 * @param serverKind what the server does
 * @param insecureMx the policy for hosts behind unsigned MX records
 * @param outcomes by mode
 */
public record DecisionCase(
        String row,
        String mx,
        String addresses,
        String tlsa,
        String serverKind,
        String insecureMx,
        Map<String, String> outcomes) {
    /** The modes that have a column, in this order. */
    public static final List<String> MODES = List.of("none", "audit-only", "opportunistic", "mandatory");

    /** Of the server. */
    static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    private static final Path TABLE = Path.of("..", "docs", "smtp-decisions.csv");
    private static final int WORDS = 6;

    /** All lines, read in the folder of a module. */
    public static List<DecisionCase> all() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(DecisionCase::of)
                .toList();
    }

    private static DecisionCase of(String line) {
        List<String> words = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
        if (words.size() != WORDS + MODES.size()) {
            throw new AssertionError("expected " + (WORDS + MODES.size()) + " words: " + line);
        }
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < MODES.size(); i++) {
            outcomes.put(MODES.get(i), words.get(WORDS + i));
        }
        return new DecisionCase(
                words.get(0), words.get(1), words.get(2), words.get(3), words.get(4), words.get(5), outcomes);
    }

    /** The server of the MX host. */
    @SuppressWarnings("exports") // Nobody requires the module of these tests.
    public SmtpServer.Builder server() {
        SmtpServer.Builder server = SmtpServer.builder("mx.example.test").certificate(CERTIFICATE);
        return switch (serverKind) {
            case "tls" -> server;
            case "no-starttls" -> server.withoutStartTls();
            case "refuses-starttls" -> server.refuseStartTls();
            case "handshake-fails" -> server.breakHandshake();
            default -> throw new IllegalArgumentException(serverKind);
        };
    }

    @Override
    public String toString() {
        return String.join(" | ", row, mx, addresses, tlsa, serverKind, insecureMx);
    }
}
