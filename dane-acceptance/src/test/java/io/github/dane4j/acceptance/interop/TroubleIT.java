package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TroubleTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other validators make of each zone of the tree of trouble, by whose table the library is measured too. They may
 * differ from it only where {@code disagreements.txt} beside this class says so, and why.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class TroubleIT {
    /** Questions for {@code delv} at one time: it waits more than it works. */
    private static final int DELVS = 8;

    private static final Map<Ask, String> DISAGREEMENTS = disagreements();

    private final Parts parts = new Parts();
    /** Where a server is silent it waits ten seconds; it keeps nothing from one question to the next. */
    private final Map<String, Future<String>> byDelv = new HashMap<>();

    private Dig dig;

    enum Validator {
        UNBOUND,
        DELV
    }

    private record Ask(String name, Validator validator) {}

    @BeforeAll
    void start() throws IOException {
        Path folder = parts.keep(TemporaryFolder.create()).path();
        DnsTree tree = parts.keep(TroubleTree.start());
        Path rootAnchor = Files.writeString(folder.resolve("root.anchor"), tree.trustAnchors() + "\n");
        Delv delv = Delv.at(tree.address(), rootAnchor, TemporaryFolder.open(folder.resolve("delv")));
        Unbound unbound = parts.keep(
                Unbound.forwarding(TemporaryFolder.open(folder.resolve("unbound")), tree.address(), rootAnchor));
        dig = Dig.at(unbound.address());
        ExecutorService atOnce = Executors.newFixedThreadPool(DELVS);
        parts.keep(atOnce::shutdownNow);
        TroubleTree.cases().stream()
                .sorted(Comparator.comparing(TroubleTree.Case::silent).reversed())
                .forEach(each ->
                        byDelv.put(each.name(), atOnce.submit(() -> delv.outcome(each.question(), each.type()))));
    }

    @AfterAll
    void stop() {
        parts.close();
    }

    /** The silent ones at the end, because a server that was silent once is trusted less. */
    static Stream<Arguments> questions() {
        return TroubleTree.cases().stream()
                .sorted(Comparator.comparing(TroubleTree.Case::silent))
                .flatMap(each -> Arrays.stream(Validator.values()).map(validator -> Arguments.of(validator, each)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("questions")
    void agreesWithTheTableOrIsKnownNotTo(Validator validator, TroubleTree.Case each) throws Exception {
        String right = isAnswer(each.outcome()) ? each.outcome() : "failure";
        assertThat(outcome(validator, each))
                .isEqualTo(DISAGREEMENTS.getOrDefault(new Ask(each.name(), validator), right));
    }

    private static boolean isAnswer(String outcome) {
        return outcome.startsWith("secure") || outcome.startsWith("insecure");
    }

    private String outcome(Validator validator, TroubleTree.Case each) throws Exception {
        return switch (validator) {
            case DELV -> Objects.requireNonNull(byDelv.get(each.name())).get();
            // Unbound is patient with a silent server; whoever asks it need not be.
            case UNBOUND -> dig.outcome(each.question(), each.type(), each.silent() ? "+time=3" : "+time=30");
        };
    }

    @Test
    void everyListedDisagreementIsOne() {
        Map<String, String> table = TroubleTree.cases().stream()
                .collect(Collectors.toMap(TroubleTree.Case::name, TroubleTree.Case::outcome));
        assertThat(DISAGREEMENTS).allSatisfy((ask, outcome) -> {
            assertThat(table).as("%s", ask).containsKey(ask.name());
            String right = Objects.requireNonNull(table.get(ask.name()));
            assertThat(isAnswer(right) ? right : "failure").as("%s", ask).isNotEqualTo(outcome);
        });
    }

    private static Map<Ask, String> disagreements() {
        Map<Ask, String> disagreements = new HashMap<>();
        List<String> lines = new ArrayList<>();
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TroubleIT.class.getResourceAsStream("disagreements.txt")),
                StandardCharsets.UTF_8))) {
            file.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String line : lines) {
            String[] fields = line.split("\\|", -1);
            assertThat(fields).as("four fields in: %s", line).hasSize(4);
            assertThat(fields[3]).as("a reason in: %s", line).contains("RFC ").contains(" section ");
            disagreements.put(
                    new Ask(
                            fields[0].strip(),
                            Validator.valueOf(fields[1].strip().toUpperCase(Locale.ROOT))),
                    fields[2].strip());
        }
        return disagreements;
    }
}
