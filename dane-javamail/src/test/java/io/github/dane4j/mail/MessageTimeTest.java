package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.testkit.SmtpServer;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A fixed host has so much time for connecting, and so much for each message, however it spends it. */
class MessageTimeTest extends MailTest {
    private static final String KEY = "mail.smtp.dane.messagetimeout";

    private Session session(int port) {
        Properties properties = properties(exampleOrg("mx A 127.0.0.1"), "smtp");
        properties.setProperty("mail.smtp.class", SMTPTransport.class.getName());
        properties.setProperty("mail.smtp.host", HOST);
        properties.setProperty("mail.smtp.port", String.valueOf(port));
        return Session.getInstance(properties);
    }

    private static MessagingException failure(Transport transport, MimeMessage message) {
        return catchThrowableOfType(
                MessagingException.class, () -> transport.sendMessage(message, message.getAllRecipients()));
    }

    private static void assertBrokenOff(MessagingException failure, int port, String millis) {
        assertThat(failure)
                .isNotInstanceOf(UncertainDeliveryException.class)
                .isInstanceOfSatisfying(
                        SendFailedException.class,
                        e -> assertThat(e.getValidUnsentAddresses())
                                .extracting(Address::toString)
                                .containsExactly("bob@example.org"))
                .hasMessage("4.4.7 mx.example.org:" + port + ": the delivery was stopped after " + millis + " ms");
    }

    @Test
    void serverThatIsSilentAfterItsGreetingEndsTheConnecting() throws MessagingException {
        SmtpServer server = network.start(mx().silent());
        Session session = session(server.port());
        session.getProperties().setProperty(KEY, "300");
        try (Transport transport = session.getTransport("smtp")) {
            MessagingException failure = catchThrowableOfType(MessagingException.class, transport::connect);

            assertThat(failure)
                    .hasMessage("4.4.7 mx.example.org:" + server.port() + ": the delivery was stopped after 300 ms");
            assertThat(failure.getNextException()).isNotNull();
            server.awaitClosed(server.connections(), Duration.ofSeconds(20));
        }
    }

    @Test
    void serverThatIsSilentAtARecipientEndsTheMessage() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("RCPT", ScriptedServer.SILENCE)
                .start()) {
            Session session = session(server.port());
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect();
                session.getProperties().setProperty(KEY, "300");

                assertBrokenOff(failure(transport, message(session, "bob@example.org")), server.port(), "300");

                assertThat(transport.isConnected()).isFalse();
                assertThat(server.commands()).doesNotContain("DATA", ".", "QUIT");
            }
        }
    }

    /** Goes on when the server has lost the connection. */
    private record Waiting(ScriptedServer server) implements DataSource {
        @Override
        public InputStream getInputStream() throws IOException {
            try {
                server.unendedData();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new ByteArrayInputStream("late\r\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("for reading");
        }

        @Override
        public String getContentType() {
            return "text/plain; charset=us-ascii";
        }

        @Override
        public String getName() {
            return "late";
        }
    }

    @Test
    void bodyThatTakesTooLongIsNotEnded() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0).start()) {
            Session session = session(server.port());
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect();
                MimeMessage message = message(session, "bob@example.org");
                message.setDataHandler(new DataHandler(new Waiting(server)));
                message.setHeader("Content-Transfer-Encoding", "7bit");
                session.getProperties().setProperty(KEY, "3000");

                assertBrokenOff(failure(transport, message), server.port(), "3000");

                assertThat(server.commands()).doesNotContain(".", "QUIT");
            }
        }
    }

    private static void expire(AtomicReference<SMTPTransport> transport) {
        SMTPTransport sending = Objects.requireNonNull(transport.get());
        Objects.requireNonNull(sending.time()).expire();
    }

    @Test
    void replyToTheEndOfTheDataMayComeLater() throws Exception {
        AtomicReference<SMTPTransport> sending = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .on(".", () -> expire(sending))
                .start()) {
            Session session = session(server.port());
            MimeMessage message = message(session, "bob@example.org");
            try (Transport transport = session.getTransport("smtp")) {
                sending.set((SMTPTransport) transport);
                transport.connect();

                transport.sendMessage(message, message.getAllRecipients());

                assertThat(transport.isConnected()).isFalse();
            }
        }
    }

    @Test
    void timeThatEndsAfterTheEndOfTheDataLeavesOpenWhetherItWasAccepted() throws Exception {
        AtomicReference<SMTPTransport> sending = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .on(".", () -> expire(sending))
                .reply(".", ScriptedServer.HANG_UP)
                .start()) {
            Session session = session(server.port());
            MimeMessage message = message(session, "bob@example.org");
            try (Transport transport = session.getTransport("smtp")) {
                sending.set((SMTPTransport) transport);
                transport.connect();

                assertThat(failure(transport, message))
                        .isInstanceOfSatisfying(
                                UncertainDeliveryException.class,
                                e -> assertThat(e.getValidUnsentAddresses()).hasSize(1))
                        .hasMessageStartingWith("4.4.2 ");
            }
        }
    }

    @Test
    void timeThatIsOverBeforeTheEndOfTheDataKeepsItFromBeingSent() throws Exception {
        AtomicReference<SMTPTransport> sending = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .on("RCPT", () -> expire(sending))
                .start()) {
            Session session = session(server.port());
            MimeMessage message = message(session, "bob@example.org");
            try (Transport transport = session.getTransport("smtp")) {
                sending.set((SMTPTransport) transport);
                transport.connect();

                assertBrokenOff(failure(transport, message), server.port(), "1800000");
                assertThat(server.commands()).doesNotContain(".");
            }
        }
    }

    @Test
    void eachMessageOfAConnectionHasItsOwnTime() throws Exception {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0).start()) {
            Session session = session(server.port());
            MimeMessage message = message(session, "bob@example.org");
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect();
                for (int i = 0; i < 3; i++) {
                    transport.sendMessage(message, message.getAllRecipients());
                    expire(new AtomicReference<>((SMTPTransport) transport));
                }
                assertThat(transport.isConnected()).isTrue();
            }
            assertThat(server.commands()).filteredOn("."::equals).hasSize(3);
        }
    }
}
