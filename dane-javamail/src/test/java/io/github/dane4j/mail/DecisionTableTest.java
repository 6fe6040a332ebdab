package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.ReceivedMail;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of {@code docs/smtp-decisions.csv}, each with a signed tree and a server of its own, in each mode. What the words
 * mean is in {@code docs/decisions.md}.
 */
class DecisionTableTest extends MailTest {
    private static final Path TABLE = Path.of("..", "docs", "smtp-decisions.csv");
    private static final List<String> MODES = List.of("none", "audit-only", "opportunistic", "mandatory");

    /** Rows that other tests show: a host without MX records, and addresses that differ from one reply to the next. */
    private static final Set<String> ELSEWHERE = Set.of("A2", "B10");

    private static final Pattern SUMMARY_ROW = Pattern.compile("^\\| [A-D]\\d+r? \\|.*$", Pattern.MULTILINE);

    private static final String SIGNED = "example.test.";
    private static final String UNSIGNED = "plain.test.";
    private static final String OTHER_SIGNED = "other.test.";

    /** A line. */
    record Case(
            String row,
            String mx,
            String addresses,
            String tlsa,
            String server,
            String insecureMx,
            List<String> outcomes) {
        static Case of(String line) {
            List<String> words =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            assertThat(words).as(line).hasSize(6 + MODES.size());
            return new Case(
                    words.get(0),
                    words.get(1),
                    words.get(2),
                    words.get(3),
                    words.get(4),
                    words.get(5),
                    words.subList(6, words.size()));
        }

        @Override
        public String toString() {
            return row + ": MX " + mx + ", addresses " + addresses + ", TLSA " + tlsa + ", server " + server
                    + ", insecure MX " + insecureMx;
        }
    }

