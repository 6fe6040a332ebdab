package io.github.dane4j.cli.rollover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of steps.txt: state and facts in, the step out (RFC 7671 section 8). */
class RolloverStepsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration TTL = Duration.ofHours(1);

    /** S and T have the same CA; K is a key without a chain. */
    private static final Map<String, TestCertificate> CERTIFICATES = certificates();

    private static Map<String, TestCertificate> certificates() {
        Map<String, TestCertificate> all = new LinkedHashMap<>();
        for (String name : List.of("C", "N", "X", "K")) {
            all.put(name, issued(authority(name)));
        }
        TestCertificate shared = authority("S");
        all.put("S", issued(shared));
        all.put("T", issued(shared));
        return all;
    }

    private static TestCertificate authority(String name) {
        return TestCertificate.builder()
                .subject("CN=CA " + name)
                .certificateAuthority()
                .build();
    }

    private static TestCertificate issued(TestCertificate authority) {
        return TestCertificate.builder()
                .dnsNames("mx.example.test")
                .issuedBy(authority)
                .build();
    }

    static Stream<String> rows() {
        try (InputStream in = RolloverStepsTest.class.getResourceAsStream("steps.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void step(String row) {
        String[] column = row.split("\\|", -1);
        for (int i = 0; i < column.length; i++) {
            column[i] = column[i].strip();
        }
        boolean shared = column[2].contains("S");
        KeySet current = keys(shared ? "S" : column[2].contains("K") ? "K" : "C", true);
        KeySet next = keys(shared ? "T" : "N", !column[2].contains("K"));
        List<ZoneView> views = new ArrayList<>();
        if (!column[2].equals("none")) {
            for (String server : column[2].split("/", -1)) {
                views.add(new ZoneView("192.0.2." + views.size() + ":53", records(server), TTL, Optional.empty()));
            }
        }
        Facts facts = new Facts(
                NOW,
                "mx.example.test:25",
                "example.test",
                "_25._tcp.mx.example.test",
                Facts.Validated.valueOf(column[1].toUpperCase(Locale.ROOT)),
                records(column[3]),
                views,
                presented(column[4]),
                List.of());

        Decision decision = RolloverPlan.decide(current, next, facts, state(column[5], current, next));

        assertThat(decision.step().name().toLowerCase(Locale.ROOT)).isEqualTo(column[6]);
        assertThat(decision.until())
                .isEqualTo(
                        column[7].equals("-")
                                ? Optional.empty()
                                : Optional.of(NOW.plusSeconds(Long.parseLong(column[7]))));
        assertThat(decision.add()).containsExactlyInAnyOrderElementsOf(records(column[8]));
        assertThat(decision.remove()).containsExactlyInAnyOrderElementsOf(records(column[9]));
        assertThat(decision.findings().stream()
                        .map(Finding::code)
                        .map(code -> code.word())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        column[10].equals("-") ? List.of() : List.of(column[10].split(" ", -1)));
        assertThat(decision.findings())
                .allSatisfy(finding -> assertThat(finding.text()).doesNotContain("null"));
    }

    private static RolloverState state(String column, KeySet current, KeySet next) {
        Map<TlsaRecord, RolloverState.Since> records = new LinkedHashMap<>();
        Duration last = Duration.ZERO;
        if (!column.equals("-")) {
            for (String each : column.split(" ", -1)) {
                String[] part = each.split("[@/]", -1);
                last = Duration.ofSeconds(Long.parseLong(part[2]));
                records.put(record(part[0]), new RolloverState.Since(NOW.minusSeconds(Long.parseLong(part[1])), last));
            }
        }
        return new RolloverState(
                last,
                records,
                records.keySet().stream()
                        .filter(record -> current.isMatchedBy(record) && !next.isMatchedBy(record))
                        .collect(Collectors.toSet()));
    }

    private static List<Facts.Presented> presented(String column) {
        List<Facts.Presented> servers = new ArrayList<>();
        for (String each : column.split(" ", -1)) {
            servers.add(
                    each.equals("?")
                            ? new Facts.Presented("192.0.2.9", List.of(), Optional.of("not reached"))
                            : new Facts.Presented("192.0.2.8", List.of(chain(each)), Optional.empty()));
        }
        return servers;
    }

    private static KeySet keys(String name, boolean whole) {
        List<RecordSource> sources = chain(name).stream()
                .map(each -> RecordSource.certificate(each.der()))
                .toList();
        return new KeySet(List.of(KeySet.Chain.of(name + ".pem", whole ? sources : sources.subList(0, 1))));
    }

    private static List<EncodedCertificate> chain(String name) {
        TestCertificate own = Objects.requireNonNull(CERTIFICATES.get(name));
        return own.chain().stream().map(RolloverStepsTest::encoded).toList();
    }

    private static EncodedCertificate encoded(X509Certificate certificate) {
        try {
            return EncodedCertificate.of(certificate);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e);
        }
    }

    private static List<TlsaRecord> records(String column) {
        return Stream.of(column.strip().split(" ", -1))
                .filter(each -> !each.equals("-"))
                .map(RolloverStepsTest::record)
                .toList();
    }

    private static TlsaRecord record(String text) {
        if (text.startsWith("U")) {
            return TlsaRecord.parse("3 1 1 abcd");
        }
        Parameters parameters = Parameters.of(TlsaRecord.parse(text.charAt(1) + " " + text.charAt(2) + " "
                        + text.charAt(3) + " " + "00".repeat(text.charAt(3) == '2' ? 64 : 32)))
                .orElseThrow();
        return keys(text.substring(0, 1), true)
                .chains()
                .get(0)
                .record(parameters)
                .orElseThrow();
    }

    /** A next key never has fewer than it needs, and the current one never loses what it needs: whatever is published. */
    @ParameterizedTest
    @MethodSource("sets")
    void noStepTakesAwayWhatTheServerNeeds(Set<String> published) {
        KeySet current = keys("C", true);
        KeySet next = keys("N", true);
        List<TlsaRecord> records =
                published.stream().map(RolloverStepsTest::record).toList();
        for (String server : List.of("C", "N", "C N", "?", "N ?", "X")) {
            for (int age : new int[] {0, 5000, 100_000}) {
                Map<TlsaRecord, RolloverState.Since> since = new LinkedHashMap<>();
                records.forEach(each -> since.put(each, new RolloverState.Since(NOW.minusSeconds(age), TTL)));
                Decision decision = RolloverPlan.decide(
                        current,
                        next,
                        new Facts(
                                NOW,
                                "mx.example.test:25",
                                "example.test",
                                "_25._tcp.mx.example.test",
                                records.isEmpty() ? Facts.Validated.ABSENT : Facts.Validated.SECURE,
                                records,
                                List.of(new ZoneView("192.0.2.1:53", records, TTL, Optional.empty())),
                                presented(server),
                                List.of()),
                        new RolloverState(TTL, since, Set.copyOf(records)));
                List<TlsaRecord> after = new ArrayList<>(records);
                after.removeAll(decision.remove());
                after.addAll(decision.add());
                for (TlsaRecord each : after) {
                    Parameters parameters = Parameters.of(each).orElseThrow();
                    if (server.contains("N") || decision.step().allowsSwitch()) {
                        assertThat(next.unmatched(parameters, after))
                                .as(server + " " + decision)
                                .isEmpty();
                    }
                    if (server.equals("C")) {
                        assertThat(current.unmatched(parameters, after))
                                .as(server + " " + decision)
                                .isEmpty();
                    }
                }
                boolean old = records.stream().anyMatch(current::isMatchedBy);
                if (decision.step() == Step.SWITCH || (old && decision.step() == Step.FINISH)) {
                    assertThat(age).isGreaterThanOrEqualTo(7200);
                }
                if (!server.equals("N")) {
                    assertThat(decision.remove()).isEmpty();
                }
            }
        }
    }

    static Stream<Set<String>> sets() {
        List<String> all = List.of("C311", "N311", "C312", "N312", "C211", "N211", "X311");
        return Stream.iterate(0, i -> i + 1).limit(1 << all.size()).map(bits -> {
            Set<String> set = new LinkedHashSet<>();
            for (int i = 0; i < all.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    set.add(all.get(i));
                }
            }
            return set;
        });
    }
}
