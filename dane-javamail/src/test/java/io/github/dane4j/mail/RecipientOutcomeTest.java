package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Reason;
import io.github.dane4j.mail.RecipientOutcome.Kind;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of each recipient, by the exception and by the listener. */
class RecipientOutcomeTest extends MailTest {
    private final List<RecipientOutcome> heard = new ArrayList<>();

    private Properties byMxAndHeard(DnsTree dns, SmtpServer server) {
        Properties properties = byMx(dns, server);
        properties.put("mail.smtp-mx.dane.outcomes", (OutcomeListener) heard::addAll);
        return properties;
    }

    private DnsTree domain(String... more) {
        List<String> records = new ArrayList<>(List.of("@ MX 10 mx", "mx A 127.0.0.1"));
        records.addAll(List.of(more));
        return exampleOrg(records.toArray(String[]::new));
    }

    /** The outcomes in the failure, which are those that the listener has heard. */
    private Map<String, RecipientOutcome> outcomes(MessagingException failure) {
        List<RecipientOutcome> outcomes = RecipientOutcome.allIn(failure);
        assertThat(outcomes).isEqualTo(heard);
        return outcomes.stream().collect(Collectors.toMap(RecipientOutcome::recipient, Function.identity()));
    }

    private static RecipientOutcome of(Map<String, RecipientOutcome> outcomes, String recipient) {
        return Objects.requireNonNull(outcomes.get(recipient));
    }

    @Test
    @DisplayName("a success is told to the listener: host, address, TLS, the record, and the reply")
    void success() throws MessagingException {
        SmtpServer server = network.start(mx().replyToData("250 2.6.0 queued as 1"));

        send(byMxAndHeard(domain(tlsa(server, CERTIFICATE)), server), "bob@EXAMPLE.org");

        assertThat(heard).singleElement().satisfies(each -> {
            assertThat(each.recipient()).isEqualTo("bob@EXAMPLE.org");
            assertThat(each.domain()).isEqualTo("example.org");
            assertThat(each.kind()).isEqualTo(Kind.DELIVERED);
            assertThat(each.statusCode()).isEqualTo("2.6.0");
            assertThat(each.finalStatusCode()).isEqualTo("2.6.0");
            assertThat(each.reply()).contains("250 2.6.0 queued as 1");
            assertThat(each.retryAfter()).isEmpty();
            RecipientOutcome.Attempt attempt = each.attempt().orElseThrow();
            assertThat(attempt.server()).isEqualTo(HOST + ":" + server.port());
            assertThat(attempt.address()).contains(loopback(1));
            assertThat(attempt.tlsVersion()).isEqualTo(server.received().get(0).tlsProtocol());
            assertThat(attempt.cipherSuite().orElse("")).startsWith("TLS_");
            assertThat(attempt.tlsaRecord()).contains(CERTIFICATE.tlsa(3, 1, 1));
            assertThat(attempt.reason()).isEmpty();
            assertThat(each.toString()).startsWith("2.6.0 bob@EXAMPLE.org delivered, mx.example.org:");
        });
    }

    @ParameterizedTest
    @CsvSource({"true, NO_TLSA", "false, NO_TLSA"})
    @DisplayName("where no record authenticates the server, the reason is told, and whether there was TLS")
    void successWithoutDane(boolean startTls, Reason reason) throws MessagingException {
        SmtpServer server = network.start(startTls ? mx() : mx().withoutStartTls());

        send(byMxAndHeard(domain(), server));

        RecipientOutcome.Attempt attempt = heard.get(0).attempt().orElseThrow();
        assertThat(attempt.tlsaRecord()).isEmpty();
        assertThat(attempt.reason()).contains(reason);
        assertThat(attempt.tlsVersion().isPresent()).isEqualTo(startTls);
        assertThat(heard.get(0).statusCode()).isEqualTo("2.0.0");
    }

