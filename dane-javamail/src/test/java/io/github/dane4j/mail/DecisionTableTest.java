package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.ReceivedMail;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
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
    /** Rows that other tests show: a host without MX records, and addresses that differ from one reply to the next. */
    private static final Set<String> ELSEWHERE = Set.of("A2", "B10");

    private static final Pattern SUMMARY_ROW = Pattern.compile("^\\| [A-D]\\d+r? \\|.*$", Pattern.MULTILINE);

    static List<DecisionCase> cases() throws IOException {
        return DecisionCase.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void outcomeIsThatOfTheTable(DecisionCase each) throws MessagingException {
        SmtpServer server = network.start(each.server());
        SmtpServer first =
                network.start(mx().certificate(FOREIGN).address(loopback(2)).port(server.port()));
        DecisionZones zones = new DecisionZones(each, server.port());
        Map<String, String> outcomes = new LinkedHashMap<>();
        try (DnsTree dns = zones.start()) {
            for (String mode : DecisionCase.MODES) {
                Properties properties = byMx(dns, server);
                properties.setProperty("mail.smtp-mx.dane", mode);
                properties.setProperty("mail.smtp-mx.dane.insecuremx", each.insecureMx());
                outcomes.put(mode, outcome(properties, zones.recipient(), List.of(server, first)));
            }
        }

        assertThat(outcomes).isEqualTo(each.outcomes());
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
        Set<String> rows = cases().stream().map(DecisionCase::row).collect(Collectors.toSet());
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
                .collect(Collectors.groupingBy(
                        DecisionCase::row,
                        Collectors.mapping(each -> List.copyOf(each.outcomes().values()), Collectors.toList())));
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
                                Stream.of(
                                        each.mx(), each.addresses(), each.tlsa(), each.serverKind(), each.insecureMx()),
                                each.outcomes().values().stream())))
                .allSatisfy(word -> assertThat(document).contains("`" + word + "`"));
    }
}
