package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipients that are sent without waiting for the reply to each (RFC 2920); by MX, and to a fixed host. */
class PipeliningTest extends MailTest {
    private static final String OFFER = "250-scripted\r\n250 PIPELINING";

    private static ScriptedServer offering() {
        return new ScriptedServer(loopback(1), 0).reply("EHLO", OFFER);
    }

    private static String rcpt(String name) {
        return "RCPT TO:<" + name + "@example.org>";
    }

    private Properties to(String protocol, int port) {
        return to(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), protocol, port);
    }

    private Properties to(DnsTree dns, String protocol, int port) {
        Properties properties = properties(dns, protocol);
        properties.setProperty("mail." + protocol + ".port", String.valueOf(port));
        properties.setProperty("mail.transport.protocol.rfc822", protocol);
        if (protocol.equals("smtp")) {
            properties.setProperty("mail.smtp.class", SMTPTransport.class.getName());
            properties.setProperty("mail.smtp.host", "127.0.0.1");
        } else {
            properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        }
        return properties;
    }

    private static List<String> recipients(SendFailedException failure) {
        return RecipientOutcome.allIn(failure).stream()
                .map(each -> each.recipient() + " " + each.kind() + " " + each.statusCode())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("RFC 2920 section 3.1: recipients follow MAIL at once; DATA waits for the reply to each")
    void recipientsDoNotWait(String protocol) throws MessagingException {
        try (ScriptedServer server = offering()
                .reply(rcpt("a"), "250 ok")
                .reply(rcpt("b"), "250 ok")
                .holdBack("MAIL")
                .holdBack(rcpt("a"))
                .holdBack(rcpt("b"))
                .start()) {
            send(to(protocol, server.port()), "a@example.org", "b@example.org", "c@example.org");

            assertThat(server.commands())
                    .containsExactly(
                            "EHLO client.example.net",
                            "MAIL FROM:<alice@example.net>",
                            rcpt("a"),
                            rcpt("b"),
                            rcpt("c"),
                            "DATA",
                            ".",
                            "QUIT");
            assertThat(server.ahead()).doesNotContain("RCPT", "DATA", ".");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("RFC 2920 section 3.1: a server that does not offer it hears one command at a time")
    void onlyWhereOffered(String protocol) throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0).start()) {
            send(to(protocol, server.port()), "a@example.org", "b@example.org");

            assertThat(server.commands()).contains(rcpt("a"), rcpt("b"), ".");
            assertThat(server.ahead()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("RFC 3207 section 4.2: what was offered in the clear does not count under TLS")
    void offerUnderTlsCounts(boolean underTls) throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .startTls(CERTIFICATE, underTls ? OFFER : "250 scripted")
                .reply("EHLO", "250-scripted\r\n250" + (underTls ? " STARTTLS" : "-STARTTLS\r\n250 PIPELINING"))) {
            if (underTls) {
                // Only a client that does not wait ever gets this reply.
                server.holdBack("MAIL");
            }
            server.start();
            String tlsa = "_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(3, 1, 1);

            send(to(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa), "smtp-mx", server.port()), "a@example.org");

            assertThat(server.commands()).containsSubsequence("STARTTLS", rcpt("a"), ".");
            if (!underTls) {
                assertThat(server.ahead()).doesNotContain("MAIL");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"550 5.7.1 no, FAILED 5.7.1", "450 4.7.1 later, DEFERRED 4.7.1"})
    @DisplayName("a message whose MAIL is refused leaves no reply behind for the next one")
    void refusedMail(String reply, String outcome) throws MessagingException {
        try (ScriptedServer server = offering()
                .reply("MAIL FROM:<refused@example.net>", reply)
                .reply(rcpt("a"), "503 5.5.1 MAIL first")
                .reply(rcpt("b"), "503 5.5.1 MAIL first")
                .start()) {
            Session session = Session.getInstance(to("smtp", server.port()));
            try (Transport transport = connect(session, "smtp")) {
                MimeMessage refused = message(session, "a@example.org", "b@example.org");
                refused.setFrom("refused@example.net");
                SendFailedException failure = catchThrowableOfType(
                        SendFailedException.class, () -> transport.sendMessage(refused, refused.getAllRecipients()));

                assertThat(recipients(failure)).containsExactly("a@example.org " + outcome, "b@example.org " + outcome);
                send(session, transport, "c@example.org");
            }

            assertThat(server.commands())
                    .containsExactly(
                            "EHLO client.example.net",
                            "MAIL FROM:<refused@example.net>",
                            rcpt("a"),
                            rcpt("b"),
                            "RSET",
                            "MAIL FROM:<alice@example.net>",
                            rcpt("c"),
                            "DATA",
                            ".",
                            "QUIT");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, true, 550 5.7.1 no, FAILED 5.7.1",
        "smtp, true, 450 4.7.1 later, DEFERRED 4.7.1",
        "smtp-mx, true, 550 5.7.1 no, FAILED 5.7.1",
        "smtp-mx, true, 450 4.7.1 later, DEFERRED 4.7.1",
        "smtp-mx, false, 550 5.7.1 no, FAILED 5.7.1",
        "smtp-mx, false, 450 4.7.1 later, DEFERRED 4.7.1"
    })
    @DisplayName("a message whose MAIL is refused is refused for all, by the server's own words")
    void refusedMailIsForAll(String protocol, boolean pipelining, String reply, String outcome) {
        try (ScriptedServer server = (pipelining ? offering() : new ScriptedServer(loopback(1), 0))
                .reply("MAIL", reply)
                .reply("RCPT", "503 5.5.1 MAIL first")
                .start()) {
            SendFailedException failure = catchThrowableOfType(
                    SendFailedException.class,
                    () -> send(to(protocol, server.port()), "a@example.org", "b@example.org"));

            assertThat(recipients(failure)).containsExactly("a@example.org " + outcome, "b@example.org " + outcome);
            assertThat(RecipientOutcome.allIn(failure)).allSatisfy(each -> {
                assertThat(each.reply()).contains(reply);
                assertThat(each.attempt().orElseThrow().server()).endsWith(":" + server.port());
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, 550 5.7.1 no, FAILED 5.7.1",
        "smtp, 421 4.7.0 busy, DEFERRED 4.7.0",
        "smtp-mx, 550 5.7.1 no, FAILED 5.7.1",
        "smtp-mx, 421 4.7.0 busy, DEFERRED 4.7.0"
    })
    @DisplayName("a server that refuses MAIL and hangs up, with recipients unread, has refused the message")
    void refusedAndHungUp(String protocol, String reply, String outcome) {
        try (ScriptedServer server =
                offering().reply("MAIL", reply).resetAfter("MAIL").start()) {
            DnsTree twoHosts = exampleOrg("@ MX 10 mx", "@ MX 20 mx2", "mx A 127.0.0.1", "mx2 A 127.0.0.1");

            SendFailedException failure = catchThrowableOfType(
                    SendFailedException.class,
                    () -> send(to(twoHosts, protocol, server.port()), "a@example.org", "b@example.org"));

            assertThat(recipients(failure)).containsExactly("a@example.org " + outcome, "b@example.org " + outcome);
            assertThat(RecipientOutcome.allIn(failure))
                    .allSatisfy(each -> assertThat(each.reply()).contains(reply));
            assertThat(said(failure)).contains(reply);
            // The other host is for those that the first one did not refuse for good.
            assertThat(server.commands())
                    .filteredOn(command -> command.startsWith("MAIL"))
                    .hasSize(protocol.equals("smtp-mx") && outcome.startsWith("DEFERRED") ? 2 : 1);
        }
    }

    /** The texts of {@code failure} and all that is nested in it. */
    private static String said(Throwable failure) {
        StringBuilder texts = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            texts.append(each.getMessage()).append('\n');
        }
        return texts.toString();
    }

    @Test
    @DisplayName("each recipient has its own reply, by MX also where the others get the message")
    void eachRecipientHasItsReply() {
        try (ScriptedServer server = offering()
                .reply(rcpt("a"), "550 5.1.1 who")
                .reply(rcpt("c"), "450 4.2.2 full")
                .start()) {
            SendFailedException failure = catchThrowableOfType(
                    SendFailedException.class,
                    () -> send(to("smtp-mx", server.port()), "a@example.org", "b@example.org", "c@example.org"));

            assertThat(recipients(failure))
                    .containsExactly(
                            "a@example.org FAILED 5.1.1",
                            "b@example.org DELIVERED 2.0.0",
                            "c@example.org DEFERRED 4.2.2");
            assertThat(server.commands()).filteredOn("."::equals).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("no data are sent where every recipient is refused")
    void nobodyIsLeft(String protocol) {
        try (ScriptedServer server = offering().reply("RCPT", "450 4.2.2 full").start()) {
            SendFailedException failure = catchThrowableOfType(
                    SendFailedException.class,
                    () -> send(to(protocol, server.port()), "a@example.org", "b@example.org"));

            assertThat(recipients(failure))
                    .containsExactly("a@example.org DEFERRED 4.2.2", "b@example.org DEFERRED 4.2.2");
            assertThat(server.commands()).doesNotContain("DATA").contains("RSET");
        }
    }

    @Test
    @DisplayName(
            "a reply that makes no sense ends the message, and its other replies are not taken for those of the next one")
    void senselessReply() throws MessagingException {
        try (ScriptedServer server = offering()
                .reply(rcpt("a"), "199 odd")
                .reply(rcpt("b"), "550 5.1.1 who")
                .start()) {
            Session session = Session.getInstance(to("smtp", server.port()));
            try (Transport transport = connect(session, "smtp")) {
                MimeMessage message = message(session, "a@example.org", "b@example.org");
                SendFailedException failure = catchThrowableOfType(
                        SendFailedException.class, () -> transport.sendMessage(message, message.getAllRecipients()));
                assertThat(failure.getValidSentAddresses()).isNullOrEmpty();

                send(session, transport, "c@example.org");
            }

            assertThat(server.commands()).filteredOn("."::equals).hasSize(1);
            assertThat(server.commands()).containsSubsequence(rcpt("b"), "RSET", rcpt("c"), "DATA", ".");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("a server that hangs up on MAIL has no message, and nothing is uncertain")
    void hangUp(String protocol) {
        try (ScriptedServer server =
                offering().reply("MAIL", ScriptedServer.HANG_UP).start()) {
            MessagingException failure = failure(to(protocol, server.port()), "a@example.org", "b@example.org");

            assertThat(RecipientOutcome.allIn(failure)).hasSize(2).allSatisfy(each -> {
                assertThat(each.kind()).isEqualTo(RecipientOutcome.Kind.DEFERRED);
                assertThat(each.statusCode()).isEqualTo("4.4.2");
                assertThat(each.reply()).isEmpty();
            });
            assertThat(server.commands()).doesNotContain("DATA");
        }
    }

    @Test
    @DisplayName("a connection that its server has ended meanwhile is replaced, and the message is sent once")
    void staleConnection() throws MessagingException {
        SmtpServer server =
                network.start(mx().offer("PIPELINING", false, true).endAfter(1, "MAIL", "421 4.3.2 enough"));
        Session session = Session.getInstance(
                byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server));
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org", "b@example.org");
            send(session, transport, "c@example.org", "d@example.org");
        }

        assertThat(recipients(server))
                .containsExactly("a@example.org", "b@example.org", "c@example.org", "d@example.org");
        assertThat(server.received()).hasSize(2);
        assertThat(server.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("RFC 3461 section 4.1: recipients with parameters are sent as Angus writes them")
    void parameters(String protocol) throws MessagingException {
        try (ScriptedServer server = offering()
                .reply("EHLO", "250-scripted\r\n250-DSN\r\n250 PIPELINING")
                .start()) {
            SMTPMessage message = new SMTPMessage(
                    message(Session.getInstance(to(protocol, server.port())), "a@example.org", "b@example.org"));
            message.setNotifyOptions(SMTPMessage.NOTIFY_NEVER);

            Transport.send(message);

            assertThat(server.commands()).contains(rcpt("a") + " NOTIFY=NEVER", rcpt("b") + " NOTIFY=NEVER", ".");
            assertThat(server.ahead()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("RFC 5321 section 4.5.3.1.8: a hundred recipients at once, then the next hundred")
    void manyRecipients(String protocol) throws MessagingException {
        List<String> names = IntStream.range(0, 250).mapToObj(i -> "r" + i).toList();
        try (ScriptedServer server = offering().holdBack("MAIL")) {
            // All but the last of each hundred.
            for (int i = 0; i < names.size() - 1; i++) {
                if (i % RecipientPipeline.AT_ONCE != RecipientPipeline.AT_ONCE - 1) {
                    server.reply(rcpt(names.get(i)), "250 ok").holdBack(rcpt(names.get(i)));
                }
            }
            server.start();
            Session session = Session.getInstance(to(protocol, server.port()));
            MimeMessage message = message(session);
            List<Address> addresses = new ArrayList<>();
            for (String name : names) {
                addresses.add(new InternetAddress(name + "@example.org"));
            }

            Transport.send(message, addresses.toArray(Address[]::new));

            assertThat(server.commands())
                    .containsSubsequence(
                            names.stream().map(PipeliningTest::rcpt).toList());
            assertThat(server.commands()).filteredOn("."::equals).hasSize(1);
        }
    }
}
