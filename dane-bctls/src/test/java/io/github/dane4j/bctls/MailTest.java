package io.github.dane4j.bctls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.bctls.MailConversation.Kind;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.UnrulyTlsServer;
import io.github.dane4j.testkit.UnrulyTlsServer.Presented;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.TlsaRecord;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.security.KeyPair;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail servers that the JDK's TLS cannot talk to, and {@code dane-javamail} with {@code mail.<protocol>.dane.tls}. */
class MailTest {
    private static final String HOST = "mx.example.org";
    private static final KeyPair KEYS = KeyAlgorithm.EC_P256.generate();
    private static final KeyPair OTHERS = KeyAlgorithm.EC_P256.generate();
    private static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames(HOST).build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final MailConversation.Log log = new MailConversation.Log();
    private @Nullable DnssecResolver dns;

    private UnrulyTlsServer serve(Kind kind, Presented presented) {
        return new UnrulyTlsServer(presented)
                .holding(() -> new MailConversation(kind, log))
                .start();
    }

    private static Presented rawKey(KeyPair keys) {
        return Presented.rawKeys(keys.getPrivate(), keys.getPublic().getEncoded());
    }

    private static Presented certificate(byte[] der) {
        return Presented.certificates(CERTIFICATE.keyPair().getPrivate(), der);
    }

    private static String record(KeyPair keys) {
        return TlsaRecord.matchingPublicKey(keys.getPublic().getEncoded(), MatchingType.SHA2_256)
                .toString();
    }

    /** What an application sets for the server whose only TLSA record is {@code record}. */
    private Properties properties(String protocol, UnrulyTlsServer server, String record) {
        int port = server.address().getPort();
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_" + port + "._tcp.mx TLSA " + record)));
        dns = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build();
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty("mail.transport.protocol.rfc822", protocol);
        properties.setProperty(prefix + "host", HOST);
        properties.setProperty(prefix + "port", String.valueOf(port));
        properties.setProperty(prefix + "dane", "mandatory");
        properties.put(prefix + "dane.resolver", dns);
        properties.put(prefix + "dane.tls", BouncyCastleTls.factory(BouncyCastleOptions.standard()));
        return properties;
    }

    @AfterEach
    void closeResolver() {
        if (dns != null) {
            dns.close();
        }
    }

