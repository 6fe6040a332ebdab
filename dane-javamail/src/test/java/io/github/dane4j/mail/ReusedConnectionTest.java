package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dane4j.DaneMode;
import io.github.dane4j.policy.MailPolicies;
import io.github.dane4j.policy.MailPolicy;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several messages by one {@code smtp-mx} transport: which of them go over one connection, and which must not. */
class ReusedConnectionTest extends MailTest {
    private DnsTree domain(SmtpServer server) {
        return exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE));
    }

    private Properties withoutCache(DnsTree dns, SmtpServer server) {
        Properties properties = byMx(dns, server);
        properties.put("mail.smtp-mx.dane.resolver", withoutCache(dns));
        return properties;
    }

    /** Sends to each of {@code recipients}, one after the other, over one transport. */
    private static void sendEach(Properties properties, String... recipients) throws MessagingException {
        Session session = Session.getInstance(properties);
        try (Transport transport = connect(session, "smtp-mx")) {
            for (String recipient : recipients) {
                send(session, transport, recipient);
            }
        }
    }

    private static long count(SmtpServer server, String verb) {
        return server.commands().stream().filter(verb::equals).count();
    }

    @Test
    @DisplayName("a run of messages to one domain takes one connection, which ends with the transport")
    void oneConnectionForARun() throws MessagingException {
        SmtpServer server = network.start(mx());
        String[] run =
                IntStream.range(0, 20).mapToObj(i -> "r" + i + "@example.org").toArray(String[]::new);

        sendEach(byMx(domain(server), server), run);

        assertThat(recipients(server)).containsExactly(run);
        assertThat(server.received()).allMatch(mail -> mail.encrypted());
        assertThat(server.connections()).isOne();
        server.awaitClosed(1, SOON);
        assertThat(count(server, "QUIT")).isOne();
    }

    @Test
    @DisplayName("static Transport.send leaves no connection behind")
    void staticSend() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(server), server);

        send(properties, "a@example.org");
        send(properties, "b@example.org");

        server.awaitClosed(2, SOON);
        assertThat(server.connections()).isEqualTo(2);
        assertThat(count(server, "QUIT")).isEqualTo(2);
    }

    @Test
    @DisplayName("a transport that is closed and connected again begins with a new connection")
    void connectedAgain() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(byMx(domain(server), server));
        Transport transport = connect(session, "smtp-mx");
        try (transport) {
            send(session, transport, "a@example.org");
            transport.close();
            server.awaitClosed(1, SOON);
            transport.connect();
            send(session, transport, "b@example.org");
        }

        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.received()).hasSize(2);
    }

    @Test
    @DisplayName("no TLS session is resumed, whether a connection is reused or not")
    void noSessionIsResumed() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(server), server);
        properties.setProperty("mail.smtp-mx.dane.messagesperconnection", "2");

        sendEach(properties, "a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org");

        assertThat(server.connections()).isEqualTo(3);
        assertThat(server.handshakes()).hasSize(3).noneMatch(Handshake::resumed);
        assertThat(server.received()).hasSize(5);
    }

    @Test
    @DisplayName("answers that have expired and say the same again let the connection be")
    void sameRecordsAgain() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE), tlsa(server, OTHER));
        Properties properties = withoutCache(dns, server);
        Session session = Session.getInstance(properties);
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            dns.replaceZone(
                    "example.org",
                    records("mx A 127.0.0.1", tlsa(server, OTHER), tlsa(server, CERTIFICATE), "@ MX 10 mx"));
            dns.clearQueries();
            send(session, transport, "b@example.org");
        }

        assertThat(dns.queries()).isNotEmpty();
        assertThat(server.connections()).isOne();
        assertThat(server.received()).hasSize(2);
    }

    @Test
    @DisplayName("TLSA records that have changed end the connection, and the next must match them")
    void changedRecords() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = domain(server);
        Session session = Session.getInstance(withoutCache(dns, server));
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            dns.replaceZone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, OTHER)));
            MessagingException refused =
                    catchThrowableOfType(MessagingException.class, () -> send(session, transport, "b@example.org"));

            assertThat(refused).hasMessageContaining("4.7.323");
            assertThat(recipients(server)).containsExactly("a@example.org");

            server.certificate(OTHER);
            send(session, transport, "c@example.org");
        }

        assertThat(recipients(server)).containsExactly("a@example.org", "c@example.org");
        assertThat(server.connections()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"TLSA, _25._tcp.mx", "A, mx", "MX, @"})
    @DisplayName("a lookup that fails holds the mail, although a connection is open")
    void failedLookup(String type, String owner) throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = domain(server);
        Session session = Session.getInstance(withoutCache(dns, server));
        String name =
                owner.equals("@") ? "example.org" : owner.replace("25", String.valueOf(server.port())) + ".example.org";
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            dns.fault(name, type, Fault.CORRUPT_SIGNATURES);
            assertThatThrownBy(() -> send(session, transport, "b@example.org")).hasMessageContaining("4.7.324");
            dns.clearFaults();
            send(session, transport, "c@example.org");
        }

        assertThat(recipients(server)).containsExactly("a@example.org", "c@example.org");
    }

    @Test
    @DisplayName("an address that the host no longer has ends the connection to it")
    void changedAddress() throws MessagingException {
        SmtpServer old = network.start(mx());
        SmtpServer now = network.start(mx().address(loopback(2)).port(old.port()));
        DnsTree dns = domain(old);
        Session session = Session.getInstance(withoutCache(dns, old));
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            dns.replaceZone("example.org", records("@ MX 10 mx", "mx A 127.0.0.2", tlsa(old, CERTIFICATE)));
            send(session, transport, "b@example.org");
        }

        assertThat(recipients(old)).containsExactly("a@example.org");
        assertThat(recipients(now)).containsExactly("b@example.org");
        old.awaitClosed(1, SOON);
    }

    @Test
    @DisplayName("another policy for the destination is another connection, whatever changes in it")
    void changedPolicy() throws MessagingException {
        SmtpServer server = network.start(mx());
        AtomicReference<MailPolicy> policy = new AtomicReference<>(MailPolicy.of(DaneMode.OPPORTUNISTIC));
        Properties properties = byMx(domain(server), server);
        properties.put(
                "mail.smtp-mx.dane.policy", (MailPolicies) (domain, tenant) -> Optional.ofNullable(policy.get()));
        Session session = Session.getInstance(properties);
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            policy.set(MailPolicy.of(DaneMode.MANDATORY));
            send(session, transport, "b@example.org");
            send(session, transport, "c@example.org");
        }

        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.received()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "mail.smtp-mx.localaddress, 127.0.0.3, 2",
        "mail.smtp-mx.localhost, other.example.net, 2",
        "mail.smtp-mx.ssl.protocols, TLSv1.2, 2",
        "mail.smtp-mx.dane.keystrength, recommended, 2",
        "mail.smtp-mx.dane, mandatory, 2",
        "mail.smtp-mx.from, carol@example.net, 1",
        "other.mail, true, 1"
    })
    @DisplayName("a property that may be about connections, changed between two messages, means another connection")
    void changedProperty(String name, String value, int connections) throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(byMx(domain(server), server));
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            session.getProperties().setProperty(name, value);
            send(session, transport, "b@example.org");
        }

        assertThat(server.connections()).isEqualTo(connections);
        assertThat(server.received()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "nothing",
            value = {
                "'', nothing",
                "'', 421 4.4.2 idle for too long",
                "MAIL, nothing",
                "MAIL, 421 4.7.0 too many messages",
                "MAIL, 452 4.3.1 too many messages in this session",
                "MAIL, 550 5.5.1 one message is enough",
                "MAIL, who are you",
                "RCPT, nothing",
                "RCPT, 421 4.3.2 shutting down",
                "DATA, nothing",
                "DATA, 421 4.3.2 shutting down"
            })
    @DisplayName("a server that ends the connection before it has the message costs nothing: another one is made")
    void endedByTheServer(String command, String farewell) throws MessagingException {
        SmtpServer server = network.start(mx().endAfter(2, command, farewell == null ? "" : farewell));

        sendEach(
                byMx(domain(server), server),
                "a@example.org",
                "b@example.org",
                "c@example.org",
                "d@example.org",
                "e@example.org");

        assertThat(recipients(server))
                .containsExactly("a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org");
        assertThat(server.connections()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "what"})
    @DisplayName("a message that the server may have taken is not sent again, over whatever connection")
    void uncertain(String farewell) throws MessagingException {
        SmtpServer server = network.start(mx().endAfter(1, ".", farewell));
        Session session = Session.getInstance(byMx(domain(server), server));
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            SendFailedException failure =
                    catchThrowableOfType(SendFailedException.class, () -> send(session, transport, "b@example.org"));

            assertThat(RecipientOutcome.allIn(failure))
                    .singleElement()
                    .matches(each -> each.kind() == RecipientOutcome.Kind.UNCERTAIN);
            assertThat(recipients(server)).containsExactly("a@example.org", "b@example.org");
            assertThat(server.connections()).isOne();
        }
    }

    @Test
    @DisplayName("421 to the end of the data means that the message was not taken: it goes over another connection")
    void closingAtTheEnd() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)) {
            server.on("DATA", () -> server.reply(".", count(server, "DATA") == 2 ? "421 4.3.2 closing" : "250 ok"))
                    .start();
            Session session = toScripted(server);
            try (Transport transport = connect(session, "smtp-mx")) {
                send(session, transport, "a@example.net");
                send(session, transport, "b@example.net");
            }

            assertThat(server.commands())
                    .filteredOn(command -> command.startsWith("RCPT"))
                    .containsExactly("RCPT TO:<a@example.net>", "RCPT TO:<b@example.net>", "RCPT TO:<b@example.net>");
        }
    }

    private static long count(ScriptedServer server, String verb) {
        return server.commands().stream().filter(verb::equals).count();
    }

    /** The domain example.net at a server that knows no TLS, and has no TLSA records. */
    private Session toScripted(ScriptedServer server) {
        SmtpServer unused = network.start(mx());
        DnsTree dns = network.start(DnsTree.builder().zone("example.net", records("@ MX 10 mx", "mx A 127.0.0.1")));
        Properties properties = byMx(dns, unused);
        properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));
        return Session.getInstance(properties);
    }

    @Test
    @DisplayName("the message that a server refuses for good over a reused connection is not tried again")
    void refusedForGood() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)) {
            server.on("DATA", () -> server.reply(".", count(server, "DATA") == 2 ? "554 no spam" : "250 ok"))
                    .start();
            Session session = toScripted(server);
            try (Transport transport = connect(session, "smtp-mx")) {
                send(session, transport, "a@example.net");
                assertThatThrownBy(() -> send(session, transport, "b@example.net"))
                        .hasMessageContaining("554 no spam");
            }

            assertThat(count(server, "DATA")).isEqualTo(2);
            assertThat(count(server, "EHLO client.example.net")).isOne();
        }
    }

    @Test
    @DisplayName("what a server says unasked is not taken for the answer to the next message")
    void unaskedReply() throws Exception {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)) {
            server.reply(".", "250 ok\r\n250 and more").start();
            Session session = toScripted(server);
            try (Transport transport = connect(session, "smtp-mx")) {
                send(session, transport, "a@example.net");
                send(session, transport, "b@example.net");
            }

            assertThat(server.commands())
                    .filteredOn(command -> command.startsWith("EHLO"))
                    .hasSize(2);
            assertThat(count(server, "DATA")).isEqualTo(3);
            assertThat(server.unendedData()).noneMatch(line -> line.contains("for nobody else"));
        }
    }

    @Test
    @DisplayName(
            "a reply too many shifts the next ones: the refusal of one recipient is not taken for that of the message")
    void refusalOfAnother() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)) {
            server.on("DATA", () -> server.reply(".", count(server, "DATA") == 1 ? "250 ok\r\n250 and more" : "250 ok"))
                    .reply("RCPT TO:<bad@example.net>", "550 5.1.1 no such user")
                    .start();
            Session session = toScripted(server);
            try (Transport transport = connect(session, "smtp-mx")) {
                send(session, transport, "a@example.net");
                SendFailedException failure = catchThrowableOfType(
                        SendFailedException.class, () -> send(session, transport, "ok@example.net", "bad@example.net"));

                assertThat(RecipientOutcome.allIn(failure))
                        .extracting(RecipientOutcome::recipient, RecipientOutcome::kind)
                        .containsExactly(
                                tuple("ok@example.net", RecipientOutcome.Kind.DELIVERED),
                                tuple("bad@example.net", RecipientOutcome.Kind.FAILED));
            }

            assertThat(count(server, "EHLO client.example.net")).isEqualTo(2);
            assertThat(count(server, "DATA")).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("a reply too many shifts the next ones: the refusal of MAIL is not taken for that of a recipient")
    void refusalOfMail() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)) {
            server.on("DATA", () -> {
                        if (count(server, "DATA") == 1) {
                            server.reply(".", "250 ok\r\n250 and more")
                                    .reply("MAIL", "550 5.5.1 one message is enough")
                                    .reply("RCPT", "503 5.5.1 MAIL first");
                        } else {
                            server.reply(".", "250 ok");
                        }
                    })
                    .on("RSET", () -> server.reply("MAIL", "250 ok").reply("RCPT", "250 ok"))
                    .start();
            Session session = toScripted(server);
            try (Transport transport = connect(session, "smtp-mx")) {
                send(session, transport, "a@example.net");
                // Nobody is refused, and no exception says so.
                send(session, transport, "b@example.net", "c@example.net");
            }

            assertThat(count(server, "EHLO client.example.net")).isEqualTo(2);
            assertThat(count(server, "DATA")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName(
            "a server that does not answer the goodbye to an outdated connection does not hold up the next message")
    void goodbyeInTheBackground() throws MessagingException {
        try (ScriptedServer old = new ScriptedServer(loopback(2), 0)) {
            old.reply("QUIT", ScriptedServer.SILENCE).start();
            SmtpServer next = network.start(mx().address(loopback(3)).port(old.port()));
            DnsTree before =
                    network.start(DnsTree.builder().zone("example.net", records("@ MX 10 mx", "mx A 127.0.0.2")));
            DnsTree after =
                    network.start(DnsTree.builder().zone("example.net", records("@ MX 10 mx", "mx A 127.0.0.3")));
            Properties properties = byMx(before, next);
            // As long as a goodbye may take; nothing that the test waits for.
            properties.setProperty("mail.smtp-mx.timeout", "300000");
            Session session = Session.getInstance(properties);
            Transport transport = connect(session, "smtp-mx");
            send(session, transport, "a@example.net");
            byMx(after, next).forEach((name, value) -> session.getProperties().put(name, value));

            send(session, transport, "b@example.net");

            assertThat(recipients(next)).containsExactly("b@example.net");
            assertThat(old.commands())
                    .filteredOn(command -> command.startsWith("RCPT"))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("no connection is used again that is older than five minutes, though it was never idle for long")
    void age() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(server), server);
        properties.setProperty("mail.smtp-mx.dane.idletimeout", "300000");
        Session session = Session.getInstance(properties);
        AtomicLong now = new AtomicLong();
        try (MxTransport transport = new MxTransport(session, new URLName("smtp-mx:"), now::get)) {
            transport.connect();
            send(session, transport, "a@example.org");
            now.addAndGet(ConnectionPool.MAX_AGE_NANOS - 1);
            send(session, transport, "b@example.org");
            assertThat(server.connections()).isOne();

            now.addAndGet(1);
            send(session, transport, "c@example.org");

            assertThat(server.connections()).isEqualTo(2);
        }
        assertThat(recipients(server)).containsExactly("a@example.org", "b@example.org", "c@example.org");
    }

    @Test
    @DisplayName("what the Session says is read again for each message if a name server is given by its name")
    void namedNameServer() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(server), server);
        Session session = Session.getInstance(properties);
        MxSettings byAddress = MxSettings.of(session, "smtp-mx");

        assertThat(MxSettings.of(session, "smtp-mx", byAddress)).isSameAs(byAddress);

        properties.setProperty("mail.smtp-mx.dane.nameservers", "[::1]:5353");
        MxSettings byIpv6 = MxSettings.of(session, "smtp-mx");
        assertThat(MxSettings.of(session, "smtp-mx", byIpv6)).isSameAs(byIpv6);

        properties.setProperty("mail.smtp-mx.dane.nameservers", "127.0.0.1, localhost:5353");
        MxSettings byName = MxSettings.of(session, "smtp-mx");
        assertThat(MxSettings.of(session, "smtp-mx", byName)).isNotSameAs(byName);
    }

    @Test
    @DisplayName("what the Session says is read again if an element of its array of key managers is another one")
    void replacedKeyManager() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(server), server);
        KeyManager replacement = new KeyManager() {};
        KeyManager[] managers = {new KeyManager() {}};
        properties.put("mail.smtp-mx.dane.keymanagers", managers);
        Session session = Session.getInstance(properties);
        MxSettings before = MxSettings.of(session, "smtp-mx");
        assertThat(MxSettings.of(session, "smtp-mx", before)).isSameAs(before);

        managers[0] = replacement;

        MxSettings after = MxSettings.of(session, "smtp-mx", before);
        assertThat(after.planner().settings().keyManagers()).containsExactly(replacement);
        properties.put("mail.smtp-mx.dane.keymanagers", managers.clone());
        assertThat(MxSettings.of(session, "smtp-mx", after)).isSameAs(after);
    }

    @Test
    @DisplayName("a message that breaks off in the middle ends the connection, and the next one is whole")
    void brokenInTheMiddle() throws Exception {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(byMx(domain(server), server));
        MimeMessage half = new HalfMessage(message(session, "b@example.org"), new IOException("the disk is full"));
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            Address[] bob = InternetAddress.parse("b@example.org");
            assertThatThrownBy(() -> transport.sendMessage(half, bob)).hasStackTraceContaining("the disk is full");
            send(session, transport, "c@example.org");
        }

        assertThat(recipients(server)).containsExactly("a@example.org", "c@example.org");
        assertThat(server.received()).allMatch(mail -> mail.content().contains("for nobody else"));
    }

    @Test
    @DisplayName("a refused recipient does not end the connection")
    void refusedRecipient() throws MessagingException {
        SmtpServer server = network.start(mx().replyToRecipient("nobody@example.org", "550 5.1.1 no such user"));
        Session session = Session.getInstance(byMx(domain(server), server));
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, "a@example.org");
            assertThatThrownBy(() -> send(session, transport, "nobody@example.org", "b@example.org"))
                    .isInstanceOf(SendFailedException.class);
            assertThatThrownBy(() -> send(session, transport, "nobody@example.org"))
                    .isInstanceOf(SendFailedException.class);
            send(session, transport, "c@example.org");
        }

        assertThat(recipients(server)).containsExactly("a@example.org", "b@example.org", "c@example.org");
        assertThat(server.connections()).isOne();
    }

    @Test
    @DisplayName("RFC 7672 section 3.2.2: two domains at one MX host have each a connection of its own")
    void twoDomainsAtOneHost() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = network.start(DnsTree.builder()
                .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)))
                .zone("example.net", records("@ MX 10 mx.example.org.")));

        sendEach(byMx(dns, server), "a@example.org", "b@example.net", "c@example.org", "d@example.net");

        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.received()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 4", "2, 2"})
    @DisplayName("as many connections are kept as the property says, those last used")
    void boundedNumber(int pooled, int connections) throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = network.start(DnsTree.builder()
                .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)))
                .zone("example.net", records("@ MX 10 mx.example.org.")));
        Properties properties = byMx(dns, server);
        properties.setProperty("mail.smtp-mx.dane.pooledconnections", String.valueOf(pooled));

        sendEach(properties, "a@example.org", "b@example.net", "c@example.org", "d@example.net");

        assertThat(server.connections()).isEqualTo(connections);
        server.awaitClosed(connections, SOON);
        assertThat(count(server, "QUIT")).isEqualTo(connections);
    }

    @Test
    @DisplayName("a connection that is idle for too long is closed with a goodbye, also if the transport is forgotten")
    void idle() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(server), server);
        properties.setProperty("mail.smtp-mx.dane.idletimeout", "50");
        Session session = Session.getInstance(properties);
        Transport transport = connect(session, "smtp-mx");

        send(session, transport, "a@example.org");
        server.awaitClosed(1, SOON);
        assertThat(count(server, "QUIT")).isOne();
        send(session, transport, "b@example.org");
        server.awaitClosed(2, SOON);

        assertThat(recipients(server)).containsExactly("a@example.org", "b@example.org");
    }

    @Test
    @DisplayName("connections in use and idle ones are closed with the transport, and no thread remains")
    void nothingRemains() throws Exception {
        SmtpServer server = network.start(mx());
        DnsTree.Builder tree = DnsTree.builder()
                .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)));
        String[] recipients =
                IntStream.range(0, 12).mapToObj(i -> "r@d" + i + ".test").toArray(String[]::new);
        for (int i = 0; i < recipients.length; i++) {
            tree.zone("d" + i + ".test", records("@ MX 10 mx.example.org."));
        }
        Session session = Session.getInstance(byMx(network.start(tree), server));
        try (Transport transport = connect(session, "smtp-mx")) {
            send(session, transport, recipients);
            send(session, transport, recipients);
        }

        assertThat(server.connections()).isEqualTo(recipients.length);
        server.awaitClosed(recipients.length, SOON);
        assertThat(server.received()).hasSize(2 * recipients.length);
        for (Thread thread : deliveryThreads()) {
            thread.join(SOON.toMillis());
        }
        assertThat(deliveryThreads()).isEmpty();
    }

    private static Collection<Thread> deliveryThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("dane4j-delivery"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "pooledconnections, -1",
        "pooledconnections, many",
        "pooledconnections, ''",
        "idletimeout, 0",
        "idletimeout, 300001",
        "messagesperconnection, 0"
    })
    @DisplayName("bounds that make no sense are errors, never defaults")
    void senselessBounds(String property, String value) {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(domain(server), server);
        properties.setProperty("mail.smtp-mx.dane." + property, value);

        assertThat(failure(properties)).hasMessageContaining("mail.smtp-mx.dane." + property);
        assertThat(server.connections()).isZero();
    }
}
