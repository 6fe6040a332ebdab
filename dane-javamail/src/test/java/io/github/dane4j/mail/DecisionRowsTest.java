package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.ReceivedMail;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a connection comes to, by what DNS has (usable, unusable, absent, error), what the server does about STARTTLS, and
 * the mode (RFC 7672 sections 2.2 and 6). The rows that do not differ between a fixed host and an MX host run for both.
 */
class DecisionRowsTest extends MailTest {
    /** Usage PKIX-EE, which counts as unusable in mail (RFC 7672 section 3.1.3). */
    private static String unusable(SmtpServer server) {
        return "_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(1, 1, 1);
    }

    private DnsTree dns(String... records) {
        String[] all = new String[records.length + 2];
        all[0] = "@ MX 10 mx";
        all[1] = "mx A 127.0.0.1";
        System.arraycopy(records, 0, all, 2, records.length);
        return exampleOrg(all);
    }

    private Properties sender(String protocol, String mode, DnsTree dns, SmtpServer server) {
        Properties properties = protocol.equals("smtp") ? dropIn(dns, server) : byMx(dns, server);
        properties.setProperty("mail." + protocol + ".dane", mode);
        return properties;
    }

    private static void assertRefused(MessagingException failure, Reason reason, SmtpServer server) {
        assertThat(refusal(failure).reason()).isEqualTo(reason);
        assertNothingGivenAway(server);
    }

    private static ReceivedMail onlyMail(SmtpServer server) {
        assertThat(server.received()).hasSize(1);
        return server.received().get(0);
    }

    @ParameterizedTest
    @CsvSource({"smtp, opportunistic", "smtp, mandatory", "smtp-mx, opportunistic", "smtp-mx, mandatory"})
    void d1rUsableRecordMatches(String protocol, String mode) throws MessagingException {
        SmtpServer server = network.start(mx());

        send(sender(protocol, mode, dns(tlsa(server, CERTIFICATE)), server));

        assertThat(onlyMail(server).serverName()).contains(HOST);
    }

    @ParameterizedTest
    @CsvSource({"smtp, opportunistic", "smtp, mandatory", "smtp-mx, opportunistic", "smtp-mx, mandatory"})
    void d2rUsableRecordDoesNotMatch(String protocol, String mode) {
        SmtpServer server = network.start(mx());

        MessagingException failure = failure(sender(protocol, mode, dns(tlsa(server, OTHER)), server));

        assertRefused(failure, Reason.LEAF_MISMATCH, server);
    }

