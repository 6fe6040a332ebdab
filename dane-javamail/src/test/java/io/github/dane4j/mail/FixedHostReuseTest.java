package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Several messages over one connection to a fixed host: no longer than the DNS answers last by which it was made. */
class FixedHostReuseTest extends MailTest {
    private Optional<ExpiringResolver> expiring = Optional.empty();

    /** To {@code server}, by answers that are out of date at once. */
    private Session session(DnsTree dns, SmtpServer server) {
        return Session.getInstance(properties(dns, server));
    }

    private Properties properties(DnsTree dns, SmtpServer server) {
        ExpiringResolver resolver = new ExpiringResolver(withoutCache(dns));
        expiring = Optional.of(resolver);
        Properties properties = dropIn(dns, server);
        properties.put("mail.smtp.dane.resolver", resolver);
        return properties;
    }

    @Test
    @DisplayName("while the answers last, DNS is not asked again")
    void answersLast() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = hostWith(server, CERTIFICATE);
        Session session = session(dns, server);
        expiring.ifPresent(ExpiringResolver::last);
        try (Transport transport = connect(session, "smtp")) {
            dns.clearQueries();
            send(session, transport, "a@example.org");
            send(session, transport, "b@example.org");
        }

        assertThat(dns.queries()).isEmpty();
        assertThat(server.connections()).isOne();
        assertThat(server.received()).hasSize(2);
    }

    @Test
    @DisplayName("answers that have expired are asked for again; the same ones let the connection be")
    void sameRecordsAgain() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = hostWith(server, CERTIFICATE);
        Session session = session(dns, server);
        try (Transport transport = connect(session, "smtp")) {
            send(session, transport, "a@example.org");
            dns.clearQueries();
            send(session, transport, "b@example.org");
        }

        assertThat(dns.queries()).isNotEmpty();
        assertThat(server.connections()).isOne();
        assertThat(server.received()).hasSize(2);
    }

    @Test
    @DisplayName(
            "other TLSA records replace the connection, with the same user and password, and the server must match them")
    void changedRecords() throws MessagingException {
        SmtpServer server = network.start(mx().offerAuth());
        DnsTree dns = hostWith(server, CERTIFICATE);
        Properties properties = properties(dns, server);
        properties.setProperty("mail.smtp.auth", "true");
        Session session = Session.getInstance(properties);
        Transport transport = session.getTransport("smtp");
        try (transport) {
            transport.connect(HOST, "alice", "secret");
            send(session, transport, "a@example.org");
            dns.replaceZone("example.org", records("mx A 127.0.0.1", tlsa(server, OTHER)));
            server.certificate(OTHER);
            send(session, transport, "b@example.org");
        }

        assertThat(recipients(server)).containsExactly("a@example.org", "b@example.org");
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.handshakes()).hasSize(2).noneMatch(Handshake::resumed);
        assertThat(server.credentials())
                .containsExactly(
                        new SmtpServer.Credentials("alice", "secret", true),
                        new SmtpServer.Credentials("alice", "secret", true));
    }

    @Test
    @DisplayName(
            "a server that does not match the new records gets no further message, not even over the old connection")
    void noLongerMatching() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = hostWith(server, CERTIFICATE);
        Session session = session(dns, server);
        Transport transport = connect(session, "smtp");
        try (transport) {
            send(session, transport, "a@example.org");
            dns.replaceZone("example.org", records("mx A 127.0.0.1", tlsa(server, OTHER)));
            MessagingException refused =
                    catchThrowableOfType(MessagingException.class, () -> send(session, transport, "b@example.org"));

            assertThat(refusal(refused).reason()).isEqualTo(Reason.LEAF_MISMATCH);
            assertThat(transport.isConnected()).isFalse();
            assertThatThrownBy(() -> send(session, transport, "c@example.org"))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThat(recipients(server)).containsExactly("a@example.org");
        server.awaitClosed(2, SOON);
    }

    @Test
    @DisplayName("a lookup that fails holds the message, and the application can connect again")
    void failedLookup() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = hostWith(server, CERTIFICATE);
        Session session = session(dns, server);
        try (Transport transport = connect(session, "smtp")) {
            send(session, transport, "a@example.org");
            dns.fault("_" + server.port() + "._tcp." + HOST, "TLSA", Fault.CORRUPT_SIGNATURES);
            assertThatThrownBy(() -> send(session, transport, "b@example.org")).hasMessageContaining("4.7.324");
            assertThat(transport.isConnected()).isFalse();
            dns.clearFaults();
            transport.connect();
            send(session, transport, "c@example.org");
        }

        assertThat(recipients(server)).containsExactly("a@example.org", "c@example.org");
    }

    @Test
    @DisplayName(
            "the outcome of a message that a lookup holds is that of the lookup, whatever became of the old connection")
    void failedLookupAfterTheEnd() throws MessagingException {
        SmtpServer server = network.start(mx().endAfter(1, "", ""));
        DnsTree dns = hostWith(server, CERTIFICATE);
        Session session = session(dns, server);
        try (Transport transport = connect(session, "smtp")) {
            send(session, transport, "a@example.org");
            server.awaitClosed(1, SOON);
            dns.fault("_" + server.port() + "._tcp." + HOST, "TLSA", Fault.CORRUPT_SIGNATURES);
            MessagingException held =
                    catchThrowableOfType(MessagingException.class, () -> send(session, transport, "b@example.org"));

            RecipientOutcome outcome = RecipientOutcome.allIn(held).get(0);
            assertThat(outcome.kind()).isEqualTo(RecipientOutcome.Kind.DEFERRED);
            assertThat(outcome.statusCode()).isEqualTo("4.7.324");
            assertThat(outcome.attempt())
                    .contains(RecipientOutcome.Attempt.refused(
                            HOST + ":" + server.port(), refusal(held).reason()));
        }
    }

    @Test
    @DisplayName("the outcome of a message for which the new connection is refused is that refusal")
    void noLongerMatchingAfterTheEnd() throws MessagingException {
        SmtpServer server = network.start(mx().endAfter(1, "", ""));
        DnsTree dns = hostWith(server, CERTIFICATE);
        Session session = session(dns, server);
        try (Transport transport = connect(session, "smtp")) {
            send(session, transport, "a@example.org");
            server.awaitClosed(1, SOON);
            dns.replaceZone("example.org", records("mx A 127.0.0.1", tlsa(server, OTHER)));
            MessagingException refused =
                    catchThrowableOfType(MessagingException.class, () -> send(session, transport, "b@example.org"));

            RecipientOutcome outcome = RecipientOutcome.allIn(refused).get(0);
            assertThat(outcome.statusCode()).isEqualTo("4.7.323");
            assertThat(outcome.attempt().flatMap(RecipientOutcome.Attempt::reason))
                    .contains(Reason.LEAF_MISMATCH);
        }
    }

    @Test
    @DisplayName("a policy file that is replaced holds from the next message on, although the answers of DNS last")
    void changedPolicy() throws Exception {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("mx A 127.0.0.1");
        Path file = Files.writeString(directory.resolve("policy"), "[" + HOST + "] opportunistic\n");
        Properties properties = properties(dns, server);
        properties.setProperty("mail.smtp.dane.policyfile", file.toString());
        expiring.ifPresent(ExpiringResolver::last);
        Session session = Session.getInstance(properties);
        try (Transport transport = connect(session, "smtp")) {
            send(session, transport, "a@example.org");
            send(session, transport, "b@example.org");
            assertThat(server.connections()).isOne();
            Path other = Files.writeString(directory.resolve("new"), "[" + HOST + "] mandatory\n");
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            MessagingException refused =
                    catchThrowableOfType(MessagingException.class, () -> send(session, transport, "c@example.org"));

            assertThat(refusal(refused).statusCode()).startsWith("4.7.");
            assertThat(transport.isConnected()).isFalse();
        }

        assertThat(recipients(server)).containsExactly("a@example.org", "b@example.org");
    }

    @Test
    @DisplayName("a host that publishes its first TLSA record is held to it from the next message on")
    void firstRecord() throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("mx A 127.0.0.1");
        Session session = session(dns, server);
        try (Transport transport = connect(session, "smtp")) {
            send(session, transport, "a@example.org");
            dns.replaceZone("example.org", records("mx A 127.0.0.1", tlsa(server, CERTIFICATE)));
            send(session, transport, "b@example.org");
        }

        assertThat(server.received()).extracting(mail -> mail.encrypted()).containsExactly(false, true);
    }

    @Test
    @DisplayName("an address that the host no longer has is left")
    void changedAddress() throws MessagingException {
        SmtpServer old = network.start(mx());
        SmtpServer now = network.start(mx().address(loopback(2)).port(old.port()));
        DnsTree dns = hostWith(old, CERTIFICATE);
        Session session = session(dns, old);
        try (Transport transport = connect(session, "smtp")) {
            send(session, transport, "a@example.org");
            dns.replaceZone("example.org", records("mx A 127.0.0.2", tlsa(old, CERTIFICATE)));
            send(session, transport, "b@example.org");
        }

        assertThat(recipients(old)).containsExactly("a@example.org");
        assertThat(recipients(now)).containsExactly("b@example.org");
    }
}