    private static void send(Properties properties) throws MessagingException {
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("alice@example.net"));
        message.addRecipient(Message.RecipientType.TO, new InternetAddress("bob@example.org"));
        message.setText("for nobody else");
        Transport.send(message);
    }

    private void assertRefused(Reason reason, Properties properties) {
        MessagingException failure = catchThrowableOfType(MessagingException.class, () -> send(properties));
        assertThat(DaneRefusal.allIn(failure))
                .as(() -> String.valueOf(failure))
                .isNotEmpty()
                .allSatisfy(refused -> assertThat(refused.reason()).isEqualTo(reason));
        assertThat(log.underTls).isEmpty();
        assertThat(log.mails).isEmpty();
        assertThat(log.inTheClear).allMatch(line -> line.startsWith("EHLO"));
    }

    private void assertDelivered() {
        assertThat(log.mails).singleElement().satisfies(mail -> assertThat(mail).contains("for nobody else"));
        assertThat(log.inTheClear).allMatch(line -> line.startsWith("EHLO"));
    }

    /** RFC 7671 section 5.1: {@code 3 1 1} is all that such a server can publish. */
    @ParameterizedTest
    @CsvSource({"smtp-dane, SMTP", "smtps-dane, SMTPS"})
    void aRawKeyGetsItsMailOverBothKindsOfTls(String protocol, Kind kind) throws Exception {
        try (UnrulyTlsServer server = serve(kind, rawKey(KEYS))) {
            Properties properties = properties(protocol, server, record(KEYS));
            DaneMail.check(Session.getInstance(properties), protocol);

            send(properties);

            assertDelivered();
            assertThat(server.rawKeyOffers()).containsExactly(true);
            assertThat(server.serverNames()).containsExactly(HOST);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRawKeyOfAnMxHostToo(boolean tls13) throws Exception {
        try (UnrulyTlsServer server = serve(Kind.SMTP, rawKey(KEYS)).versions(tls13 ? "TLSv1.3" : "TLSv1.2")) {
            Properties properties = properties("smtp-mx", server, record(KEYS));
            properties.remove("mail.smtp-mx.host");
            properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");

            send(properties);

            assertDelivered();
        }
    }

    /** What the JDK makes of the same server. */
    @Test
    void withoutThePropertyTheMailWaits() throws Exception {
        try (UnrulyTlsServer server = serve(Kind.SMTP, rawKey(KEYS))) {
            Properties properties = properties("smtp-dane", server, record(KEYS));
            properties.remove("mail.smtp-dane.dane.tls");

            assertRefused(Reason.HANDSHAKE_FAILED, properties);
        }
    }

    /** Asked once for its raw key and once for its certificate, both of which must match. */
    @ParameterizedTest
    @CsvSource({"smtp-dane, SMTP", "smtps-dane, SMTPS"})
    void anothersRawKeyIsRefusedAndHearsNothing(String protocol, Kind kind) throws Exception {
        Presented both = certificate(CERTIFICATE.der())
                .andRawKeys(OTHERS.getPrivate(), OTHERS.getPublic().getEncoded());
        try (UnrulyTlsServer server = serve(kind, both)) {
            assertRefused(Reason.LEAF_MISMATCH, properties(protocol, server, record(KEYS)));

            assertThat(server.rawKeyOffers()).containsExactly(true, false);
        }
    }

    @Test
    void aStolenRawKeyIsRefusedAndHearsNothing() throws Exception {
        Presented stolen =
                Presented.rawKeys(OTHERS.getPrivate(), KEYS.getPublic().getEncoded());
        try (UnrulyTlsServer server = serve(Kind.SMTP, stolen)) {
            assertRefused(Reason.HANDSHAKE_FAILED, properties("smtp-dane", server, record(KEYS)));
        }
    }

    /** A server may have a raw key that is not the key of its certificate, which alone is published. */
    @ParameterizedTest
    @CsvSource({"smtp-dane, SMTP", "smtps-dane, SMTPS"})
    void aRawKeyThatMatchesNothingIsFollowedByTheCertificate(String protocol, Kind kind) throws Exception {
        Presented both = certificate(CERTIFICATE.der())
                .andRawKeys(OTHERS.getPrivate(), OTHERS.getPublic().getEncoded());
        try (UnrulyTlsServer server = serve(kind, both)) {
            send(properties(protocol, server, CERTIFICATE.tlsa(3, 1, 1)));

            assertDelivered();
            assertThat(server.rawKeyOffers()).containsExactly(true, false);
        }
    }

    @Test
    void aCertificateThatTheJvmCannotParseGetsItsMail() throws Exception {
        byte[] der = ServerCertificateTest.unparseable(CERTIFICATE);
        try (UnrulyTlsServer server = serve(Kind.SMTP, certificate(der))) {
            Properties properties = properties("smtp-dane", server, CERTIFICATE.tlsa(3, 1, 1));

            send(properties);

            assertDelivered();
            properties.remove("mail.smtp-dane.dane.tls");
            assertThat(catchThrowableOfType(MessagingException.class, () -> send(properties)))
                    .isNotNull();
            assertThat(log.mails).hasSize(1);
        }
    }

    /** The versions that the application wants are a part of the offer, and no others are added. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.2, false", "TLSv1.2 TLSv1.3, true"})
    void theApplicationsProtocolsNarrowTheOffer(String protocols, boolean sent) throws Exception {
        try (UnrulyTlsServer server = serve(Kind.SMTP, rawKey(KEYS)).versions("TLSv1.3")) {
            Properties properties = properties("smtp-dane", server, record(KEYS));
            properties.setProperty("mail.smtp-dane.ssl.protocols", protocols);

            if (sent) {
                send(properties);
                assertDelivered();
            } else {
                assertRefused(Reason.HANDSHAKE_FAILED, properties);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anImapStoreLogsInToARawKeyThatMatchesOnly(boolean matches) throws Exception {
        try (UnrulyTlsServer server = serve(Kind.IMAPS, rawKey(KEYS))) {
            Properties properties = properties("imaps-dane", server, record(matches ? KEYS : OTHERS));
            Session session = Session.getInstance(properties);
            DaneMail.check(session, "imaps-dane");

            try (Store store = session.getStore("imaps-dane")) {
                MessagingException failure =
                        catchThrowableOfType(MessagingException.class, () -> store.connect("alice", "secret"));

                assertThat(failure == null).isEqualTo(matches);
                assertThat(log.underTls.stream().anyMatch(line -> line.contains("LOGIN")))
                        .isEqualTo(matches);
            }
        }
    }
}