    @Test
    @DisplayName("two domains: one delivered, one refused by DANE, each with its facts")
    void partialSuccessOverTwoDomains() {
        SmtpServer server = network.start(mx());
        DnsTree dns = network.start(DnsTree.builder()
                .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, OTHER)))
                .zone("example.net", records("@ MX 10 mx", "mx A 127.0.0.1")));

        SendFailedException failure =
                (SendFailedException) failure(byMxAndHeard(dns, server), "a@example.org", "b@example.net");

        Map<String, RecipientOutcome> outcomes = outcomes(failure);
        assertThat(outcomes).hasSize(2);
        RecipientOutcome waits = of(outcomes, "a@example.org");
        assertThat(waits.kind()).isEqualTo(Kind.DEFERRED);
        assertThat(waits.domain()).isEqualTo("example.org");
        assertThat(waits.statusCode()).isEqualTo("4.7.323");
        assertThat(waits.finalStatusCode()).isEqualTo("5.7.323");
        assertThat(waits.retryAfter()).contains(Duration.ofMinutes(30));
        assertThat(waits.attempt().orElseThrow().reason()).contains(Reason.LEAF_MISMATCH);
        assertThat(waits.attempt().orElseThrow().address()).contains(loopback(1));
        assertThat(of(outcomes, "b@example.net").kind()).isEqualTo(Kind.DELIVERED);
        assertThat(refusal(failure).finalStatusCode()).isEqualTo("5.7.323");
        assertThat(failure.getValidSentAddresses()).hasSize(1);
        assertThat(failure.getValidUnsentAddresses()).hasSize(1);
    }

    @Test
    @DisplayName("4xx and 5xx to single recipients: deferred and failed, with the code and the text of the server")
    void repliesToRecipients() {
        SmtpServer server = network.start(mx().replyToRecipient("grey@example.org", "450 4.2.0 come back later")
                .replyToRecipient("bad@example.org", "550 no such user")
                .replyToRecipient("odd@example.org", "550 4.1.1 which class is it"));

        MessagingException failure = failure(
                byMxAndHeard(domain(), server),
                "ok@example.org",
                "grey@example.org",
                "bad@example.org",
                "odd@example.org");

        Map<String, RecipientOutcome> outcomes = outcomes(failure);
        assertThat(of(outcomes, "ok@example.org").kind()).isEqualTo(Kind.DELIVERED);
        RecipientOutcome grey = of(outcomes, "grey@example.org");
        assertThat(grey.kind()).isEqualTo(Kind.DEFERRED);
        assertThat(grey.statusCode()).isEqualTo("4.2.0");
        assertThat(grey.reply()).contains("450 4.2.0 come back later");
        assertThat(grey.retryAfter()).isPresent();
        RecipientOutcome bad = of(outcomes, "bad@example.org");
        assertThat(bad.kind()).isEqualTo(Kind.FAILED);
        assertThat(bad.statusCode()).isEqualTo("5.0.0");
        assertThat(bad.reply()).contains("550 no such user");
        assertThat(bad.retryAfter()).isEmpty();
        assertThat(of(outcomes, "odd@example.org").statusCode()).isEqualTo("5.0.0");
    }

    @ParameterizedTest
    @CsvSource({"452 4.3.1 disk full, DEFERRED, 4.3.1", "554 5.7.1 that is spam, FAILED, 5.7.1"})
    @DisplayName("a reply to the end of the data is for all recipients that were accepted")
    void replyToTheMessage(String reply, Kind kind, String code) {
        SmtpServer server = network.start(mx().replyToData(reply).replyToRecipient("bad@example.org", "550 5.1.1 no"));

        MessagingException failure =
                failure(byMxAndHeard(domain(), server), "a@example.org", "bad@example.org", "b@example.org");

        Map<String, RecipientOutcome> outcomes = outcomes(failure);
        for (String each : List.of("a@example.org", "b@example.org")) {
            assertThat(of(outcomes, each).kind()).isEqualTo(kind);
            assertThat(of(outcomes, each).statusCode()).isEqualTo(code);
            assertThat(of(outcomes, each).reply()).contains(reply);
        }
        assertThat(of(outcomes, "bad@example.org").statusCode()).isEqualTo("5.1.1");
    }

    @Test
    @DisplayName("the connection is cut after the end of the data: may have been accepted, and no advice to try again")
    void connectionCutAfterTheEndOfTheData() {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply(".", ScriptedServer.HANG_UP)
                .start()) {
            Properties properties = byMxAndHeard(domain(), network.start(mx()));
            properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));

            MessagingException failure = failure(properties, "a@example.org", "b@example.org");

            assertThat(outcomes(failure).values()).hasSize(2).allSatisfy(each -> {
                assertThat(each.kind()).isEqualTo(Kind.UNCERTAIN);
                assertThat(each.statusCode()).isEqualTo("4.4.2");
                assertThat(each.retryAfter()).isEmpty();
                assertThat(each.attempt().orElseThrow().server()).isEqualTo(HOST + ":" + server.port());
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"MAIL, ''", "RCPT, ''", "DATA, ''", "MAIL, 554-5.7.1 no", "RCPT, 554-5.7.1 no", "DATA, 554-5.7.1 no"})
    @DisplayName("the connection ends instead of a reply, or within one: 4.4.2, and no reply is made up")
    void closedInPlaceOfAReply(String verb, String reply) {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply(verb, reply)
                .hangUpAfter(verb)
                .start()) {
            Properties properties = byMxAndHeard(domain(), network.start(mx()));
            properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));

            MessagingException failure = failure(properties, "a@example.org");

            assertThat(outcomes(failure).values()).singleElement().satisfies(each -> {
                assertThat(each.kind()).isEqualTo(Kind.DEFERRED);
                assertThat(each.statusCode()).isEqualTo("4.4.2");
                assertThat(each.reply()).isEmpty();
            });
            assertThat(failure).message().doesNotContain("EOF");
        }
    }

    @Test
    @DisplayName("an address that is given twice is one RCPT and one outcome; local parts that differ in case are two")
    void duplicateAddress() throws MessagingException {
        SmtpServer server = network.start(mx());

        send(
                byMxAndHeard(domain(), server),
                "bob@example.org",
                "bob@EXAMPLE.org",
                "Bob@example.org",
                "bob@example.org");

        assertThat(server.commands().stream().filter(each -> each.startsWith("RCPT")))
                .hasSize(2);
        assertThat(heard).extracting(RecipientOutcome::recipient).containsExactly("bob@example.org", "Bob@example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "nobody@absent.example.org, FAILED, 5.1.2, NO_SUCH_DOMAIN",
        "nobody@null.example.org, FAILED, 5.1.10, NULL_MX",
        "nobody@plain.example.org, DEFERRED, 4.4.4, NO_ADDRESS"
    })
    @DisplayName("a domain that takes no mail, and a host that does not exist")
    void nowhereToGo(String recipient, Kind kind, String code, Reason reason) {
        SmtpServer server = network.start(mx());

        MessagingException failure =
                failure(byMxAndHeard(domain("null MX 0 .", "plain MX 10 nowhere"), server), recipient);

        RecipientOutcome outcome = of(outcomes(failure), recipient);
        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.statusCode()).isEqualTo(code);
        assertThat(outcome.attempt().orElseThrow().reason()).contains(reason);
        assertThat(outcome.attempt().orElseThrow().address()).isEmpty();
    }

    @Test
    @DisplayName("nobody listens at the host: deferred, 4.4.1")
    void nobodyListens() {
        SmtpServer server = network.start(mx());
        Properties properties = byMxAndHeard(domain(), server);
        server.close();

        RecipientOutcome outcome = of(outcomes(failure(properties)), "bob@example.org");

        assertThat(outcome.kind()).isEqualTo(Kind.DEFERRED);
        assertThat(outcome.statusCode()).isEqualTo("4.4.1");
    }

    @Test
    @DisplayName("a listener that fails changes nothing")
    void listenerThatFails() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(), server);
        properties.put("mail.smtp-mx.dane.outcomes", (OutcomeListener) outcomes -> {
            throw new IllegalStateException("full");
        });

        send(properties);

        assertThat(server.received()).hasSize(1);
    }

    @Test
    @DisplayName("what is no listener is an error, and a failure before anything was sent has no outcomes")
    void settings() {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(), server);
        properties.put("mail.smtp-mx.dane.outcomes", "listener");

        assertThatThrownBy(() -> send(properties))
                .hasMessageStartingWith("mail.smtp-mx.dane.outcomes must be an OutcomeListener")
                .satisfies(e -> assertThat(RecipientOutcome.allIn(e)).isEmpty());
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("outcomes are found in whatever a mail stack puts around the exception")
    void wrapped() {
        SmtpServer server = network.start(mx().replyToRecipient("bob@example.org", "550 no"));

        MessagingException failure = failure(byMxAndHeard(domain(), server));

        assertThat(RecipientOutcome.allIn(new IllegalStateException(new RuntimeException(failure))))
                .isEqualTo(heard)
                .hasSize(1);
        Error error = new AssertionError("of a message");
        error.addSuppressed(failure);
        assertThat(RecipientOutcome.allIn(error)).hasSize(1);
    }
}
