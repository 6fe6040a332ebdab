package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.acceptance.interop.PostTlsFinger.Verdict;
import io.github.dane4j.mail.DecisionCase;
import io.github.dane4j.mail.DecisionZones;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of {@code docs/smtp-decisions.csv}, which {@code DecisionTableTest} holds this library to, as Postfix judges it: level
 * {@code dane} is mode opportunistic, {@code dane-only} is mandatory. They may differ only where {@code
 * posttls-finger-disagreements.txt} beside this class says so, and why.
 */
@Timeout(120)
class PostTlsFingerTableIT {
    private static final Map<String, String> LEVELS = levels();

    /** What Postfix says, by case and level. */
    private static final Map<String, String> DISAGREEMENTS = disagreements();

    private static Map<String, String> levels() {
        Map<String, String> levels = new LinkedHashMap<>();
        levels.put("dane", "opportunistic");
        levels.put("dane-only", "mandatory");
        return levels;
    }

    @BeforeAll
    static void check() {
        Prerequisites.check();
    }

    static List<DecisionCase> cases() throws IOException {
        return DecisionCase.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void postfixJudgesAlikeOrIsKnownNotTo(DecisionCase each) throws IOException {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        try (Parts parts = new Parts()) {
            SmtpServer server = parts.keep(each.server().start());
            parts.keep(SmtpServer.builder("first.example.test")
                    .address(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))
                    .port(server.port())
                    .start());
            DecisionZones zones = new DecisionZones(each, server.port());
            DnsTree tree = parts.keep(zones.start());
            Path folder = parts.keep(TemporaryFolder.create()).path();
            Path anchor = Files.writeString(folder.resolve("root.anchor"), tree.trustAnchors() + "\n");
            Unbound unbound = parts.keep(
                    Unbound.forwarding(TemporaryFolder.open(folder.resolve("unbound")), tree.address(), anchor));
            PostTlsFinger finger = PostTlsFinger.withResolver(folder, unbound.standardPortAddress());
            String domain = zones.recipient().substring(zones.recipient().indexOf('@') + 1);
            for (String level : LEVELS.keySet()) {
                verdicts.put(level, finger.judge(level, each.insecureMx(), domain, server.port()));
            }
        }
        assertThat(verdicts).allSatisfy((level, verdict) -> {
            String ours = Objects.requireNonNull(each.outcomes().get(Objects.requireNonNull(LEVELS.get(level))));
            String listed = DISAGREEMENTS.get(each + " | " + level);
            assertThat(verdict.outcomes())
                    .as(level + ": " + verdict + ", we: " + ours)
                    .contains(listed == null ? ours : listed);
        });
    }

    @Test
    void everyListedDisagreementIsOneOfACase() throws IOException {
        Map<String, String> ours = new HashMap<>();
        for (DecisionCase each : DecisionCase.all()) {
            LEVELS.forEach((level, mode) -> ours.put(
                    each + " | " + level, Objects.requireNonNull(each.outcomes().get(mode))));
        }
        assertThat(ours.keySet()).containsAll(DISAGREEMENTS.keySet());
        assertThat(DISAGREEMENTS)
                .allSatisfy((question, theirs) -> assertThat(theirs)
                        .as(question)
                        .isNotEqualTo(ours.get(question))
                        .isIn(words()));
    }

    private static Set<String> words() {
        return Stream.of(Verdict.values())
                .flatMap(each -> each.outcomes().stream())
                .collect(Collectors.toSet());
    }

    private static Map<String, String> disagreements() {
        Map<String, String> disagreements = new HashMap<>();
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(
                        PostTlsFingerTableIT.class.getResourceAsStream("posttls-finger-disagreements.txt")),
                StandardCharsets.UTF_8))) {
            file.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        List<String> fields = Stream.of(line.split("\\|", -1))
                                .map(String::strip)
                                .toList();
                        assertThat(fields).as("nine fields in: %s", line).hasSize(9);
                        assertThat(fields.get(8))
                                .as("a reason in: %s", line)
                                .contains("RFC ")
                                .contains(" section ");
                        assertThat(disagreements.put(String.join(" | ", fields.subList(0, 7)), fields.get(7)))
                                .as("listed twice: %s", line)
                                .isNull();
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return disagreements;
    }
}
