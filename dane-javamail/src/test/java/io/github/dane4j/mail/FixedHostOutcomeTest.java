package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.mail.RecipientOutcome.Kind;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of each recipient of a message to a fixed host, by the exception and by the listener. */
class FixedHostOutcomeTest extends MailTest {
    private final List<RecipientOutcome> heard = new ArrayList<>();

    private Properties heard(SmtpServer server) {
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);
        properties.put("mail.smtp.dane.outcomes", (OutcomeListener) heard::addAll);
        return properties;
    }

    /** Without DANE, so that the server can say what it wants. */
    private Properties heard(ScriptedServer server) {
        SmtpServer unused = network.start(mx());
        Properties properties = dropIn(exampleOrg("mx A 127.0.0.1"), unused);
        properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
        properties.put("mail.smtp.dane.outcomes", (OutcomeListener) heard::addAll);
        return properties;
    }

    private Map<String, RecipientOutcome> outcomes(MessagingException failure) {
        List<RecipientOutcome> outcomes = RecipientOutcome.allIn(failure);
        assertThat(outcomes).isEqualTo(heard);
        return outcomes.stream().collect(Collectors.toMap(RecipientOutcome::recipient, Function.identity()));
    }

    private static RecipientOutcome of(Map<String, RecipientOutcome> outcomes, String recipient) {
        return Objects.requireNonNull(outcomes.get(recipient));
    }

    private static List<String> texts(Address[] addresses) {
        return Stream.of(addresses)
                .map(address -> ((InternetAddress) address).getAddress())
                .toList();
    }

    @Test
    @DisplayName("a success is told to the listener: each domain, host, address, TLS, the record, and the reply")
    void success() throws MessagingException {
        SmtpServer server = network.start(mx().replyToData("250 2.6.0 queued as 1"));

        send(heard(server), "a@example.org", "b@EXAMPLE.net", "a@EXAMPLE.org");

        assertThat(heard).extracting(RecipientOutcome::recipient).containsExactly("a@example.org", "b@EXAMPLE.net");
        assertThat(heard).extracting(RecipientOutcome::domain).containsExactly("example.org", "example.net");
        assertThat(heard).allSatisfy(each -> {
            assertThat(each.kind()).isEqualTo(Kind.DELIVERED);
            assertThat(each.statusCode()).isEqualTo("2.6.0");
            assertThat(each.reply()).contains("250 2.6.0 queued as 1");
            RecipientOutcome.Attempt attempt = each.attempt().orElseThrow();
            assertThat(attempt.server()).isEqualTo(HOST + ":" + server.port());
            assertThat(attempt.address()).contains(loopback(1));
            assertThat(attempt.tlsVersion()).isEqualTo(server.received().get(0).tlsProtocol());
            assertThat(attempt.tlsaRecord()).contains(CERTIFICATE.tlsa(3, 1, 1));
        });
        assertThat(server.commands().stream().filter(each -> each.startsWith("RCPT")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("4xx and 5xx to single recipients; without sendpartial nobody gets the message, and the others wait")
    void repliesToRecipients(boolean sendPartial) {
        SmtpServer server = network.start(mx().replyToRecipient("grey@example.org", "450 4.2.0 come back later")
                .replyToRecipient("bad@example.org", "550 5.1.1 no such user"));
        Properties properties = heard(server);
        properties.setProperty("mail.smtp.sendpartial", String.valueOf(sendPartial));

        Map<String, RecipientOutcome> outcomes =
                outcomes(failure(properties, "ok@example.org", "grey@example.org", "bad@example.org"));

        assertThat(of(outcomes, "ok@example.org").kind()).isEqualTo(sendPartial ? Kind.DELIVERED : Kind.DEFERRED);
        assertThat(of(outcomes, "ok@example.org").statusCode()).isEqualTo(sendPartial ? "2.0.0" : "4.0.0");
        assertThat(of(outcomes, "grey@example.org").kind()).isEqualTo(Kind.DEFERRED);
        assertThat(of(outcomes, "grey@example.org").statusCode()).isEqualTo("4.2.0");
        assertThat(of(outcomes, "bad@example.org").kind()).isEqualTo(Kind.FAILED);
        assertThat(of(outcomes, "bad@example.org").reply()).contains("550 5.1.1 no such user");
        assertThat(server.received()).hasSize(sendPartial ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"452 4.3.1 disk full, DEFERRED, 4.3.1", "554 5.7.1 that is spam, FAILED, 5.7.1"})
    @DisplayName("a reply to the end of the data is for all recipients that were accepted")
    void replyToTheMessage(String reply, Kind kind, String code) {
        SmtpServer server = network.start(mx().replyToData(reply));

        Map<String, RecipientOutcome> outcomes = outcomes(failure(heard(server), "a@example.org", "b@example.org"));

        assertThat(outcomes.values()).hasSize(2).allSatisfy(each -> {
            assertThat(each.kind()).isEqualTo(kind);
            assertThat(each.statusCode()).isEqualTo(code);
            assertThat(each.reply()).contains(reply);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 451 4.7.1 not now, DEFERRED, 4.7.1",
        "MAIL, 550 5.7.1 not you, FAILED, 5.7.1",
        "DATA, 451 4.3.0 not now, DEFERRED, 4.3.0",
        "DATA, 554 no, FAILED, 5.0.0"
    })
    @DisplayName("a message that is refused before its data is refused for all")
    void refusedBeforeTheData(String verb, String reply, Kind kind, String code) {
        try (ScriptedServer server =
                new ScriptedServer(loopback(1), 0).reply(verb, reply).start()) {
            Map<String, RecipientOutcome> outcomes = outcomes(failure(heard(server), "a@example.org", "b@example.org"));

            assertThat(outcomes.values()).hasSize(2).allSatisfy(each -> {
                assertThat(each.kind()).isEqualTo(kind);
                assertThat(each.statusCode()).isEqualTo(code);
                assertThat(each.reply()).contains(reply);
            });
        }
    }

    @Test
    @DisplayName("the connection is cut before the end of the data: all wait, 4.4.2")
    void cutBeforeTheEnd() {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("DATA", ScriptedServer.HANG_UP)
                .start()) {
            RecipientOutcome outcome = of(outcomes(failure(heard(server))), "bob@example.org");

            assertThat(outcome.kind()).isEqualTo(Kind.DEFERRED);
            assertThat(outcome.statusCode()).isEqualTo("4.4.2");
            assertThat(outcome.attempt().orElseThrow().server()).isEqualTo(HOST + ":" + server.port());
        }
    }

    @Test
    @DisplayName("cut after the end of the data: in question are those who were accepted, and no others")
    void uncertain() {
        SmtpServer unused = network.start(mx());
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("RCPT TO:<grey@example.org>", "450 4.2.0 later")
                .reply("RCPT TO:<bad@example.org>", "550 5.1.1 never")
                .reply(".", ScriptedServer.HANG_UP)
                .start()) {
            Properties properties = heard(server);
            properties.setProperty("mail.smtp.sendpartial", "true");
            MessagingException failure = failure(properties, "ok@example.org", "grey@example.org", "bad@example.org");

            assertUncertain((UncertainDeliveryException) failure);
            Map<String, RecipientOutcome> outcomes = outcomes(failure);
            assertThat(of(outcomes, "ok@example.org").kind()).isEqualTo(Kind.UNCERTAIN);
            assertThat(of(outcomes, "grey@example.org").kind()).isEqualTo(Kind.DEFERRED);
            assertThat(of(outcomes, "bad@example.org").kind()).isEqualTo(Kind.FAILED);

            Properties byMx = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), unused);
            byMx.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));
            SendFailedException all =
                    (SendFailedException) failure(byMx, "ok@example.org", "grey@example.org", "bad@example.org");
            assertUncertain((UncertainDeliveryException) Objects.requireNonNull(all.getNextException()));
            assertThat(texts(all.getValidUnsentAddresses()))
                    .containsExactlyInAnyOrder("ok@example.org", "grey@example.org");
            assertThat(texts(all.getInvalidAddresses())).containsExactly("bad@example.org");
        }
    }

    private static void assertUncertain(UncertainDeliveryException failure) {
        assertThat(texts(failure.getValidUnsentAddresses())).containsExactly("ok@example.org");
        assertThat(texts(failure.getInvalidAddresses())).containsExactly("bad@example.org");
        assertThat(failure.getNextException())
                .isInstanceOfSatisfying(
                        SendFailedException.class,
                        waiting -> assertThat(texts(waiting.getValidUnsentAddresses()))
                                .containsExactly("grey@example.org"));
    }

    @Test
    @DisplayName("an address that cannot be sent fails, and the others wait; nothing is said to the server")
    void addressThatCannotBeSent() {
        SmtpServer server = network.start(mx());

        Map<String, RecipientOutcome> outcomes =
                outcomes(failure(heard(server), "ok@example.org", "b\u00fccher@example.org"));

        assertThat(of(outcomes, "ok@example.org").kind()).isEqualTo(Kind.DEFERRED);
        assertThat(of(outcomes, "b\u00fccher@example.org").kind()).isEqualTo(Kind.FAILED);
        assertThat(of(outcomes, "b\u00fccher@example.org").statusCode()).isEqualTo("5.6.7");
        assertThat(server.commands()).noneMatch(each -> each.startsWith("MAIL"));
    }

    @Test
    @DisplayName("a host that DANE refuses: no recipient is known yet, and nobody is told")
    void notConnected() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, OTHER), server);
        properties.put("mail.smtp.dane.outcomes", (OutcomeListener) heard::addAll);

        MessagingException failure = failure(properties);

        assertThat(refusal(failure).statusCode()).isEqualTo("4.7.323");
        assertThat(RecipientOutcome.allIn(failure)).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    @DisplayName("a listener that fails changes nothing; what is not a listener is found by DaneMail.check")
    void listeners() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = heard(server);
        properties.put("mail.smtp.dane.outcomes", (OutcomeListener) outcomes -> {
            throw new IllegalStateException("full");
        });
        send(properties);
        assertThat(server.received()).hasSize(1);

        properties.put("mail.smtp.dane.outcomes", "listener");
        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp"))
                .hasMessageStartingWith("mail.smtp.dane.outcomes must be an OutcomeListener");
    }
}
