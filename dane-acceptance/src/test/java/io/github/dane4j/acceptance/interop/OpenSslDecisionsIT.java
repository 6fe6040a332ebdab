package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.verify.DecisionTable;
import io.github.dane4j.verify.DecisionTable.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The verifier's whole decision table, and a matrix besides, put to OpenSSL too. Where the two differ, {@code
 * openssl-disagreements.txt} says which RFC decides; it lists all differences, and nothing else.
 */
class OpenSslDecisionsIT {
    private static final List<String> SENT = List.of(
            "mx",
            "mx issuing",
            "mx issuing root",
            "mx root issuing",
            "mx root",
            "mx issuing-by-stranger stranger",
            "mx issuing root stranger");

    private static final List<String> WHOSE = List.of("mx", "issuing", "root", "stranger", "issuing-by-stranger");

    /** Servers that the root itself issued, each with something about it. */
    private static final List<String> LEAVES = List.of(
            "root-leaf",
            "expired-mx",
            "future-mx",
            "www",
            "wildcard",
            "cn-mx",
            "client-mx",
            "critical-mx",
            "weak-mx",
            "sha1-mx",
            "ed25519-mx");

    private static final Map<String, Difference> DIFFERENCES = new TreeMap<>();
    private static final List<String> NOT_ASKED = new ArrayList<>();
    private static final Map<List<String>, List<String>> RECEIVED = new LinkedHashMap<>();
    private static int asked;

    /** What was found about one question. */
    private record Finding(String question, String openSsl, String ours) {}

    /** What the server sent, and what was found about it. */
    private record Findings(List<String> sent, List<String> received, List<Finding> findings) {}

    static List<Question> questions() {
        return Stream.of(DecisionTable.questions().stream(), chains(), leaves())
                .flatMap(questions -> questions)
                .toList();
    }

    /** Each usage, selector, matching type, and certificate that a record can be about, by what the server sends. */
    private static Stream<Question> chains() {
        return SENT.stream().flatMap(sent -> WHOSE.stream().flatMap(whose -> question(whose, sent)));
    }

    /** The same for servers about which something is odd. */
    private static Stream<Question> leaves() {
        return LEAVES.stream()
                .flatMap(leaf -> Stream.of(leaf, "root").flatMap(whose -> question(whose, leaf + " root")));
    }

    private static Stream<Question> question(String whose, String sent) {
        return Stream.of(0, 1, 2, 3)
                .flatMap(usage -> DecisionTable.questions(
                        whose + " of " + sent,
                        usage < 2 ? "pkix" : "default",
                        usage + " * * " + whose,
                        sent,
                        "now",
                        "mx.example.org")
                        .stream());
    }

    @BeforeAll
    static void ask() throws InterruptedException, ExecutionException {
        try (OpenSslOpinion openSsl = new OpenSslOpinion()) {
            Map<List<String>, List<Question>> byServer = new LinkedHashMap<>();
            for (Question question : questions()) {
                if (openSsl.canJudge(question)) {
                    byServer.computeIfAbsent(question.sent(), unused -> new ArrayList<>())
                            .add(question);
                } else {
                    NOT_ASKED.add(question.line());
                }
            }
            List<Callable<Findings>> tasks = new ArrayList<>();
            byServer.forEach((sent, questions) -> tasks.add(() -> judge(openSsl, sent, questions)));
            ExecutorService workers =
                    Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
            try {
                for (Future<Findings> each : workers.invokeAll(tasks)) {
                    Findings findings = each.get();
                    RECEIVED.put(findings.sent(), findings.received());
                    findings.findings().forEach(OpenSslDecisionsIT::note);
                }
            } finally {
                workers.shutdownNow();
            }
        }
    }

    private static Findings judge(OpenSslOpinion openSsl, List<String> sent, List<Question> questions) {
        int port = Loopback.freePort();
        try (Parts parts = new Parts()) {
            parts.keep(openSsl.server(sent, port));
            return new Findings(
                    sent,
                    OpenSslOpinion.received(port),
                    questions.stream()
                            .map(question -> new Finding(
                                    key(question), openSsl.verdict(question, port), OpenSslOpinion.ours(question)))
                            .toList());
        }
    }

    private static String key(Question question) {
        return question.line() + " | "
                + question.records().stream().map(OpenSslOpinion::numbers).collect(Collectors.joining(", "));
    }

    private static void note(Finding finding) {
        asked++;
        if (!finding.openSsl().equals(finding.ours())) {
            DIFFERENCES.put(finding.question(), new Difference(finding.openSsl(), finding.ours()));
        }
    }

    @Test
    void everyDifferenceIsListed() {
        Map<String, Difference> unlisted = new TreeMap<>(DIFFERENCES);
        Difference.listed().forEach(unlisted::remove);

        assertThat(unlisted).as("what openssl-disagreements.txt does not have").isEmpty();
    }

    @Test
    void everyListedDifferenceIsOne() {
        Map<String, Difference> gone = new TreeMap<>(Difference.listed());
        DIFFERENCES.forEach(gone::remove);

        assertThat(gone).as("what openssl-disagreements.txt has and should not").isEmpty();
    }

    @Test
    void serversSentWhatTheQuestionsSay() {
        assertThat(RECEIVED.size()).isGreaterThan(100);
        RECEIVED.forEach((sent, received) -> assertThat(received).as("%s", sent).isEqualTo(OpenSslOpinion.meant(sent)));
    }

    @Test
    void almostEverythingIsAsked() {
        assertThat(asked).isGreaterThan(1500);
        assertThat(NOT_ASKED.size() * 20).as("not asked: %s", NOT_ASKED).isLessThan(asked);
    }
}
