package io.github.dane4j.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.mail.RecipientOutcome;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.ReceivedMail;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.ZoneBuilder;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines of {@code deliveries.txt}. */
class DeliveryTableTest extends MailBySts {
    private static final Path TABLE =
            Path.of("src", "test", "resources", "io", "github", "dane4j", "mtasts", "deliveries.txt");
    private static final int COLUMNS = 9;

    private static final TestCertificate MX2 =
            TestCertificate.builder().issuedBy(CA).dnsNames("mx2.example.org").build();
    private static final TestCertificate EXPIRED = TestCertificate.builder()
            .issuedBy(CA)
            .dnsNames(MX1)
            .notBefore(Instant.parse("2020-01-01T00:00:00Z"))
            .notAfter(Instant.parse("2021-01-01T00:00:00Z"))
            .build();
    private static final TestCertificate OTHER = TestCertificate.builder()
            .issuedBy(CA)
            .dnsNames("mx1.example.net", "example.org", "*.mx1.example.org")
            .build();
    private static final TestCertificate COMMON_NAME =
            TestCertificate.builder().issuedBy(CA).subject("CN=" + MX1).build();

    record Row(
            String dane,
            String kept,
            String record,
            String served,
            String tlsa,
            String mx1,
            List<String> hosts,
            String outcome,
            String recorded) {
        static Row of(String line) {
            List<String> words =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            assertThat(words).as(line).hasSize(COLUMNS);
            return new Row(
                    words.get(0),
                    words.get(1),
                    words.get(2),
                    words.get(3),
                    words.get(4),
                    words.get(5),
                    List.of(words.get(6).split(",", -1)),
                    words.get(7),
                    words.get(8));
        }

        SmtpServer.Builder server() {
            SmtpServer.Builder server = SmtpServer.builder(MX1).certificate(certificate());
            return switch (mx1) {
                case "ca", "self", "expired", "other", "cn" -> server;
                case "plain" -> server.withoutStartTls();
                case "refuses" -> server.refuseStartTls();
                case "breaks" -> server.breakHandshake();
                default -> throw new IllegalArgumentException(mx1);
            };
        }

        TestCertificate certificate() {
            return switch (mx1) {
                case "self" -> SELF;
                case "expired" -> EXPIRED;
                case "other" -> OTHER;
                case "cn" -> COMMON_NAME;
                default -> BY_CA;
            };
        }

        /** The records of mx1, if it has any. */
        Optional<String> tlsaRecord() {
            return switch (tlsa) {
                case "-" -> Optional.empty();
                case "right", "bogus" -> Optional.of(certificate().tlsa(3, 1, 1));
                case "wrong" -> Optional.of(OTHER.tlsa(3, 1, 1));
                case "unusable" -> Optional.of(certificate().tlsa(1, 1, 1));
                default -> throw new IllegalArgumentException(tlsa);
            };
        }
    }

    static List<Row> rows() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::of)
                .toList();
    }

    private static void zone(ZoneBuilder zone, Row row, int port, Optional<String> id) {
        int preference = 0;
        for (String host : row.hosts()) {
            preference += 10;
            zone.record("@ MX " + preference + " " + host);
        }
        zone.record("mx1 A 127.0.0.2");
        zone.record("mx2 A 127.0.0.3");
        row.tlsaRecord().ifPresent(tlsa -> zone.record("_" + port + "._tcp.mx1 TLSA " + tlsa));
        id.ifPresent(each -> txt(zone, each));
    }

    /** Has the policy fetched that is kept, and then time go by. */
    private void keep(DnsTree dns, String kept) throws Exception {
        String[] words = kept.split(" ", -1);
        web().serve(Optional.of(policy(words[0] + " " + words[1])));
        assertThat(sts(resolver(dns)).lookUp(DomainName.of("example.org")).policy())
                .isPresent();
        clock.advance(Duration.parse(words[2].endsWith("d") ? "P" + words[2] : "PT" + words[2]));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void outcomeAndRecord(Row row) throws Exception {
        SmtpServer mx1 = start(row.server(), 2, 0);
        int port = mx1.port();
        SmtpServer mx2 = start(SmtpServer.builder("mx2.example.org").certificate(MX2), 3, port);
        DnsTree dns =
                network.start(DnsTree.builder().zone("example.org", zone -> zone(zone, row, port, Optional.of("old"))));
        if (!row.kept().equals("-")) {
            keep(dns, row.kept());
        }
        Optional<String> id = switch (row.record()) {
            case "same" -> Optional.of("old");
            case "new" -> Optional.of("other");
            case "none" -> Optional.empty();
            default -> throw new IllegalArgumentException(row.record());
        };
        dns.replaceZone("example.org", zone -> zone(zone, row, port, id));
        if (row.tlsa().equals("bogus")) {
            dns.fault("_" + port + "._tcp." + MX1, "TLSA", Fault.CORRUPT_SIGNATURES);
        }
        String served = row.served();
        if (served.startsWith("untrusted:")) {
            distrustWeb();
            served = served.substring("untrusted:".length());
        }
        web().serve(
                        switch (served) {
                            case "404" -> Optional.empty();
                            case "nonsense" -> Optional.of("nonsense");
                            default -> Optional.of(policy(served));
                        });
        Properties properties = properties(resolver(dns), port);
        properties.setProperty(PREFIX + "dane", row.dane());

        try {
            Transport.send(message(properties, "bob@example.org"));
        } catch (MessagingException e) {
            assertThat(RecipientOutcome.allIn(e)).isEqualTo(outcomes);
        }

        assertThat(outcome(mx1, mx2)).isEqualTo(row.outcome());
        assertThat(recorded()).isEqualTo(row.recorded());
        if (!row.outcome().startsWith("mx1")) {
            // Nothing is said to a host that must not have it.
            assertThat(mx1.commands())
                    .allSatisfy(command -> assertThat(command).matches("(EHLO|HELO|STARTTLS|QUIT).*"));
        }
        if (row.recorded().startsWith("sts mx1 validation-failure")
                && row.outcome().contains("mismatch")) {
            assertThat(mx1.connections()).isZero();
        }
    }

    /** The host that has the mail, and how it came; or code and reason. */
    private String outcome(SmtpServer mx1, SmtpServer mx2) {
        assertThat(outcomes).hasSize(1);
        RecipientOutcome outcome = outcomes.get(0);
        List<ReceivedMail> mails =
                Stream.of(mx1, mx2).flatMap(each -> each.received().stream()).toList();
        if (outcome.kind() == RecipientOutcome.Kind.DELIVERED) {
            assertThat(mails).hasSize(1);
            return (mx1.received().isEmpty() ? "mx2" : "mx1")
                    + (mails.get(0).tlsProtocol().isPresent() ? " tls" : " clear");
        }
        assertThat(mails).isEmpty();
        assertThat(outcome.kind()).isEqualTo(RecipientOutcome.Kind.DEFERRED);
        return outcome.statusCode() + " "
                + outcome.attempt()
                        .flatMap(RecipientOutcome.Attempt::reason)
                        .map(Reason::word)
                        .orElse("");
    }
}