    static List<Case> cases() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Case::of)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void outcomeIsThatOfTheTable(Case each) throws MessagingException {
        SmtpServer server = network.start(server(each));
        SmtpServer first =
                network.start(mx().certificate(FOREIGN).address(loopback(2)).port(server.port()));
        Situation situation = new Situation(each, server.port());
        DnsTree dns = situation.start();
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (String mode : MODES) {
            Properties properties = byMx(dns, server);
            properties.setProperty("mail.smtp-mx.dane", mode);
            properties.setProperty("mail.smtp-mx.dane.insecuremx", each.insecureMx());
            outcomes.put(mode, outcome(properties, situation.recipient, List.of(server, first)));
        }

        assertThat(outcomes)
                .isEqualTo(IntStream.range(0, MODES.size())
                        .boxed()
                        .collect(Collectors.toMap(MODES::get, each.outcomes()::get)));
    }

    private static SmtpServer.Builder server(Case each) {
        return switch (each.server()) {
            case "tls" -> mx();
            case "no-starttls" -> mx().withoutStartTls();
            case "refuses-starttls" -> mx().refuseStartTls();
            case "handshake-fails" -> mx().breakHandshake();
            default -> throw new IllegalArgumentException(each.server());
        };
    }

    /** What the mail came to: on the line as the servers say, and by what as the log does. */
    private static String outcome(Properties properties, String recipient, List<SmtpServer> servers)
            throws MessagingException {
        List<ReceivedMail> before = received(servers);
        try (LogWatch log = new LogWatch()) {
            send(properties, recipient);
            List<ReceivedMail> added = new ArrayList<>(received(servers));
            before.forEach(added::remove);
            assertThat(added).hasSize(1);
            boolean authenticated =
                    log.records().stream().anyMatch(each -> LogWatch.text(each).contains("authenticated by TLSA"));
            assertThat(authenticated && !added.get(0).encrypted()).isFalse();
            return authenticated ? "authenticated" : added.get(0).encrypted() ? "encrypted" : "clear";
        } catch (SendFailedException e) {
            assertThat(received(servers)).isEqualTo(before);
            return e.getInvalidAddresses().length > 0 ? "returned" : "waits";
        }
    }

    private static List<ReceivedMail> received(List<SmtpServer> servers) {
        return servers.stream().flatMap(each -> each.received().stream()).toList();
    }

    /** Every row of docs/decisions.md up to stage D has a case. */
    @Test
    void everyRowHasACase() throws IOException {
        Set<String> rows = cases().stream().map(Case::row).collect(Collectors.toSet());
        Set<String> all = Stream.of(rows("A", 15, ""), rows("B", 11, ""), rows("C", 13, ""), rows("D", 11, "r"))
                .flatMap(List::stream)
                .filter(row -> !ELSEWHERE.contains(row))
                .collect(Collectors.toSet());

        assertThat(rows).isEqualTo(all);
    }

    private static List<String> rows(String stage, int count, String suffix) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> stage + i + suffix).toList();
    }

    /** Each row of the summary in docs/mail.md is that of a case. */
    @Test
    void summaryIsThatOfTheTable() throws IOException {
        Map<String, List<List<String>>> outcomes = cases().stream()
                .collect(Collectors.groupingBy(Case::row, Collectors.mapping(Case::outcomes, Collectors.toList())));
        List<List<String>> summary = SUMMARY_ROW
                .matcher(Files.readString(Path.of("..", "docs", "mail.md")))
                .results()
                .map(row -> Stream.of(row.group().split("\\|", -1))
                        .map(String::strip)
                        .filter(cell -> !cell.isEmpty())
                        .toList())
                .toList();

        assertThat(summary)
                .hasSizeGreaterThan(10)
                .allSatisfy(row ->
                        assertThat(outcomes.get(row.get(0))).as(row.toString()).contains(row.subList(2, row.size())));
    }

    /** The words say something: each line stands for itself, and no word is in the table without being explained. */
    @Test
    void everyWordIsExplained() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "decisions.md"));

        assertThat(cases()).doesNotHaveDuplicates();
        assertThat(cases().stream()
                        .flatMap(each -> Stream.concat(
                                Stream.of(each.mx(), each.addresses(), each.tlsa(), each.server(), each.insecureMx()),
                                each.outcomes().stream())))
                .allSatisfy(word -> assertThat(document).contains("`" + word + "`"));
    }

    /** The zones of one case, and what is wrong with the server that answers for them. */
    private final class Situation {
        private final Map<String, List<String>> zones = new LinkedHashMap<>();
        private final List<Consumer<DnsTree>> faults = new ArrayList<>();
        private final int port;
        private boolean insecureDenial;
        private boolean shortRecord;
        private String host = "mx." + SIGNED;
        private String tlsaOwner = host;
        private String recipient = "bob@example.test";

        Situation(Case each, int port) {
            this.port = port;
            List.of(SIGNED, UNSIGNED, OTHER_SIGNED).forEach(zone -> zones.put(zone, new ArrayList<>()));
            addresses(each.mx(), each.addresses());
            mx(each.mx());
            tlsa(each.tlsa());
        }

        DnsTree start() {
            DnsTree.Builder builder = DnsTree.builder();
            zones.forEach((name, lines) -> builder.zone(name, zone -> {
                lines.forEach(zone::record);
                if (name.equals(UNSIGNED)) {
                    zone.unsigned();
                }
                if (shortRecord && name.equals(SIGNED)) {
                    zone.rawRecord(owner(), 52, new byte[] {3, 1});
                }
            }));
            if (insecureDenial) {
                builder.zone("_tcp." + host, zone -> zone.unsigned().record("unrelated TXT here"));
            }
            DnsTree tree = network.start(builder);
            faults.forEach(fault -> fault.accept(tree));
            return tree;
        }

        private void record(String owner, String data) {
            String zone = zones.keySet().stream()
                    .filter(name -> owner.equals(name) || owner.endsWith("." + name))
                    .findFirst()
                    .orElseThrow();
            Objects.requireNonNull(zones.get(zone)).add(owner + " " + data);
        }

        private void fault(String name, String type, Fault fault) {
            faults.add(tree -> tree.fault(name, type, fault));
        }

        private void mx(String word) {
            switch (word) {
                case "secure" -> record(SIGNED, "MX 10 " + host);
                case "insecure" -> recipientIn(UNSIGNED, "MX 10 " + host);
                case "implicit-secure", "implicit-insecure" ->
                    recipient = "bob@" + host.substring(0, host.length() - 1);
                case "secure-alias" -> alias("alias." + SIGNED);
                case "insecure-alias" -> alias("alias." + UNSIGNED);
                case "alias-fails" -> {
                    alias("alias." + SIGNED);
                    fault("alias." + SIGNED, "MX", Fault.CORRUPT_SIGNATURES);
                    fault(OTHER_SIGNED, "MX", Fault.CORRUPT_SIGNATURES);
                }
                case "fails" -> {
                    record(SIGNED, "MX 10 " + host);
                    fault(SIGNED, "MX", Fault.SERVFAIL);
                }
                case "bogus" -> {
                    record(SIGNED, "MX 10 " + host);
                    fault(SIGNED, "MX", Fault.CORRUPT_SIGNATURES);
                }
                case "no-such-domain" -> recipient = "bob@absent.example.test";
                case "null" -> record(SIGNED, "MX 0 .");
                case "address" -> record(SIGNED, "MX 10 127.0.0.1.");
                case "literal" -> recipient = "bob@[127.0.0.1]";
                case "two-hosts" -> {
                    record(SIGNED, "MX 10 first." + SIGNED);
                    record("first." + SIGNED, "A 127.0.0.2");
                    record(SIGNED, "MX 20 " + host);
                }
                default -> throw new IllegalArgumentException(word);
            }
        }

        private void recipientIn(String zone, String data) {
            recipient = "bob@" + zone.substring(0, zone.length() - 1);
            record(zone, data);
        }

        private void alias(String name) {
            recipientIn(name, "CNAME " + OTHER_SIGNED);
            record(OTHER_SIGNED, "MX 10 " + host);
        }

        private void addresses(String mx, String word) {
            String itself = "A 127.0.0.1";
            switch (word) {
                case "secure" -> hostAt(mx.equals("implicit-secure") ? SIGNED : host, itself);
                case "insecure" -> hostAt(mx.equals("implicit-insecure") ? UNSIGNED : "mx." + UNSIGNED, itself);
                case "alias" -> aliasTo("real." + OTHER_SIGNED, "real." + OTHER_SIGNED);
                case "alias-to-insecure" -> aliasTo("real." + UNSIGNED, host);
                case "alias-status-fails" -> {
                    aliasTo("real." + UNSIGNED, host);
                    fault(host, "CNAME", Fault.SERVFAIL);
                    fault(host, "DS", Fault.SERVFAIL);
                }
                case "insecure-alias" -> {
                    host = "mx." + UNSIGNED;
                    aliasTo("real." + OTHER_SIGNED, "real." + OTHER_SIGNED);
                }
                case "alias-chain" -> {
                    record(host, "CNAME between." + SIGNED);
                    record("between." + SIGNED, "CNAME real." + OTHER_SIGNED);
                    record("real." + OTHER_SIGNED, itself);
                    tlsaOwner = "between." + SIGNED;
                }
                case "none" -> {}
                case "fail" -> {
                    record(host, itself);
                    fault(host, "A", Fault.SERVFAIL);
                    fault(host, "AAAA", Fault.SERVFAIL);
                }
                case "one-family-fails" -> {
                    record(host, itself);
                    fault(host, "AAAA", Fault.SERVFAIL);
                }
                default -> throw new IllegalArgumentException(word);
            }
        }

        private void hostAt(String name, String data) {
            host = name;
            tlsaOwner = name;
            record(name, data);
        }

        private void aliasTo(String target, String owner) {
            record(host, "CNAME " + target);
            record(target, "A 127.0.0.1");
            tlsaOwner = owner;
        }

        private String owner() {
            return "_" + port + "._tcp." + tlsaOwner;
        }

        private static String ee(TestCertificate certificate) {
            return "TLSA " + certificate.tlsa(3, 1, 1);
        }

        private void tlsa(String word) {
            String match = ee(CERTIFICATE);
            String unusable = "TLSA " + CERTIFICATE.tlsa(1, 1, 1);
            switch (word) {
                case "match" -> record(owner(), match);
                case "mismatch" -> record(owner(), ee(OTHER));
                case "match-and-other" -> {
                    record(owner(), ee(OTHER));
                    record(owner(), match);
                }
                case "match-and-bad" -> {
                    record(owner(), "TLSA 3 1 1 abcd");
                    record(owner(), match);
                }
                case "unusable" -> record(owner(), unusable);
                case "unknown" -> record(owner(), "TLSA 255 7 9 abcd");
                case "short" -> shortRecord = true;
                case "absent" -> {}
                case "other-port" -> record("_25._tcp." + tlsaOwner, ee(OTHER));
                case "insecure-denial" -> insecureDenial = true;
                case "alias" -> {
                    record(owner(), "CNAME tlsa." + OTHER_SIGNED);
                    record("tlsa." + OTHER_SIGNED, match);
                }
                case "alias-to-insecure" -> {
                    record(owner(), "CNAME tlsa." + UNSIGNED);
                    record("tlsa." + UNSIGNED, ee(OTHER));
                }
                case "second" -> record("_" + port + "._tcp." + host, match);
                case "first-unusable" -> {
                    record(owner(), unusable);
                    record("_" + port + "._tcp." + host, ee(OTHER));
                }
                case "first-fails" -> {
                    record(owner(), match);
                    record("_" + port + "._tcp." + host, match);
                    fault(owner(), "TLSA", Fault.SERVFAIL);
                }
                case "fails" -> {
                    record(owner(), match);
                    fault(owner(), "TLSA", Fault.SERVFAIL);
                }
                case "bogus" -> {
                    record(owner(), match);
                    fault(owner(), "TLSA", Fault.CORRUPT_SIGNATURES);
                }
                default -> throw new IllegalArgumentException(word);
            }
        }
    }
}
