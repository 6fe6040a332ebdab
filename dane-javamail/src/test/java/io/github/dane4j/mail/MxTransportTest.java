package io.github.dane4j.mail;

import static io.github.dane4j.mail.FixedHostTest.addresses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.NewsAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MxTransportTest extends MailTest {
    private static final String[] TWO_HOSTS = {"@ MX 10 mx1", "@ MX 20 mx2", "mx1 A 127.0.0.2", "mx2 A 127.0.0.3"};

    private static String tlsaOf(String host, SmtpServer server, TestCertificate certificate) {
        return "_" + server.port() + "._tcp." + host + " TLSA " + certificate.tlsa(3, 1, 1);
    }

    private static String[] with(String[] records, String... more) {
        return Stream.of(records, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private static SendFailedException sendFailure(Properties properties, String... recipients) {
        MessagingException failure = failure(properties, recipients);
        assertThat(failure).isInstanceOf(SendFailedException.class);
        return (SendFailedException) failure;
    }

    private static void assertLists(
            SendFailedException failure, List<String> sent, List<String> unsent, List<String> invalid) {
        assertThat(texts(failure.getValidSentAddresses())).isEqualTo(sent);
        assertThat(texts(failure.getValidUnsentAddresses())).isEqualTo(unsent);
        assertThat(texts(failure.getInvalidAddresses())).isEqualTo(invalid);
    }

    private static List<String> texts(Address[] addresses) {
        return List.of(addresses).stream()
                .map(address -> ((InternetAddress) address).getAddress())
                .toList();
    }

    private SmtpServer first(SmtpServer.Builder server) {
        return network.start(server.address(loopback(2)));
    }

    private SmtpServer second(SmtpServer first) {
        return network.start(mx().address(loopback(3)).port(first.port()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opportunistic", "mandatory"})
    void hostThatDoesNotMatchIsFollowedByTheNext(String mode) throws MessagingException {
        SmtpServer bad = first(mx());
        SmtpServer good = second(bad);
        Properties properties =
                byMx(exampleOrg(with(TWO_HOSTS, tlsaOf("mx1", bad, OTHER), tlsaOf("mx2", good, CERTIFICATE))), bad);
        properties.setProperty("mail.smtp-mx.dane", mode);

        send(properties);

        assertNothingGivenAway(bad);
        assertThat(bad.failedHandshakes()).isEqualTo(1);
        assertThat(good.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.serverName()).contains("mx2.example.org"));
    }

    @Test
    void hostWhoseLookupFailsIsNotConnectedAndFollowedByTheNext() throws MessagingException {
        SmtpServer unknown = first(mx());
        SmtpServer good = second(unknown);
        DnsTree dns = exampleOrg(with(TWO_HOSTS, tlsaOf("mx2", good, CERTIFICATE)));
        dns.fault("_" + unknown.port() + "._tcp.mx1.example.org", "TLSA", Fault.SERVFAIL);

        send(byMx(dns, unknown));

        assertThat(unknown.connections()).isZero();
        assertThat(good.received()).hasSize(1);
    }

    @Test
    void mandatorySkipsAHostWithoutRecordsEvenIfItIsPreferred() throws MessagingException {
        SmtpServer without = first(mx());
        SmtpServer good = second(without);
        Properties properties = byMx(exampleOrg(with(TWO_HOSTS, tlsaOf("mx2", good, CERTIFICATE))), without);
        properties.setProperty("mail.smtp-mx.dane", "mandatory");

        send(properties);

        assertThat(without.connections()).isZero();
        assertThat(good.received()).hasSize(1);
    }

    @Test
    void opportunisticDoesNotChangeTheOrderOfHosts() throws MessagingException {
        SmtpServer without = first(mx());
        SmtpServer good = second(without);

        send(byMx(exampleOrg(with(TWO_HOSTS, tlsaOf("mx2", good, CERTIFICATE))), without));

        assertThat(without.received()).hasSize(1);
        assertThat(good.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"451 come back later", "554 no service"})
    void greetingThatRefusesIsFollowedByTheNextHost(String greeting) throws MessagingException {
        SmtpServer busy = first(mx().greeting(greeting));
        SmtpServer good = second(busy);

        send(byMx(exampleOrg(TWO_HOSTS), busy));

        assertThat(good.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"MAIL, 451 not now", "MAIL, ''", "RCPT, ''", "DATA, 451 not now", "DATA, ''", "., 451 not now"})
    void temporaryFailureOfTheMessageIsFollowedByTheNextHost(String verb, String reply) throws MessagingException {
        try (ScriptedServer busy =
                new ScriptedServer(loopback(2), 0).reply(verb, reply).start()) {
            SmtpServer good = network.start(mx().address(loopback(3)).port(busy.port()));

            send(byMx(exampleOrg(TWO_HOSTS), good));

            assertThat(good.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"MAIL, 550 not from you", "DATA, 554 no", "., 554 that is spam"})
    void permanentFailureOfTheMessageIsNotTakenToTheNextHost(String verb, String reply) {
        try (ScriptedServer strict =
                new ScriptedServer(loopback(2), 0).reply(verb, reply).start()) {
            SmtpServer other = network.start(mx().address(loopback(3)).port(strict.port()));

            SendFailedException failure = sendFailure(byMx(exampleOrg(TWO_HOSTS), other), "bob@example.org");

            assertLists(failure, List.of(), List.of("bob@example.org"), List.of());
            assertThat(failure).hasMessageContaining(reply);
            assertThat(failure.getNextException())
                    .isInstanceOfSatisfying(
                            SMTPSendFailedException.class,
                            e -> assertThat(e.getReturnCode()).isEqualTo(Integer.parseInt(reply.substring(0, 3))));
            assertThat(other.connections()).isZero();
        }
    }

    /** Angus sends RSET after a refusal; whatever becomes of that, the message was not accepted. */
    @ParameterizedTest
    @ValueSource(strings = {"250 ok", "451 what", "550 what", ScriptedServer.HANG_UP})
    void whatFollowsTheReplyToTheEndOfTheDataDoesNotChangeIt(String reset) throws MessagingException {
        try (ScriptedServer busy = new ScriptedServer(loopback(2), 0)
                .reply(".", "451 not now")
                .reply("RSET", reset)
                .start()) {
            SmtpServer good = network.start(mx().address(loopback(3)).port(busy.port()));

            send(byMx(exampleOrg(TWO_HOSTS), good));

            assertThat(busy.commands()).contains("RSET");
            assertThat(good.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 ok", "451 what", "550 what", ScriptedServer.HANG_UP})
    void refusalForGoodStaysOneWhateverFollows(String reset) {
        try (ScriptedServer strict = new ScriptedServer(loopback(2), 0)
                .reply(".", "554 that is spam")
                .reply("RSET", reset)
                .start()) {
            SmtpServer other = network.start(mx().address(loopback(3)).port(strict.port()));

            SendFailedException failure = sendFailure(byMx(exampleOrg(TWO_HOSTS), other), "bob@example.org");

            assertLists(failure, List.of(), List.of("bob@example.org"), List.of());
            assertThat(failure).hasMessageContaining("554 that is spam").hasMessageNotContaining("may have been");
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void messageThatBreaksOffIsEndedAtNoHost() throws Exception {
        try (ScriptedServer first = new ScriptedServer(loopback(2), 0).start()) {
            SmtpServer other = network.start(mx().address(loopback(3)).port(first.port()));
            Session session = Session.getInstance(byMx(exampleOrg(TWO_HOSTS), other));
            MimeMessage half = new HalfMessage(message(session), new IllegalStateException("the disk is full"));
            try (Transport transport = session.getTransport("smtp-mx")) {
                transport.connect();

                SendFailedException failure = catchThrowableOfType(
                        SendFailedException.class, () -> transport.sendMessage(half, addresses("bob@example.org")));

                assertLists(failure, List.of(), List.of("bob@example.org"), List.of());
                assertThat(failure).hasMessageContaining("the disk is full");
            }
            assertThat(first.unendedData()).isNotEmpty().allMatch(HalfMessage::hasPart);
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void messageThatMayHaveBeenAcceptedIsNotSentToAnotherHost() {
        try (ScriptedServer broken = new ScriptedServer(loopback(2), 0)
                .reply(".", ScriptedServer.HANG_UP)
                .start()) {
            SmtpServer other = network.start(mx().address(loopback(3)).port(broken.port()));

            SendFailedException failure = sendFailure(byMx(exampleOrg(TWO_HOSTS), other), "bob@example.org");

            assertLists(failure, List.of(), List.of("bob@example.org"), List.of());
            assertThat(failure).hasMessageContaining("may have been accepted");
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void recipientRefusedForNowIsTriedAtTheNextHost() throws MessagingException {
        SmtpServer first = first(mx().replyToRecipient("grey@example.org", "451 greylisted"));
        SmtpServer second = second(first);

        send(byMx(exampleOrg(TWO_HOSTS), first), "bob@example.org", "grey@example.org");

        assertThat(first.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.recipients()).containsExactly("bob@example.org"));
        assertThat(second.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.recipients()).containsExactly("grey@example.org"));
    }

    @Test
    void everyRecipientEndsUpInOneList() {
        SmtpServer server = network.start(mx().replyToRecipient("grey@example.org", "451 greylisted")
                .replyToRecipient("nobody@example.org", "550 no such user"));
        DnsTree dns = network.start(DnsTree.builder()
                .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)))
                .zone("refused.test", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, OTHER)))
                .zone("nomail.test", records("@ MX 0 .")));

        SendFailedException failure = sendFailure(
                byMx(dns, server),
                "bob@example.org",
                "grey@example.org",
                "nobody@example.org",
                "carol@refused.test",
                "dave@nomail.test",
                "erin@missing.test");

        assertLists(
                failure,
                List.of("bob@example.org"),
                List.of("grey@example.org", "carol@refused.test"),
                List.of("nobody@example.org", "dave@nomail.test", "erin@missing.test"));
        assertThat(failure)
                .hasMessageStartingWith("sent to 1 of 6 recipients; ")
                .hasMessageContaining("4.7.323 mx.refused.test")
                .hasMessageContaining("5.1.10 nomail.test")
                .hasMessageContaining("5.1.2 missing.test")
                .hasMessageContaining("550 no such user");
        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.recipients()).containsExactly("bob@example.org"));
    }

    @Test
    void domainWithoutMxRecordsIsItsOwnHost() throws MessagingException {
        SmtpServer server = network.start(mx());

        send(byMx(
                exampleOrg("@ A 127.0.0.1", "_" + server.port() + "._tcp TLSA " + CERTIFICATE.tlsa(3, 1, 1)), server));

        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.serverName()).contains("example.org"));
    }

    @Test
    void unsignedMxRecordsMakeMandatoryMailWait() {
        SmtpServer server = network.start(mx());
        DnsTree dns = network.start(DnsTree.builder()
                .zone("unsigned.test", zone -> zone.unsigned().record("@ MX 10 mx.example.org."))
                .zone("example.org", records("mx A 127.0.0.1", tlsa(server, CERTIFICATE))));
        Properties properties = byMx(dns, server);
        properties.setProperty("mail.smtp-mx.dane", "mandatory");

        SendFailedException failure = sendFailure(properties, "bob@unsigned.test");

        assertLists(failure, List.of(), List.of("bob@unsigned.test"), List.of());
        assertThat(refusal(failure).reason()).isEqualTo(Reason.MX_INSECURE);
        assertThat(server.connections()).isZero();
    }

    @Test
    void failedMxLookupMakesMailWait() {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1");
        dns.fault("example.org", "MX", Fault.SERVFAIL);

        SendFailedException failure = sendFailure(byMx(dns, server), "bob@example.org");

        assertLists(failure, List.of(), List.of("bob@example.org"), List.of());
        assertThat(refusal(failure).reason()).isEqualTo(Reason.DNS_ERROR);
    }

    @Test
    void noHostGetsCredentials() throws MessagingException {
        SmtpServer server = network.start(mx().offerAuth());
        Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);
        properties.setProperty("mail.smtp-mx.auth", "true");
        properties.setProperty("mail.smtp-mx.user", "alice");
        properties.setProperty("mail.smtp-mx.sasl.enable", "true");
        properties.setProperty("mail.user", "alice");
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("alice", "password");
            }
        });
        session.setPasswordAuthentication(
                new URLName("smtp-mx", HOST, server.port(), null, "alice", null),
                new PasswordAuthentication("alice", "password"));

        Transport.send(message(session, "bob@example.org"), "alice", "password");

        assertThat(server.received()).hasSize(1);
        assertThat(server.credentials()).isEmpty();
        assertThat(server.commands()).noneMatch(command -> command.contains("AUTH"));
    }

    @Test
    void hostGivenToConnectIsNotLookedAt() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(
                byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server));
        try (Transport transport = session.getTransport("smtp-mx")) {
            transport.connect("dummy.invalid", 1, "alice", "password");
            assertThat(transport.isConnected()).isTrue();
            transport.sendMessage(message(session, "bob@example.org"), addresses("bob@example.org"));
        }
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void listenersGetOneEventForAllDomains() throws Exception {
        SmtpServer server = network.start(mx());
        DnsTree dns = network.start(DnsTree.builder()
                .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)))
                .zone("nomail.test", records("@ MX 0 .")));
        Session session = Session.getInstance(byMx(dns, server));
        BlockingQueue<TransportEvent> events = new LinkedBlockingQueue<>();
        try (Transport transport = session.getTransport("smtp-mx")) {
            transport.addTransportListener(new TransportAdapter() {
                @Override
                public void messageDelivered(TransportEvent e) {
                    events.add(e);
                }

                @Override
                public void messageNotDelivered(TransportEvent e) {
                    events.add(e);
                }

                @Override
                public void messagePartiallyDelivered(TransportEvent e) {
                    events.add(e);
                }
            });
            transport.connect();
            MimeMessage message = message(session);
            transport.sendMessage(message, addresses("bob@example.org"));
            assertThatThrownBy(() -> transport.sendMessage(message, addresses("bob@example.org", "dave@nomail.test")))
                    .isInstanceOf(SendFailedException.class);
            assertThatThrownBy(() -> transport.sendMessage(message, addresses("dave@nomail.test")))
                    .isInstanceOf(SendFailedException.class);

            assertThat(events.poll(5, TimeUnit.SECONDS)).satisfies(e -> {
                assertThat(e.getType()).isEqualTo(TransportEvent.MESSAGE_DELIVERED);
                assertThat(texts(e.getValidSentAddresses())).containsExactly("bob@example.org");
            });
            assertThat(events.poll(5, TimeUnit.SECONDS)).satisfies(e -> {
                assertThat(e.getType()).isEqualTo(TransportEvent.MESSAGE_PARTIALLY_DELIVERED);
                assertThat(texts(e.getInvalidAddresses())).containsExactly("dave@nomail.test");
            });
            assertThat(events.poll(5, TimeUnit.SECONDS))
                    .satisfies(e -> assertThat(e.getType()).isEqualTo(TransportEvent.MESSAGE_NOT_DELIVERED));
        }
        assertThat(events).isEmpty();
    }

    @Test
    void listenersThatCannotBeToldDoNotHideWhatWasSent() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);
        Executor full = task -> {
            throw new RejectedExecutionException("no thread is free");
        };
        properties.put("mail.event.executor", full);
        Session session = Session.getInstance(properties);

        try (Transport transport = listenedTo(session)) {
            transport.sendMessage(message(session), addresses("bob@example.org"));
        }
        try (Transport transport = listenedTo(session)) {
            SendFailedException failure = catchThrowableOfType(
                    SendFailedException.class,
                    () -> transport.sendMessage(message(session), addresses("bob@example.org", "bob@-.example")));
            assertLists(failure, List.of("bob@example.org"), List.of(), List.of("bob@-.example"));
        }
        assertThat(server.received()).hasSize(2);
    }

    private static Transport listenedTo(Session session) throws MessagingException {
        Transport transport = session.getTransport("smtp-mx");
        transport.addTransportListener(new TransportAdapter() {});
        transport.connect();
        return transport;
    }

    @Test
    void groupIsSentToItsMembers() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), server));
        try (Transport transport = session.getTransport("smtp-mx")) {
            transport.connect();
            transport.sendMessage(
                    message(session), InternetAddress.parse("friends: bob@example.org, carol@EXAMPLE.org;"));
        }
        assertThat(server.received())
                .singleElement()
                .satisfies(
                        mail -> assertThat(mail.recipients()).containsExactly("bob@example.org", "carol@EXAMPLE.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "bob@.", "bob@-.example", "bob@"})
    void recipientWithoutDomainIsInvalid(String recipient) throws Exception {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(byMx(exampleOrg("@ MX 10 mx"), server));
        try (Transport transport = session.getTransport("smtp-mx")) {
            transport.connect();
            InternetAddress address = new InternetAddress();
            address.setAddress(recipient);

            SendFailedException failure = catchThrowableOfType(
                    SendFailedException.class, () -> transport.sendMessage(message(session), new Address[] {address}));

            assertLists(failure, List.of(), List.of(), List.of(recipient));
            assertThat(failure).hasMessageContaining("5.1.3 " + recipient + ": the address has no domain");
        }
    }

    @Test
    void addressLiteralIsDeliveredToUnlessDaneIsMandatory() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(exampleOrg("@ MX 10 mx"), server);

        send(properties, "bob@[127.0.0.1]");
        properties.setProperty("mail.smtp-mx.dane", "mandatory");
        SendFailedException failure = sendFailure(properties, "bob@[127.0.0.1]");

        assertThat(refusal(failure).reason()).isEqualTo(Reason.ADDRESS_LITERAL);
        assertLists(failure, List.of(), List.of("bob@[127.0.0.1]"), List.of());
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void resolverThatThrowsDoesNotHideWhatWasSent() {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(exampleOrg("@ MX 10 mx"), server);
        properties.put("mail.smtp-mx.dane.resolver", new ThrowingResolver());

        SendFailedException failure = sendFailure(properties, "bob@example.org", "carol@example.net");

        assertLists(failure, List.of(), List.of("bob@example.org", "carol@example.net"), List.of());
        assertThat(RecipientOutcome.allIn(failure))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.statusCode()).isEqualTo("4.4.312"));
    }

    @Test
    void noMoreThanTenHostsAreTried() {
        SmtpServer busy = network.start(mx().greeting("421 busy"));
        String[] records = new String[30];
        for (int i = 0; i < 15; i++) {
            records[2 * i] = "@ MX " + i + " mx" + i;
            records[2 * i + 1] = "mx" + i + " A 127.0.0.1";
        }

        sendFailure(byMx(exampleOrg(records), busy), "bob@example.org");

        assertThat(busy.connections()).isEqualTo(10);
    }

    @Test
    void noMoreThanFiveAddressesOfAHostAreTried() {
        SmtpServer unreached = network.start(mx().address(loopback(9)));
        SendFailedException failure = sendFailure(
                byMx(
                        exampleOrg(
                                "@ MX 10 mx",
                                "mx A 127.0.0.2",
                                "mx A 127.0.0.3",
                                "mx A 127.0.0.4",
                                "mx A 127.0.0.5",
                                "mx A 127.0.0.6",
                                "mx A 127.0.0.7"),
                        unreached),
                "bob@example.org");

        // The other four are suppressed in the first.
        assertThat(failure.getNextException().getSuppressed()).hasSize(4);
    }

    @Test
    void notConnectedOrNotInternetMailIsAnErrorOfTheCaller() throws MessagingException {
        SmtpServer server = network.start(mx());
        Session session = Session.getInstance(byMx(exampleOrg("@ MX 10 mx"), server));
        try (Transport transport = session.getTransport("smtp-mx")) {
            MimeMessage message = message(session);
            assertThatThrownBy(() -> transport.sendMessage(message, addresses("bob@example.org")))
                    .isInstanceOf(IllegalStateException.class);
            transport.connect();
            assertThatThrownBy(() -> transport.sendMessage(message, new Address[0]))
                    .isInstanceOf(SendFailedException.class);
            assertThatThrownBy(() -> transport.sendMessage(message, new Address[] {new NewsAddress("alt.test")}))
                    .isInstanceOf(MessagingException.class);
        }
    }

    @Test
    void wrongPropertyIsFoundWhenConnecting() {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(exampleOrg("@ MX 10 mx"), server);
        properties.setProperty("mail.smtp-mx.dane", "mandatroy");

        assertThat(failure(properties))
                .hasMessage(
                        "mail.smtp-mx.dane must be opportunistic, mandatory, audit-only or none, but is \"mandatroy\"");
        properties.remove("mail.smtp-mx.dane");
        properties.setProperty("mail.smtp-mx.port", "0");
        assertThat(failure(properties)).hasMessage("mail.smtp-mx.port must be 1 to 65535, but is \"0\"");
    }
}
