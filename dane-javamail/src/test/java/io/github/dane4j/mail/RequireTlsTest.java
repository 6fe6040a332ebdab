package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TrustedRoot;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8689 section 4.2.1: a message with REQUIRETLS goes to servers alone that are authenticated and offer it. */
class RequireTlsTest extends MailTest {
    private static final String BOB = "bob@example.org";
    private static final String WITH = "MAIL FROM:<alice@example.net> REQUIRETLS";
    private static final String WITHOUT = "MAIL FROM:<alice@example.net>";

    private static final TestCertificate ROOT = TestCertificate.builder()
            .subject("CN=Root that the JVM trusts")
            .certificateAuthority()
            .build();

    private static final TestCertificate ISSUED =
            TestCertificate.builder().dnsNames(HOST).issuedBy(ROOT).build();

    private static SmtpServer.Builder offering() {
        return mx().offer("REQUIRETLS", false, true);
    }

    private Properties toDomain(SmtpServer server, String... more) {
        String[] records = new String[more.length + 2];
        records[0] = "@ MX 10 mx";
        records[1] = "mx A 127.0.0.1";
        System.arraycopy(more, 0, records, 2, more.length);
        return byMx(exampleOrg(records), server);
    }

    /** For all messages of a Session. */
    private static Properties requiring(Properties properties) {
        properties.setProperty("mail.smtp-mx.mailextension", "REQUIRETLS");
        properties.setProperty("mail.smtp.mailextension", "REQUIRETLS");
        return properties;
    }

    private static RecipientOutcome outcome(MessagingException failure) {
        List<RecipientOutcome> outcomes = RecipientOutcome.allIn(failure);
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    private static void assertFailedForGood(MessagingException failure, Reason reason, String code) {
        assertThat(failure).isInstanceOf(SendFailedException.class);
        assertThat(refusal(failure).reason()).isEqualTo(reason);
        assertThat(refusal(failure).statusCode()).isEqualTo(code);
        assertThat(refusal(failure).finalStatusCode()).isEqualTo(code);
        assertThat(outcome(failure).kind()).isEqualTo(RecipientOutcome.Kind.FAILED);
        assertThat(outcome(failure).statusCode()).isEqualTo(code);
        assertThat(outcome(failure).retryAfter()).isEmpty();
        assertThat(outcome(failure).attempt())
                .hasValueSatisfying(attempt -> assertThat(attempt.reason()).contains(reason));
    }

    private static void sendFrom(Properties properties, String sender, String extension, String... recipients)
            throws MessagingException {
        Session session = Session.getInstance(properties);
        SMTPMessage message = new SMTPMessage(message(session, recipients));
        message.setEnvelopeFrom(sender);
        message.setMailExtension(extension);
        Transport.send(message);
    }

    @ParameterizedTest
    @CsvSource({"REQUIRETLS, REQUIRETLS", "requiretls, requiretls", "MT-PRIORITY=3 REQUIRETLS, MT-PRIORITY=3 REQUIRETLS"
    })
    @DisplayName("by a message's own parameter: an authenticated host that offers it gets the message with it")
    void offered(String extension, String parameters) throws MessagingException {
        SmtpServer server = network.start(offering());

        sendFrom(toDomain(server, tlsa(server, CERTIFICATE)), "alice@example.net", extension, BOB);

        assertThat(server.commands()).contains("MAIL FROM:<alice@example.net> " + parameters);
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    @DisplayName("messages to several domains all have it")
    void severalDomains() throws MessagingException {
        SmtpServer server = network.start(offering());
        DnsTree dns = network.start(DnsTree.builder()
                .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)))
                .zone("example.net", records("@ MX 10 mx.example.org.")));

        sendFrom(byMx(dns, server), "alice@example.net", "REQUIRETLS", BOB, "bob@example.net");

