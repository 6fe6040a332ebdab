package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A mail server, a DNS that names it, and an application that knows both by properties alone. */
abstract class MailTest {
    static final String HOST = "mx.example.org";

    /** Anything but the certificate of the server. */
    static final TestCertificate OTHER =
            TestCertificate.builder().dnsNames(HOST).build();

    /** A certificate for another name, which DANE-EE does not mind. */
    static final TestCertificate FOREIGN =
            TestCertificate.builder().dnsNames("other.example.net").build();

    static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames(HOST).build();

    /** For what happens at once on a machine that is not busy. */
    static final Duration SOON = Duration.ofSeconds(20);

    private final List<DnssecResolver> resolvers = new ArrayList<>();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path directory;

    @AfterEach
    void closeResolvers() {
        resolvers.forEach(DnssecResolver::close);
    }

    /** Asks {@code dns} anew for each message, as when every answer has expired. */
    DnssecResolver withoutCache(DnsTree dns) {
        DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(dns.address())
                .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                .cacheSize(0, 0)
                .build();
        resolvers.add(resolver);
        return resolver;
    }

    static SmtpServer.Builder mx() {
        return SmtpServer.builder(HOST).certificate(CERTIFICATE);
    }

    static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The TLSA record of {@code mx.example.org} for the port of {@code server}. */
    static String tlsa(SmtpServer server, TestCertificate certificate) {
        return "_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1);
    }

    /** A signed {@code example.org} with these records. */
    DnsTree exampleOrg(String... records) {
        return network.start(DnsTree.builder().zone("example.org", records(records)));
    }

    static Consumer<ZoneBuilder> records(String... records) {
        return zone -> List.of(records).forEach(zone::record);
    }

    /** {@code example.org} with the host of {@code server} and a TLSA record for {@code certificate}. */
    DnsTree hostWith(SmtpServer server, TestCertificate certificate) {
        return exampleOrg("mx A 127.0.0.1", tlsa(server, certificate));
    }

    /** What makes mail go through {@code dns}, with timeouts for a busy machine. */
    Properties properties(DnsTree dns, String protocol) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(
                prefix + "dane.nameservers", "127.0.0.1:" + dns.address().getPort());
        properties.setProperty(prefix + "dane.trustanchors", anchors(dns).toString());
        properties.setProperty(prefix + "dane.timeout", "60000");
        properties.setProperty(prefix + "connectiontimeout", "30000");
        properties.setProperty(prefix + "timeout", "30000");
        properties.setProperty(prefix + "localhost", "client.example.net");
        return properties;
    }

    private Path anchors(DnsTree dns) {
        try {
            Path file = directory.resolve("anchors-" + dns.address().getPort());
            return Files.writeString(file, dns.trustAnchors() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #properties(DnsTree, String)} for {@code mail.smtp.class}, with the host of {@code server}. */
    Properties dropIn(DnsTree dns, SmtpServer server) {
        Properties properties = properties(dns, "smtp");
        properties.setProperty("mail.smtp.class", SMTPTransport.class.getName());
        properties.setProperty("mail.smtp.host", HOST);
        properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
        return properties;
    }

    /** As {@link #properties(DnsTree, String)} for delivery by MX, all hosts having the port of {@code server}. */
    Properties byMx(DnsTree dns, SmtpServer server) {
        Properties properties = properties(dns, "smtp-mx");
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));
        properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        return properties;
    }

    static MimeMessage message(Session session, String... recipients) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("alice@example.net"));
        for (String recipient : recipients) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        }
        message.setSubject("secret");
        message.setText("for nobody else");
        return message;
    }

    /** Sends as an application does that has never heard of DANE. */
    static void send(Properties properties, String... recipients) throws MessagingException {
        Transport.send(message(Session.getInstance(properties), recipients));
    }

    static void send(Properties properties) throws MessagingException {
        send(properties, "bob@example.org");
    }

    /** A transport that is connected, for several messages. */
    static Transport connect(Session session, String protocol) throws MessagingException {
        Transport transport = session.getTransport(protocol);
        transport.connect();
        return transport;
    }

    static void send(Session session, Transport transport, String... recipients) throws MessagingException {
        MimeMessage message = message(session, recipients);
        message.saveChanges();
        transport.sendMessage(message, message.getAllRecipients());
    }

    /** The recipients of all that the server has received, in order. */
    static List<String> recipients(SmtpServer server) {
        return server.received().stream()
                .flatMap(mail -> mail.recipients().stream())
                .toList();
    }

    static MessagingException failure(Properties properties, String... recipients) {
        return catchThrowableOfType(MessagingException.class, () -> send(properties, recipients));
    }

    static MessagingException failure(Properties properties) {
        return failure(properties, "bob@example.org");
    }

    /** The refusal nested in {@code e}. */
    static DaneRefusedException refusal(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof DaneRefusedException refused) {
                return refused;
            }
        }
        throw new AssertionError("not refused by DANE", e);
    }

    /** That the server heard nothing that was meant for the right server only. */
    static void assertNothingGivenAway(SmtpServer server) {
        assertThat(server.received()).isEmpty();
        assertThat(server.credentials()).isEmpty();
        assertThat(server.commands()).allSatisfy(command -> assertThat(command).matches("(EHLO|HELO|STARTTLS|QUIT).*"));
    }
}
