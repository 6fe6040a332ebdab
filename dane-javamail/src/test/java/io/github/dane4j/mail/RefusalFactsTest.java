package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refusal says of the connection that was refused, as values. */
class RefusalFactsTest extends MailTest {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private Properties properties(boolean byMx, SmtpServer server) {
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE));
        return byMx ? byMx(dns, server) : dropIn(dns, server);
    }

    private static DaneRefusedException refused(Properties properties) {
        return refusal(failure(properties, "bob@example.org"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("STARTTLS is not offered: the address, and the reply to EHLO")
    void notOffered(boolean byMx) {
        SmtpServer server = network.start(mx().withoutStartTls());

        DaneRefusedException refused = refused(properties(byMx, server));

        assertThat(refused.reason()).isEqualTo(Reason.STARTTLS_NOT_OFFERED);
        assertThat(refused.address()).contains(loopback(1));
        assertThat(refused.reply())
                .hasValueSatisfying(reply -> assertThat(reply).startsWith("250").doesNotContain("\n"));
        assertThat(refused.tlsVersion()).isEmpty();
        assertThat(refused.cipherSuite()).isEmpty();
        assertThat(refused.retryAfter()).contains(HALF_AN_HOUR);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("STARTTLS is refused: the reply to it; the facts outlive serialization")
    void startTlsRefused(boolean byMx) throws Exception {
        SmtpServer server = network.start(mx().refuseStartTls());

        DaneRefusedException refused = refused(properties(byMx, server));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(refused);
        }
        DaneRefusedException read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = (DaneRefusedException) in.readObject();
        }

        assertThat(refused.reason()).isEqualTo(Reason.STARTTLS_REFUSED);
        assertThat(read.reply()).contains("454 TLS not available for the moment");
        assertThat(read.address()).contains(loopback(1));
        assertThat(read.retryAfter()).contains(HALF_AN_HOUR);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("the connection breaks before STARTTLS is written: the reply to EHLO is not taken for one to STARTTLS")
    void brokenBeforeStartTls(boolean byMx) {
        try (ScriptedServer scripted = new ScriptedServer(loopback(1), 0)
                .reply("EHLO", "250-mx.example.org\r\n250 STARTTLS")
                .resetAfter("EHLO")
                .start()) {
            String tlsa = "_" + scripted.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(3, 1, 1);
            SmtpServer unused = network.start(mx());
            DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa);
            Properties properties = byMx ? byMx(dns, unused) : dropIn(dns, unused);
            properties.setProperty(byMx ? "mail.smtp-mx.port" : "mail.smtp.port", String.valueOf(scripted.port()));

            DaneRefusedException refused = refused(properties);

            assertThat(refused.reason()).isEqualTo(Reason.STARTTLS_REFUSED);
            assertThat(refused.address()).contains(loopback(1));
            assertThat(refused.reply()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a certificate that matches no record: the address; no reply is to blame")
    void mismatch(boolean byMx) {
        SmtpServer server = network.start(mx().certificate(OTHER));

        DaneRefusedException refused = refused(properties(byMx, server));

        assertThat(refused.reason()).isEqualTo(Reason.LEAF_MISMATCH);
        assertThat(refused.address()).contains(loopback(1));
        assertThat(refused.reply()).isEmpty();
        assertThat(refused.retryAfter()).contains(HALF_AN_HOUR);
    }

    @Test
    @DisplayName("no connection is made where DNS fails: no address, and a later try makes sense")
    void lookupFails() {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE));
        dns.fault("_" + server.port() + "._tcp.mx.example.org", "TLSA", Fault.CORRUPT_SIGNATURES);

        DaneRefusedException refused = refused(byMx(dns, server));

        assertThat(refused.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(refused.address()).isEmpty();
        assertThat(refused.reply()).isEmpty();
        assertThat(refused.retryAfter()).contains(HALF_AN_HOUR);
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("REQUIRETLS is not offered: the TLS that stands, and no advice to try again")
    void requireTlsNotOffered(boolean byMx) throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = properties(byMx, server);
        properties.setProperty("mail.smtp-mx.mailextension", "REQUIRETLS");
        properties.setProperty("mail.smtp.mailextension", "REQUIRETLS");

        DaneRefusedException refused = refused(properties);

        assertThat(refused.statusCode()).isEqualTo("5.7.30");
        assertThat(refused.address()).contains(loopback(1));
        assertThat(refused.tlsVersion()).contains("TLSv1.3");
        assertThat(refused.cipherSuite())
                .hasValueSatisfying(suite -> assertThat(suite).startsWith("TLS_"));
        assertThat(refused.reply())
                .hasValueSatisfying(reply -> assertThat(reply).startsWith("250"));
        assertThat(refused.retryAfter()).isEmpty();
    }
}