        assertThat(server.received()).hasSize(2);
        assertThat(server.commands()).filteredOn(WITH::equals).hasSize(2);
    }

    @Test
    @DisplayName("5.7.30: a host that does not offer it learns nothing of the message")
    void notOffered() {
        SmtpServer server = network.start(mx());

        MessagingException failure = failure(requiring(toDomain(server, tlsa(server, CERTIFICATE))));

        assertFailedForGood(failure, Reason.REQUIRETLS_NOT_OFFERED, "5.7.30");
        assertNothingGivenAway(server);
        assertThat(server.commands()).contains("QUIT");
        assertThat(failure)
                .hasMessageContaining("5.7.30 mx.example.org:" + server.port()
                        + ": the message asks for REQUIRETLS, and the server does not offer REQUIRETLS");
    }

    @Test
    @DisplayName("an offer in the clear is not one: anyone can have added it")
    void offeredInTheClear() {
        SmtpServer server = network.start(mx().offer("REQUIRETLS", true, false));

        MessagingException failure = failure(requiring(toDomain(server, tlsa(server, CERTIFICATE))));

        assertFailedForGood(failure, Reason.REQUIRETLS_NOT_OFFERED, "5.7.30");
        assertNothingGivenAway(server);
    }

    private static final String[] TWO_HOSTS = {"@ MX 10 mx1", "@ MX 20 mx2", "mx1 A 127.0.0.2", "mx2 A 127.0.0.3"};

    private static String tlsaOf(String host, SmtpServer server, TestCertificate certificate) {
        return "_" + server.port() + "._tcp." + host + " TLSA " + certificate.tlsa(3, 1, 1);
    }

    private Properties toTwoHosts(SmtpServer server) {
        return requiring(byMx(
                exampleOrg(
                        TWO_HOSTS[0],
                        TWO_HOSTS[1],
                        TWO_HOSTS[2],
                        TWO_HOSTS[3],
                        tlsaOf("mx1", server, CERTIFICATE),
                        tlsaOf("mx2", server, CERTIFICATE)),
                server));
    }

    @Test
    @DisplayName("a host that does not offer it is followed by the next")
    void nextHost() throws MessagingException {
        SmtpServer first = network.start(mx().address(loopback(2)));
        SmtpServer second = network.start(offering().address(loopback(3)).port(first.port()));

        send(toTwoHosts(first));

        assertNothingGivenAway(first);
        assertThat(second.commands()).contains(WITH);
        assertThat(second.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 2"})
    @DisplayName("while one host may be fit later, the message waits, whichever comes first")
    void oneHostMayBeFitLater(int unfit, int busy) {
        SmtpServer first = network.start(mx().address(loopback(unfit)));
        network.start(offering().address(loopback(busy)).port(first.port()).greeting("451 later"));

        MessagingException failure = failure(toTwoHosts(first));

        assertThat(outcome(failure).kind()).isEqualTo(RecipientOutcome.Kind.DEFERRED);
        assertThat(outcome(failure).statusCode()).startsWith("4.");
        assertThat(outcome(failure).retryAfter()).isPresent();
        assertNothingGivenAway(first);
    }

    @Test
    @DisplayName("a host that does not match its TLSA records makes the message wait, as without REQUIRETLS")
    void mismatchWaits() {
        SmtpServer server = network.start(offering());

        MessagingException failure = failure(requiring(toDomain(server, tlsa(server, OTHER))));

        assertThat(refusal(failure).statusCode()).isEqualTo("4.7.323");
        assertThat(outcome(failure).kind()).isEqualTo(RecipientOutcome.Kind.DEFERRED);
        assertNothingGivenAway(server);
    }

    @ParameterizedTest
    @CsvSource({
        "trusted, opportunistic, sent",
        "trusted, audit-only, sent",
        "foreign name, opportunistic, NO_PKIX_PATH",
        "self-signed, opportunistic, NO_PKIX_PATH",
        "self-signed, audit-only, NO_PKIX_PATH"
    })
    @DisplayName("a host without TLSA records needs a certificate for its name from a CA of this JVM")
    @SuppressWarnings("try")
    void pkix(String certificate, String mode, String result) throws Exception {
        TestCertificate served = switch (certificate) {
            case "trusted" -> ISSUED;
            case "foreign name" ->
                TestCertificate.builder()
                        .dnsNames("other.example")
                        .issuedBy(ROOT)
                        .build();
            default -> CERTIFICATE;
        };
        SmtpServer server = network.start(offering().certificate(served));
        Properties properties = requiring(toDomain(server));
        properties.setProperty("mail.smtp-mx.dane", mode);

        try (TrustedRoot trusted = new TrustedRoot(ROOT, directory)) {
            if (result.equals("sent")) {
                send(properties);
                assertThat(server.commands()).contains(WITH);
                assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
            } else {
                assertFailedForGood(failure(properties), Reason.valueOf(result), "5.7.10");
                assertNothingGivenAway(server);
            }
        }
    }

    @Test
    @DisplayName("a host whose TLSA records are all unusable is held to PKIX")
    void unusableRecords() {
        SmtpServer server = network.start(offering());
        Properties properties = toDomain(server, "_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(1, 1, 1));

        assertFailedForGood(failure(requiring(properties)), Reason.NO_PKIX_PATH, "5.7.10");
        assertNothingGivenAway(server);
    }

    @ParameterizedTest
    @CsvSource({
        "no STARTTLS, STARTTLS_NOT_OFFERED",
        "no EHLO, STARTTLS_NOT_OFFERED",
        "refused for good, STARTTLS_REFUSED"
    })
    @DisplayName("5.7.10: without TLS nothing is sent, to a host without TLSA records either")
    void withoutTls(String how, Reason reason) {
        SmtpServer.Builder builder = offering();
        SmtpServer server = network.start(
                switch (how) {
                    case "no STARTTLS" -> builder.withoutStartTls();
                    case "no EHLO" -> builder.refuseEhlo();
                    default -> builder.endAfter(0, "STARTTLS", "554 5.7.1 not for you");
                });

        assertFailedForGood(failure(requiring(toDomain(server))), reason, "5.7.10");
        assertNothingGivenAway(server);
    }

    private static void assertWaits(MessagingException failure, String code) {
        assertThat(outcome(failure).kind()).isEqualTo(RecipientOutcome.Kind.DEFERRED);
        assertThat(outcome(failure).statusCode()).isEqualTo(code);
        assertThat(outcome(failure).retryAfter()).isPresent();
        assertThat(failure).hasMessageContaining(code).hasMessageNotContaining("5.7.");
        assertThat(DaneRefusal.allIn(failure))
                .allSatisfy(refused -> assertThat(((DaneRefusedException) refused).statusCode())
                        .isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({
        "EHLO, 421 4.3.2 shutting down, 4.4.2, false",
        "EHLO, 451 4.3.0 later, 4.4.2, false",
        "EHLO, '', 4.4.2, false",
        "EHLO, '', 4.4.2, true",
        "STARTTLS, 454 4.7.0 TLS not available, 4.7.321, false",
        "STARTTLS, 454 4.7.0 TLS not available, 4.7.321, true",
        "STARTTLS, '', 4.7.321, false",
        "STARTTLS, 554-5.7.1 cut off, 4.7.321, false",
        "handshake, '', 4.7.321, false"
    })
    @DisplayName("4xx, a closed connection and a broken handshake make the message wait, and never fail")
    void transientFailures(String at, String farewell, String code, boolean covered) {
        SmtpServer server = network.start(
                at.equals("handshake")
                        ? offering().breakHandshake()
                        : offering().endAfter(0, at, farewell));

        MessagingException failure =
                failure(requiring(covered ? toDomain(server, tlsa(server, CERTIFICATE)) : toDomain(server)));

        assertWaits(failure, code);
        assertNothingGivenAway(server);
    }

    private Properties toScripted(ScriptedServer server) {
        Properties properties = byMx(
                exampleOrg(
                        "@ MX 10 mx",
                        "mx A 127.0.0.1",
                        "_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(3, 1, 1)),
                network.start(mx()));
        properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));
        return requiring(properties);
    }

    @ParameterizedTest
    @ValueSource(strings = {"451 4.3.0 later", "550 no", ScriptedServer.HANG_UP})
    @DisplayName("an EHLO under TLS that is not answered with 250 says nothing of REQUIRETLS: the message waits")
    void secondEhlo(String reply) {
        try (ScriptedServer server =
                new ScriptedServer(loopback(1), 0).startTls(CERTIFICATE, reply).start()) {
            assertWaits(failure(toScripted(server)), "4.4.2");

            assertThat(server.commands())
                    .filteredOn(command -> command.startsWith("EHLO"))
                    .hasSize(2);
            assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    @Test
    @DisplayName("a relay whose EHLO under TLS is not answered with 250: the message waits")
    void secondEhloOfARelay() {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .startTls(CERTIFICATE, "451 4.3.0 later")
                .start()) {
            Properties properties = dropIn(
                    exampleOrg("mx A 127.0.0.1", "_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(3, 1, 1)),
                    network.start(mx()));
            properties.setProperty("mail.smtp.port", String.valueOf(server.port()));

            assertWaits(failure(requiring(properties)), "4.4.2");

            assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    @Test
    @DisplayName("when the time of the delivery is over, it is that which the exception says, and not 5.7.10")
    void timeIsOver() {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .startTls(CERTIFICATE, "250 scripted")
                .reply("STARTTLS", ScriptedServer.SILENCE)
                .start()) {
            Properties properties = toScripted(server);
            properties.setProperty("mail.smtp-mx.dane.domaintimeout", "3000");

            MessagingException failure = failure(properties);

            assertWaits(failure, "4.4.7");
            assertThat(DaneRefusal.allIn(failure)).isEmpty();
        }
    }

    @Test
    @DisplayName("the reply to EHLO is quoted, also after other messages")
    void replyToEhlo() throws MessagingException {
        SmtpServer server = network.start(mx().offer("DSN", false, true));
        Session session = Session.getInstance(toRelay(server, tlsa(server, CERTIFICATE)));
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            sendBy(transport, session, "");

            SendFailedException failure =
                    catchThrowableOfType(SendFailedException.class, () -> sendBy(transport, session, "REQUIRETLS"));

            assertThat(refusal(failure).explain())
                    .contains("the server answered EHLO with: 250-mx.example.org")
                    .contains("DSN");
        }
    }

    @Test
    @DisplayName("audit-only refuses nothing, but for a message that asks for it")
    void audit() {
        SmtpServer server = network.start(offering());
        Properties properties = requiring(toDomain(server, tlsa(server, OTHER)));
        properties.setProperty("mail.smtp-mx.dane", "audit-only");

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertNothingGivenAway(server);
    }

    private Properties unsigned(SmtpServer server, String... records) {
        return requiring(byMx(
                network.start(DnsTree.builder()
                        .zone("unsigned.test", zone -> {
                            zone.unsigned();
                            records(records).accept(zone);
                        })
                        .zone("example.org", records("mx A 127.0.0.1", tlsa(server, CERTIFICATE)))),
                server));
    }

    @Test
    @DisplayName("a host that an unsigned MX record names is not connected to, though it matches its TLSA records")
    void unsignedMx() {
        SmtpServer server = network.start(offering());

        MessagingException failure = failure(unsigned(server, "@ MX 10 mx.example.org."), "bob@unsigned.test");

        assertFailedForGood(failure, Reason.MX_INSECURE, "5.7.10");
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("an unsigned domain without MX records is its own host, and proves its own name")
    @SuppressWarnings("try")
    void unsignedDomainItself() throws Exception {
        SmtpServer server = network.start(offering()
                .certificate(TestCertificate.builder()
                        .dnsNames("unsigned.test")
                        .issuedBy(ROOT)
                        .build()));

        try (TrustedRoot trusted = new TrustedRoot(ROOT, directory)) {
            send(unsigned(server, "@ A 127.0.0.1"), "bob@unsigned.test");
        }

        assertThat(server.commands()).contains(WITH);
    }

    @Test
    @DisplayName("an address literal has no name to authenticate")
    void addressLiteral() {
        SmtpServer server = network.start(offering());

        MessagingException failure = failure(requiring(toDomain(server)), "bob@[127.0.0.1]");

        assertFailedForGood(failure, Reason.NO_PKIX_PATH, "5.7.10");
        assertNothingGivenAway(server);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, MAIL FROM:<> X=1 REQUIRETLS",
        "false, true, MAIL FROM:<> X=1",
        "true, false, MAIL FROM:<> X=1"
    })
    @DisplayName("section 5: a delivery report goes with the parameter where it can, and without it elsewhere")
    void deliveryReport(boolean offered, boolean authenticated, String expected) throws MessagingException {
        SmtpServer server = network.start(offered ? offering() : mx());
        Properties properties = authenticated ? toDomain(server, tlsa(server, CERTIFICATE)) : toDomain(server);

        sendFrom(properties, "<>", "X=1 REQUIRETLS", BOB);

        assertThat(server.commands()).contains(expected);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    @DisplayName("a parameter that hides behind another one is seen")
    void hiddenParameter() {
        SmtpServer server = network.start(mx());
        Properties properties = toDomain(server, tlsa(server, CERTIFICATE));

        MessagingException failure = catchThrowableOfType(
                MessagingException.class, () -> sendFrom(properties, "alice@example.net", "REQUIRETLS AUTH=<>", BOB));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.REQUIRETLS_NOT_OFFERED);
        assertNothingGivenAway(server);
    }

    private static void sendBy(Transport transport, Session session, String extension) throws MessagingException {
        SMTPMessage message = new SMTPMessage(message(session, BOB));
        message.setMailExtension(extension);
        message.saveChanges();
        transport.sendMessage(message, message.getAllRecipients());
    }

    @Test
    @DisplayName("an unauthenticated connection that waits is not used for it; those that are fit are")
    @SuppressWarnings("try")
    void reused() throws Exception {
        SmtpServer server = network.start(offering().certificate(ISSUED));
        Session session = Session.getInstance(toDomain(server));
        try (TrustedRoot trusted = new TrustedRoot(ROOT, directory);
                Transport transport = session.getTransport("smtp-mx")) {
            transport.connect();
            sendBy(transport, session, "");
            sendBy(transport, session, "REQUIRETLS");
            sendBy(transport, session, "REQUIRETLS");

            assertThat(server.connections()).isEqualTo(2);
        }
        assertThat(server.commands()).filteredOn(WITH::equals).hasSize(2);
        assertThat(server.commands()).filteredOn(WITHOUT::equals).hasSize(1);
    }

    @Test
    @DisplayName("the sessions that are reported say what the domain promised, not what the message asked for")
    void reportedSessions() {
        SmtpServer server = network.start(offering());
        Properties properties = requiring(toDomain(server));
        List<TlsSession> heard = new CopyOnWriteArrayList<>();
        properties.put("mail.smtp-mx.dane.sessions", (TlsSessionListener) heard::add);

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.NO_PKIX_PATH);

        assertThat(heard).singleElement().satisfies(session -> {
            assertThat(session.policy().type()).isEqualTo(TlsSession.Policy.Type.NONE);
            assertThat(session.failure()).isEmpty();
        });
    }

    /** To a relay. */
    private Properties toRelay(SmtpServer server, String... more) {
        String[] records = new String[more.length + 1];
        records[0] = "mx A 127.0.0.1";
        System.arraycopy(more, 0, records, 1, more.length);
        return dropIn(exampleOrg(records), server);
    }

    @Test
    @DisplayName("a relay that DANE authenticates gets it")
    void relayByDane() throws MessagingException {
        SmtpServer server = network.start(offering());

        send(requiring(toRelay(server, tlsa(server, CERTIFICATE))));

        assertThat(server.commands()).contains(WITH);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a relay without TLSA records gets it only if PKIX authenticates it, whomever the application trusts")
    @SuppressWarnings("try")
    void relayByPkix(boolean trustedByJvm) throws Exception {
        SmtpServer server = network.start(offering().certificate(trustedByJvm ? ISSUED : CERTIFICATE));
        Properties properties = requiring(toRelay(server));
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");

        try (TrustedRoot trusted = new TrustedRoot(ROOT, directory)) {
            if (trustedByJvm) {
                send(properties);
                assertThat(server.commands()).contains(WITH);
            } else {
                assertFailedForGood(failure(properties), Reason.NO_PKIX_PATH, "5.7.10");
                assertNothingGivenAway(server);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false, TLS_NOT_USED, 5.7.10", "false, true, REQUIRETLS_NOT_OFFERED, 5.7.30"})
    @DisplayName("a relay's connection that is not fit for it stays good for other messages")
    void relayThatIsNotFit(boolean offers, boolean authenticated, Reason reason, String code)
            throws MessagingException {
        SmtpServer server = network.start(offers ? mx().offer("REQUIRETLS", true, true) : mx());
        Session session =
                Session.getInstance(authenticated ? toRelay(server, tlsa(server, CERTIFICATE)) : toRelay(server));
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            SendFailedException failure =
                    catchThrowableOfType(SendFailedException.class, () -> sendBy(transport, session, "REQUIRETLS"));

            assertFailedForGood(failure, reason, code);
            Address[] unsent = failure.getValidUnsentAddresses();
            assertThat(unsent).containsExactly(new InternetAddress(BOB));
            assertNothingGivenAway(server);

            sendBy(transport, session, "");
        }
        assertThat(server.connections()).isOne();
        assertThat(server.commands()).contains(WITHOUT).doesNotContain(WITH);
        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "opportunistic, -, sent",
        "opportunistic, opportunistic, sent",
        "opportunistic, always, sent",
        "opportunistic, never, waits",
        "mandatory, -, waits",
        "mandatory, always, sent"
    })
    @DisplayName("section 4.2.2: TLS-Required: No lifts DANE, but nothing that the administrator demands")
    void tlsRequiredNo(String mode, String setting, String result) throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = toDomain(server, tlsa(server, OTHER));
        properties.setProperty("mail.smtp-mx.dane", mode);
        if (!setting.equals("-")) {
            properties.setProperty("mail.smtp-mx.dane.tlsrequiredno", setting);
        }

        if (result.equals("sent")) {
            sendWithField(properties, "No");
            // TLS all the same, since it is there; and the next server reads the field, too.
            assertThat(server.received())
                    .singleElement()
                    .matches(mail -> mail.encrypted())
                    .matches(mail -> mail.content().contains("TLS-Required: No"));
        } else {
            MessagingException failure =
                    catchThrowableOfType(MessagingException.class, () -> sendWithField(properties, "No"));
            assertThat(refusal(failure).reason()).isEqualTo(Reason.LEAF_MISMATCH);
            assertNothingGivenAway(server);
        }
    }

    private static void sendWithField(Properties properties, String... values) throws MessagingException {
        Session session = Session.getInstance(properties);
        SMTPMessage message = new SMTPMessage(message(session, BOB));
        for (String value : values) {
            message.addHeader("TLS-Required", value);
        }
        Transport.send(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", " NO "})
    @DisplayName("TLS-Required: No counts in any case, where the lookup of the records fails, too")
    void anyCase(String value) throws MessagingException {
        SmtpServer server = network.start(mx().withoutStartTls());
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1");
        dns.fault("_" + server.port() + "._tcp.mx.example.org", "TLSA", Fault.SERVFAIL);

        sendWithField(byMx(dns, server), value);

        assertThat(server.received()).singleElement().matches(mail -> !mail.encrypted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Yes", "", "No, thanks", "No|No", "No|Yes"})
    @DisplayName("another value, or more than one field, lifts nothing")
    void otherValues(String values) {
        SmtpServer server = network.start(mx());
        Properties properties = toDomain(server, tlsa(server, OTHER));

        MessagingException failure = catchThrowableOfType(
                MessagingException.class, () -> sendWithField(properties, values.split("\\|", -1)));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertNothingGivenAway(server);
    }

    @Test
    @DisplayName("section 4.1: REQUIRETLS beats TLS-Required: No")
    void parameterBeatsField() {
        SmtpServer server = network.start(offering());
        Properties properties = requiring(toDomain(server, tlsa(server, OTHER)));

        MessagingException failure =
                catchThrowableOfType(MessagingException.class, () -> sendWithField(properties, "No"));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertNothingGivenAway(server);
    }

    @Test
    @DisplayName("TLS-Required: No does not open what starttls.required closes, nor the policy for a domain")
    void administratorDemands() {
        SmtpServer server = network.start(mx().withoutStartTls());
        Properties properties = toDomain(server, tlsa(server, CERTIFICATE));
        properties.setProperty("mail.smtp-mx.dane.policy.example.org", "mandatory");

        MessagingException failure =
                catchThrowableOfType(MessagingException.class, () -> sendWithField(properties, "No"));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.STARTTLS_NOT_OFFERED);
        assertNothingGivenAway(server);

        properties.remove("mail.smtp-mx.dane.policy.example.org");
        properties.setProperty("mail.smtp-mx.starttls.required", "true");
        assertThat(catchThrowableOfType(MessagingException.class, () -> sendWithField(properties, "No")))
                .isNotNull();
        assertNothingGivenAway(server);
    }

    @Test
    @DisplayName("a relay is protected as configured: it reads TLS-Required: No, and acts on it")
    void relayIsNotLifted() {
        SmtpServer server = network.start(mx());
        Properties properties = toRelay(server, tlsa(server, OTHER));

        MessagingException failure =
                catchThrowableOfType(MessagingException.class, () -> sendWithField(properties, "No"));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertNothingGivenAway(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sometimes"})
    @DisplayName("a setting that is empty or unknown is an error")
    void senselessSetting(String value) {
        SmtpServer server = network.start(mx());
        Properties properties = toDomain(server);
        properties.setProperty("mail.smtp-mx.dane.tlsrequiredno", value);

        assertThat(failure(properties))
                .hasMessageContaining("mail.smtp-mx.dane.tlsrequiredno")
                .hasMessageContaining("never, opportunistic or always");
        assertThat(server.connections()).isZero();
    }
}