    @ParameterizedTest
    @CsvSource({"smtp, opportunistic", "smtp, mandatory", "smtp-mx, opportunistic", "smtp-mx, mandatory"})
    void d3rUsableRecordAndTheHandshakeFails(String protocol, String mode) {
        SmtpServer server = network.start(mx().breakHandshake());

        MessagingException failure = failure(sender(protocol, mode, dns(tlsa(server, CERTIFICATE)), server));

        assertRefused(failure, Reason.HANDSHAKE_FAILED, server);
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"smtp, opportunistic", "smtp, mandatory", "smtp-mx, opportunistic", "smtp-mx, mandatory"})
    void d4rUsableRecordAndNoStartTls(String protocol, String mode) {
        SmtpServer server = network.start(mx().withoutStartTls());

        MessagingException failure = failure(sender(protocol, mode, dns(tlsa(server, CERTIFICATE)), server));

        assertRefused(failure, Reason.STARTTLS_NOT_OFFERED, server);
    }

    @ParameterizedTest
    @CsvSource({"smtp, opportunistic", "smtp, mandatory", "smtp-mx, opportunistic", "smtp-mx, mandatory"})
    void d4rUsableRecordAndStartTlsRefused(String protocol, String mode) {
        SmtpServer server = network.start(mx().refuseStartTls());

        MessagingException failure = failure(sender(protocol, mode, dns(tlsa(server, CERTIFICATE)), server));

        assertRefused(failure, Reason.STARTTLS_REFUSED, server);
        assertThat(refusal(failure)).hasMessageContaining("454 TLS not available");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    void d5rUnusableRecordsOpportunisticDeliversOverTls(String protocol) throws MessagingException {
        SmtpServer server = network.start(mx().certificate(FOREIGN));

        send(sender(protocol, "opportunistic", dns(unusable(server)), server));

        assertThat(onlyMail(server).serverName()).contains(HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    void d5rUnusableRecordsMandatoryDoesNotConnect(String protocol) {
        SmtpServer server = network.start(mx());

        MessagingException failure = failure(sender(protocol, "mandatory", dns(unusable(server)), server));

        assertRefused(failure, Reason.NO_USABLE_RECORDS, server);
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, opportunistic, HANDSHAKE_FAILED",
        "smtp-mx, opportunistic, HANDSHAKE_FAILED",
        "smtp, mandatory, NO_USABLE_RECORDS",
        "smtp-mx, mandatory, NO_USABLE_RECORDS"
    })
    void d6rUnusableRecordsAndTheHandshakeFails(String protocol, String mode, Reason reason) {
        SmtpServer server = network.start(mx().breakHandshake());

        assertRefused(failure(sender(protocol, mode, dns(unusable(server)), server)), reason, server);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, opportunistic, STARTTLS_NOT_OFFERED",
        "smtp-mx, opportunistic, STARTTLS_NOT_OFFERED",
        "smtp, mandatory, NO_USABLE_RECORDS",
        "smtp-mx, mandatory, NO_USABLE_RECORDS"
    })
    void d7rUnusableRecordsAndNoStartTls(String protocol, String mode, Reason reason) {
        SmtpServer server = network.start(mx().withoutStartTls());

        assertRefused(failure(sender(protocol, mode, dns(unusable(server)), server)), reason, server);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void d8rNoRecordsOpportunisticDeliversOverTlsThatProvesNothing(boolean signed) throws MessagingException {
        SmtpServer server = network.start(mx().certificate(FOREIGN));
        Properties properties = byMx(signed ? dns() : unsigned(), server);

        send(properties);

        assertThat(onlyMail(server).serverName()).contains(HOST);
    }

    private DnsTree unsigned() {
        return network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.unsigned().record("@ MX 10 mx").record("mx A 127.0.0.1")));
    }

    @Test
    void d8rNoRecordsOpportunisticSendsToAFixedHostAsTheApplicationWants() throws MessagingException {
        SmtpServer server = network.start(mx());

        send(dropIn(dns(), server));

        assertThat(onlyMail(server).encrypted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, true, NO_TLSA",
        "smtp-mx, true, NO_TLSA",
        "smtp, false, HOST_INSECURE",
        "smtp-mx, false, MX_INSECURE"
    })
    void d8rNoRecordsMandatoryDoesNotConnect(String protocol, boolean signed, Reason reason) {
        SmtpServer server = network.start(mx());
        DnsTree dns = signed ? dns() : unsigned();

        MessagingException failure = failure(sender(protocol, "mandatory", dns, server));

        assertRefused(failure, reason, server);
        assertThat(failure).hasMessageContaining("4.7.5 ");
        assertThat(server.connections()).isZero();
    }

    @Test
    void d9rNoRecordsAndTheHandshakeFailsDeliversInTheClear() throws MessagingException {
        SmtpServer server = network.start(mx().breakHandshake());

        send(byMx(dns(), server));

        assertThat(onlyMail(server).encrypted()).isFalse();
        // With a server name, without one, and in the clear.
        assertThat(server.connections()).isEqualTo(3);
    }

    @Test
    void d9rNoRecordsAndStartTlsRefusedDeliversInTheClear() throws MessagingException {
        SmtpServer server = network.start(mx().refuseStartTls());

        send(byMx(dns(), server));

        assertThat(onlyMail(server).encrypted()).isFalse();
    }

    @Test
    void d9rNoRecordsAndTheHandshakeFailsWaitsIfTheApplicationRequiresStartTls() {
        SmtpServer server = network.start(mx().breakHandshake());
        Properties properties = byMx(dns(), server);
        properties.setProperty("mail.smtp-mx.starttls.required", "true");

        assertRefused(failure(properties), Reason.HANDSHAKE_FAILED, server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    void d10rNoRecordsAndNoStartTlsOpportunisticDeliversInTheClear(String protocol) throws MessagingException {
        SmtpServer server = network.start(mx().withoutStartTls());

        send(sender(protocol, "opportunistic", dns(), server));

        assertThat(onlyMail(server).encrypted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    void d10rNoRecordsAndNoStartTlsWaitsIfTheApplicationRequiresStartTls(String protocol) {
        SmtpServer server = network.start(mx().withoutStartTls());
        Properties properties = sender(protocol, "opportunistic", dns(), server);
        properties.setProperty("mail." + protocol + ".starttls.required", "true");

        assertThat(failure(properties)).isNotNull();
        assertNothingGivenAway(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    void d10rNoRecordsAndNoStartTlsMandatoryDoesNotConnect(String protocol) {
        SmtpServer server = network.start(mx().withoutStartTls());

        assertRefused(failure(sender(protocol, "mandatory", dns(), server)), Reason.NO_TLSA, server);
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"smtp, opportunistic", "smtp, mandatory", "smtp-mx, opportunistic", "smtp-mx, mandatory"})
    void d11rFailedLookupDoesNotConnect(String protocol, String mode) {
        SmtpServer server = network.start(mx());
        DnsTree dns = dns(tlsa(server, CERTIFICATE));
        dns.fault("_" + server.port() + "._tcp.mx.example.org", "TLSA", Fault.SERVFAIL);

        MessagingException failure = failure(sender(protocol, mode, dns, server));

        assertRefused(failure, Reason.DNS_ERROR, server);
        assertThat(refusal(failure).statusCode()).isEqualTo("4.4.312");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"smtp, opportunistic", "smtp, mandatory", "smtp-mx, opportunistic", "smtp-mx, mandatory"})
    void d11rForgedLookupDoesNotConnect(String protocol, String mode) {
        SmtpServer server = network.start(mx());
        DnsTree dns = dns(tlsa(server, OTHER));
        dns.forge("_" + server.port() + "._tcp.mx.example.org", "TLSA", "@ 300 IN TLSA " + CERTIFICATE.tlsa(3, 1, 1));

        MessagingException failure = failure(sender(protocol, mode, dns, server));

        assertRefused(failure, Reason.DNSSEC_BOGUS, server);
        assertThat(refusal(failure).statusCode()).isEqualTo("4.7.324");
        assertThat(server.connections()).isZero();
    }
}
