package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that breaks off in the middle: nothing that comes later may end it, or be taken for a part of it. */
class BrokenMessageTest extends MailTest {
    private static final String TEXT = "the disk is full";

    private static Throwable failure(String kind) {
        return switch (kind) {
            case "NoClassDefFoundError" -> new NoClassDefFoundError(TEXT);
            case "StackOverflowError" -> new StackOverflowError(TEXT);
            case "RuntimeException" -> new IllegalStateException(TEXT);
            case "MessagingException" -> new MessagingException(TEXT);
            default -> new IOException(TEXT);
        };
    }

    /** To a scripted server, which knows no TLS; an address has no TLSA records. */
    private Session session(ScriptedServer server) {
        SmtpServer unused = network.start(mx());
        Properties properties = dropIn(exampleOrg(), unused);
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
        return Session.getInstance(properties);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RuntimeException",
                "MessagingException",
                "IOException",
                "NoClassDefFoundError",
                "StackOverflowError"
            })
    void connectionIsDroppedAndTheCauseIsTold(String kind) throws Exception {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0).start()) {
            MimeMessage half = new HalfMessage(message(session(server), "bob@example.org"), failure(kind));

            assertThatThrownBy(() -> Transport.send(half)).hasStackTraceContaining(TEXT);

            assertThat(server.unendedData()).isNotEmpty().allMatch(HalfMessage::hasPart);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RuntimeException",
                "MessagingException",
                "IOException",
                "NoClassDefFoundError",
                "StackOverflowError"
            })
    void nextMessageOfTheTransportIsNotSentIntoIt(String kind) throws Exception {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0).start()) {
            Session session = session(server);
            MimeMessage whole = message(session, "carol@example.org");
            Address[] carol = whole.getAllRecipients();
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect();
                assertThatThrownBy(() -> transport.sendMessage(new HalfMessage(whole, failure(kind)), carol))
                        .hasStackTraceContaining(TEXT);

                assertThatThrownBy(() -> transport.sendMessage(whole, carol)).isInstanceOf(Exception.class);
                assertThat(transport.isConnected()).isFalse();
            }
            assertThat(server.unendedData()).isNotEmpty().allMatch(HalfMessage::hasPart);
        }
    }

    @Test
    void errorReachesTheCallerWithTheRecipients() throws Exception {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0).start()) {
            Session session = session(server);
            Error error = new NoClassDefFoundError(TEXT);
            MimeMessage half = new HalfMessage(message(session, "bob@example.org"), error);
            Address[] all = half.getAllRecipients();

            assertThatThrownBy(() -> Transport.send(half)).isSameAs(error);

            assertThat(error.getSuppressed()[0]).isInstanceOfSatisfying(SendFailedException.class, e -> {
                assertThat(e.getValidSentAddresses()).isEmpty();
                assertThat(e.getValidUnsentAddresses()).containsExactly(all);
            });
            assertThat(RecipientOutcome.allIn(error))
                    .singleElement()
                    .extracting(RecipientOutcome::kind)
                    .isEqualTo(RecipientOutcome.Kind.DEFERRED);
            assertThat(server.unendedData()).isNotEmpty().allMatch(HalfMessage::hasPart);
            assertThat(server.commands()).doesNotContain("QUIT");
        }
    }

    @Test
    void refusedRecipientsDoNotEndTheConnection() throws Exception {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("RCPT", "550 no such user")
                .start()) {
            Session session = session(server);
            MimeMessage message = message(session, "bob@example.org");
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect();

                assertThatThrownBy(() -> transport.sendMessage(message, message.getAllRecipients()))
                        .isInstanceOf(SendFailedException.class);

                assertThat(transport.isConnected()).isTrue();
            }
        }
    }
}
