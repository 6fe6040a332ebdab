package io.github.dane4j.cli.lookup;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.Dane;
import io.github.dane4j.cli.Golden;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TroubleTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The command against the tree of trouble. */
class LookupCommandTest {
    @TempDir
    static Path folder;

    private static final Map<String, RecordType<?>> TYPES = Stream.of(
                    RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.MX, RecordType.SRV, RecordType.TLSA)
            .collect(Collectors.toMap(RecordType::toString, type -> type));

    private static DnsTree tree;
    private static DnssecResolver resolver;
    private static Path anchors;

    @BeforeAll
    static void start() throws Exception {
        tree = TroubleTree.start();
        anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.fromFile(anchors))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterAll
    static void stop() {
        resolver.close();
        tree.close();
    }

    private static Dane lookup(String name, String type, String... more) {
        String[] args = new String[more.length + 9];
        System.arraycopy(
                new String[] {
                    "lookup",
                    name,
                    type,
                    "--nameserver",
                    "127.0.0.1:" + tree.address().getPort(),
                    "--trust-anchor",
                    anchors.toString(),
                    "--timeout",
                    "20"
                },
                0,
                args,
                0,
                9);
        System.arraycopy(more, 0, args, 9, more.length);
        return Dane.run(args);
    }

    @Test
    void printsEachStep() {
        Dane dane = lookup("_25._tcp.mx.secure.test", "tlsa");

        assertThat(dane.status()).isZero();
        assertThat(dane.out().lines())
                .anyMatch(line -> line.startsWith("  query     secure.test DNSKEY: NOERROR"))
                .anyMatch(line -> line.equals("  validated _25._tcp.mx.secure.test TLSA: secure"))
                .contains("_25._tcp.mx.secure.test TLSA: secure, 1 record", "  record   3 1 1 abcd")
                .anyMatch(line -> line.startsWith("  expires  20"));
    }

    @Test
    void quietIsTheAnswerAlone() {
        Dane dane = lookup("mx.unsigned.test", "A", "-q");

        assertThat(dane.status()).isEqualTo(4);
        assertThat(dane.out().lines())
                .startsWith(
                        "mx.unsigned.test A: insecure, 1 record",
                        "  record   127.0.0.1",
                        "  cut      unsigned.test has no DS record in its parent");
    }

    /** Without what differs from run to run: queries are made at the same time, so only the first step is always the same. */
    private static String steady(String text) {
        return text.replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replaceAll("(?s)(\"steps\": \\[\\s*\\{[^}]*\\}),.*\\]", "$1\n  ]");
    }

    @Test
    void json() {
        String text = lookup("back.secure.test", "A", "--json").out();

        assertGolden("lookup.json", steady(text));
        assertThat(text)
                .contains(
                        "\"command\": \"lookup\"",
                        "\"security\": \"secure\"",
                        "\"from\": \"back.secure.test\"",
                        "\"records\": [",
                        "\"step\": \"judged\"");
    }

    /** Whose fault it is, in text and JSON: here of a trust anchor that is for another tree. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --quiet | none of the trust anchors of the root matches any of its keys
                    --quiet | '  hint (your settings): check the clock of this machine and the trust anchors'
                    --json  | "reason": "trust-anchor-failed"
                    --json  | "culprit": "your-settings"
                    """)
    void failureNamesItsCulprit(String form, String expected) throws IOException {
        Path others = Files.writeString(folder.resolve("others.ds"), ". IN DS 12345 13 2 " + "ab".repeat(32) + "\n");
        Dane dane = Dane.run(
                "lookup",
                "mx.secure.test",
                "A",
                form,
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                others.toString());
        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains(expected);
    }

    static List<TroubleTree.Case> cases() {
        return TroubleTree.cases().stream().filter(each -> !each.silent()).toList();
    }

    /** In every zone of the tree of trouble the exit status is that of the library's answer. */
    @ParameterizedTest
    @MethodSource("cases")
    void treeOfTrouble(TroubleTree.Case each) {
        Dane dane = lookup(each.question(), each.type(), "-q");

        Answer<?> answer =
                resolver.query(DomainName.of(each.question()), Objects.requireNonNull(TYPES.get(each.type())));
        int expected = answer instanceof Answer.Failure<?> failure
                ? failure.reason() == Reason.DNSSEC_BOGUS ? 1 : 3
                : answer.describe().startsWith("secure") ? 0 : 4;
        assertThat(dane.status()).as(dane.out() + dane.err()).isEqualTo(expected);
    }

    private static Dane lookup(DnsTree dns, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("lookup"));
        all.addAll(List.of(args));
        all.addAll(List.of(
                "--nameserver",
                "127.0.0.1:" + dns.address().getPort(),
                "--trust-anchor",
                Files.writeString(folder.resolve("own.key"), dns.trustAnchors()).toString()));
        return Dane.run(all.toArray(String[]::new));
    }

    /**
     * The chain of trust link by link: which key a trust anchor or DS record names, and which key signed what. Keys are
     * numbered in their order, since each run has others; queries are left out, since they overtake each other.
     */
    @Test
    void stepsNameTheKeysThatProveTheAnswer() throws IOException {
        try (DnsTree dns = DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.keySigningKeyApart()
                                .record("mx A 127.0.0.1")
                                .record("www CNAME mx"))
                .start()) {
            List<String> keys = new ArrayList<>();
            String text = Pattern.compile("key (\\d+)")
                    .matcher(lookup(dns, "www.example.test", "A").out())
                    .replaceAll(found -> {
                        if (!keys.contains(found.group(1))) {
                            keys.add(found.group(1));
                        }
                        return "key #" + (keys.indexOf(found.group(1)) + 1);
                    });
            Golden.assertGolden(
                    "lookup.txt",
                    text.lines()
                                    .filter(line -> !line.startsWith("  query ") && !line.startsWith("  cached "))
                                    .map(line -> line.replaceAll("\\d+ ms", "N ms")
                                            .replaceAll("expires  .*", "expires  ..."))
                                    .collect(Collectors.joining("\n"))
                            + "\n");
            assertThat(lookup(dns, "mx.example.test", "A", "--json").out())
                    .contains("\"link\": \"anchored\"", "\"link\": \"delegated\"", "\"zone\": \"example.test\"")
                    .containsPattern("\"keyTag\": \\d+,\\s+\"algorithm\": 13,\\s+\"digestType\": 2");
        }
    }

    @Test
    void texts() throws IOException {
        try (DnsTree dns = DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("@ TXT \"v=spf1 \" \"-all\"").record("bell TXT \"\\007\""))
                .start()) {
            Dane spf = lookup(dns, "example.test", "txt", "-q");
            assertThat(spf.status()).isZero();
            assertThat(spf.out()).startsWith("example.test TXT: secure, 1 record\n  record   \"v=spf1 -all\"\n");
            assertThat(lookup(dns, "bell.example.test", "TXT", "-q").out()).doesNotContain("\u0007");
        }
    }

    @ParameterizedTest
    @CsvSource({"a..b, A, not", "secure.test, NS, 'expected the type A, AAAA, CNAME, MX, SRV, TLSA or TXT, found NS'"})
    void wrongUse(String name, String type, String message) {
        Dane dane = lookup(name, type);

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(message).contains("See: dane lookup --help");
    }
}
