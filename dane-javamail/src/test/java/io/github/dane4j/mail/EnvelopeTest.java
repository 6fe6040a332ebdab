package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a message's envelope is said to a server: never more than one command at a time (RFC 5321 section 4.1.1). */
class EnvelopeTest extends MailTest {
    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-f]{4})");
    private static final String[] DOMAIN = {"@ MX 10 mx", "mx A 127.0.0.1"};

    /** A line of {@code addresses.csv}. */
    record Row(String address, boolean sent, String path) {
        static Row of(String line) {
            String[] parts = line.split(", ", -1);
            String address = unescaped(parts[0]);
            return new Row(address, parts[1].equals("sent"), parts.length > 2 ? parts[2] : address);
        }

        private static String unescaped(String text) {
            return ESCAPED.matcher(text)
                    .replaceAll(found ->
                            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
        }
    }

    static List<Row> rows() {
        try (InputStream in = Objects.requireNonNull(EnvelopeTest.class.getResourceAsStream("addresses.csv"))) {
            return Stream.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1))
                    .filter(line -> !line.isEmpty())
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Row> sent() {
        return rows().stream().filter(Row::sent);
    }

    static Stream<Row> refused() {
        return rows().stream().filter(row -> !row.sent());
    }

    private static InternetAddress address(String text) {
        InternetAddress address = new InternetAddress();
        address.setAddress(text);
        return address;
    }

    private static final InternetAddress BOB = address("bob@example.org");

    private Properties fixed(SmtpServer server) {
        return dropIn(hostWith(server, CERTIFICATE), server);
    }

    private Properties direct(SmtpServer server) {
        DnsTree.Builder dns = DnsTree.builder();
        // The last two are not strasse.org, nor the name that has a sigma in the place of the final one.
        Stream.of("example.org", "xn--exmple-cua.org", "xn--strae-oqa.org", "xn--nxasmm1c.org")
                .forEach(domain -> dns.zone(domain, records(DOMAIN)));
        return byMx(network.start(dns), server);
    }

    private static void send(Properties properties, MimeMessage message, Address... recipients)
            throws MessagingException {
        Session session = Session.getInstance(properties);
        message.saveChanges();
        try (Transport transport = session.getTransport(recipients[0])) {
            transport.connect();
            transport.sendMessage(message, recipients);
        }
    }

    private static MimeMessage plain(Properties properties) throws MessagingException {
        return message(Session.getInstance(properties));
    }

    private static void assertNoEnvelope(SmtpServer server) {
        assertThat(server.received()).isEmpty();
        assertThat(server.commands()).noneMatch(command -> command.matches("(MAIL|RCPT|DATA).*"));
    }

    @ParameterizedTest
    @MethodSource("sent")
    void addressIsSentAsItIsOrInALabels(Row row) throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties fixed = fixed(server);
        Properties direct = direct(server);

        send(fixed, plain(fixed), address(row.address()));
        send(direct, plain(direct), address(row.address()));

        assertThat(server.commands())
                .filteredOn(command -> command.startsWith("RCPT"))
                .containsExactly("RCPT TO:<" + row.path() + ">", "RCPT TO:<" + row.path() + ">");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void fixedHostHearsNothingOfAnAddressThatCannotBeSent(Row row) throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = fixed(server);
        Address bad = address(row.address());

        SendFailedException failure =
                catchThrowableOfType(SendFailedException.class, () -> send(properties, plain(properties), BOB, bad));

        assertThat(failure.getInvalidAddresses()).containsExactly(bad);
        assertThat(failure.getValidUnsentAddresses()).containsExactly(BOB);
        assertThat(failure.getMessage()).matches("5\\.(1\\.3|6\\.7) .*");
        assertNoEnvelope(server);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void mxDeliversToTheOthers(Row row) throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = direct(server);
        Address bad = address(row.address());

        SendFailedException failure =
                catchThrowableOfType(SendFailedException.class, () -> send(properties, plain(properties), bad, BOB));

        assertThat(failure.getInvalidAddresses()).containsExactly(bad);
        assertThat(failure.getValidSentAddresses()).containsExactly(BOB);
        assertThat(failure.getValidUnsentAddresses()).isEmpty();
        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.recipients()).containsExactly("bob@example.org"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void senderThatCannotBeSentIsAnErrorBeforeAnythingIsSaid(Row row) throws MessagingException {
        SmtpServer server = network.start(mx());
        for (Properties properties : List.of(fixed(server), direct(server))) {
            SMTPMessage byEnvelope = new SMTPMessage(plain(properties));
            byEnvelope.setEnvelopeFrom(row.address());
            MimeMessage byHeader = plain(properties);
            byHeader.removeHeader("From");
            byHeader.setFrom(address(row.address()));

            assertThatThrownBy(() -> send(properties, byEnvelope, BOB))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageMatching("5\\.(1\\.7|6\\.7) .*");
            properties.setProperty("mail.smtp.from", row.address());
            properties.setProperty("mail.smtp-mx.from", row.address());
            assertThatThrownBy(() -> send(properties, plain(properties), BOB))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageMatching("5\\.(1\\.7|6\\.7) .*");
        }
        assertNoEnvelope(server);
    }

    @Test
    void senderOfADeliveryReportIsEmpty() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = direct(server);
        properties.setProperty("mail.smtp-mx.from", "<>");

        send(properties, plain(properties), BOB);

        assertThat(server.commands()).contains("MAIL FROM:<>");
    }

    /** RFC 6531 section 3.2 lets a sender convert; with the extension allowed, a host may still not have it. */
    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void domainInULabelsNeedsNoExtension(String allowed) throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties fixed = fixed(server);
        Properties direct = direct(server);
        InternetAddress recipient = new InternetAddress("u@ex\u00e4mple.org", false);
        fixed.setProperty("mail.mime.allowutf8", allowed);
        direct.setProperty("mail.mime.allowutf8", allowed);

        send(fixed, plain(fixed), recipient);
        send(direct, plain(direct), recipient);

        assertThat(server.received())
                .hasSize(2)
                .allSatisfy(mail -> assertThat(mail.recipients()).containsExactly("u@xn--exmple-cua.org"));
    }

    /** Only for them the mail waits: another host may have SMTPUTF8. */
    @Test
    void hostWithoutTheExtensionGetsTheMailForTheOthers() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = direct(server);
        properties.setProperty("mail.mime.allowutf8", "true");
        InternetAddress utf8 = address("b\u00f6b@example.org");

        SendFailedException failure =
                catchThrowableOfType(SendFailedException.class, () -> send(properties, plain(properties), utf8, BOB));

        assertThat(failure.getValidSentAddresses()).containsExactly(BOB);
        assertThat(failure.getValidUnsentAddresses()).containsExactly(utf8);
        assertThat(failure).hasMessageContaining("5.6.7");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void senderInULabelsIsSentInALabels() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = fixed(server);
        properties.setProperty("mail.smtp.from", "alice@ex\u00e4mple.org");

        send(properties, plain(properties), BOB);

        assertThat(server.commands()).contains("MAIL FROM:<alice@xn--exmple-cua.org>");
    }

    @Test
    void listenersOfAFixedHostLearnOfARefusalOnceAndOfTheNextMessage() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = fixed(server);
        Session session = Session.getInstance(properties);
        BlockingQueue<TransportEvent> events = new LinkedBlockingQueue<>();
        Address bad = address("b ob@example.org");
        try (Transport transport = session.getTransport("smtp")) {
            transport.addTransportListener(new TransportAdapter() {
                @Override
                public void messageDelivered(TransportEvent e) {
                    events.add(e);
                }

                @Override
                public void messageNotDelivered(TransportEvent e) {
                    events.add(e);
                }
            });
            transport.connect();
            MimeMessage message = message(session, "bob@example.org");
            message.saveChanges();

            assertThatThrownBy(() -> transport.sendMessage(message, new Address[] {bad, BOB}))
                    .isInstanceOf(SendFailedException.class);
            transport.sendMessage(message, new Address[] {BOB});

            assertThat(events.poll(5, TimeUnit.SECONDS)).satisfies(e -> {
                assertThat(e.getType()).isEqualTo(TransportEvent.MESSAGE_NOT_DELIVERED);
                assertThat(e.getInvalidAddresses()).containsExactly(bad);
                assertThat(e.getValidUnsentAddresses()).containsExactly(BOB);
            });
            assertThat(events.poll(5, TimeUnit.SECONDS))
                    .satisfies(e -> assertThat(e.getType()).isEqualTo(TransportEvent.MESSAGE_DELIVERED));
        }
        assertThat(events).isEmpty();
        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client.example.net\r\nMAIL FROM:<x@y>", "client example", "a\0b", " "})
    void nameOfTheClientIsOneWord(String name) throws MessagingException {
        SmtpServer server = network.start(mx());
        for (String protocol : List.of("smtp", "smtp-mx")) {
            Properties properties = protocol.equals("smtp") ? fixed(server) : direct(server);
            properties.setProperty("mail." + protocol + ".localhost", name);

            assertThatThrownBy(() -> send(properties, plain(properties), BOB))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageStartingWith("mail." + protocol + ".localhost must be ");
        }
        assertThat(server.commands()).isEmpty();
    }

    @Test
    void parametersCannotBeginAnotherCommand() throws MessagingException {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("EHLO", "250-scripted\r\n250 DSN")
                .start()) {
            for (String key : List.of("mailextension", "dsn.ret", "dsn.notify")) {
                Properties properties = properties(exampleOrg(), "smtp");
                properties.setProperty("mail.smtp.class", SMTPTransport.class.getName());
                properties.setProperty("mail.smtp.host", "127.0.0.1");
                properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
                properties.setProperty("mail.smtp." + key, "X\r\nVRFY eve");

                assertThatThrownBy(() -> send(properties, plain(properties), BOB))
                        .isInstanceOf(MessagingException.class)
                        .hasMessageContaining("5.5.2 an SMTP command must not contain a control character");
            }
            assertThat(server.commands()).noneMatch(command -> command.startsWith("VRFY"));
        }
    }

    @Test
    void commandsOfTheApplicationAreCheckedToo() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = fixed(server);
        try (Transport transport = Session.getInstance(properties).getTransport("smtp")) {
            transport.connect();
            SMTPTransport smtp = (SMTPTransport) transport;

            assertThatThrownBy(() -> smtp.issueCommand("NOOP\r\nVRFY eve", 250)).hasMessageContaining("5.5.2");
            assertThatThrownBy(() -> smtp.simpleCommand("NOOP\nVRFY eve")).hasMessageContaining("5.5.2");
            assertThat(smtp.simpleCommand("NOOP")).isEqualTo(250);
        }
        assertThat(server.commands()).noneMatch(command -> command.contains("VRFY"));
    }
}
