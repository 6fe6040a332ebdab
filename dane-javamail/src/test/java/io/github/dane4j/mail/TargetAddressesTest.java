package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a recipient's domain may lead: its owner chooses the addresses, and this machine connects to them. */
class TargetAddressesTest extends MailTest {
    private static void assertRefused(Properties properties, String recipient, SmtpServer server) {
        SendFailedException failure =
                catchThrowableOfType(SendFailedException.class, () -> send(properties, recipient));

        assertThat(refusal(failure).reason()).isEqualTo(Reason.ADDRESS_NOT_ALLOWED);
        assertThat(refusal(failure)).hasMessageContaining("mail.smtp-mx.dane.allowloopback");
        assertThat(failure.getValidUnsentAddresses()).hasSize(1);
        assertThat(failure).hasMessageContaining("4.4.4 ");
        assertThat(server.connections()).isZero();
    }

    private Properties byDefault(SmtpServer server, String... records) {
        Properties properties = byMx(exampleOrg(records), server);
        properties.remove("mail.smtp-mx.dane.allowloopback");
        return properties;
    }

    @ParameterizedTest
    @CsvFileSource(resources = "targets.csv")
    void eachAddressLeadsSomewhere(String address, String scope) throws UnknownHostException {
        InetAddress target = InetAddress.getByName(address);

        assertThat(TargetAddresses.Scope.of(target)).hasToString(scope.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, true, true, false, false",
        "true, false, true, true, true, false",
        "false, true, true, false, false, false"
    })
    void propertiesDecideAboutLoopbackAndPrivateAlone(
            boolean allowLoopback,
            boolean refusePrivate,
            boolean global,
            boolean privates,
            boolean loopback,
            boolean unusable)
            throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp-mx.dane.allowloopback", String.valueOf(allowLoopback));
        properties.setProperty("mail.smtp-mx.dane.refuseprivate", String.valueOf(refusePrivate));
        ProtocolProperties ours = new ProtocolProperties(properties, "mail.smtp-mx.");
        TargetAddresses targets = TargetAddresses.of(DeliverySettings.of(ours), ours);

        assertThat(targets.allows(InetAddress.getByName("192.0.2.1"))).isEqualTo(global);
        assertThat(targets.allows(InetAddress.getByName("192.168.0.1"))).isEqualTo(privates);
        assertThat(targets.allows(address("127.0.0.1"))).isEqualTo(loopback);
        assertThat(targets.allows(address("::1"))).isEqualTo(loopback);
        assertThat(targets.allows(InetAddress.getByName("0.0.0.0"))).isEqualTo(unusable);
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A 127.0.0.1",
                "A 127.1.2.3",
                "A 0.0.0.0",
                "A 224.0.0.1",
                "AAAA ::1",
                "AAAA ::",
                "AAAA ::ffff:127.0.0.1",
                "AAAA ::ffff:0.0.0.0",
                "AAAA ff02::1",
                "AAAA ::ffff:224.0.0.1",
                "AAAA 64:ff9b::127.0.0.1",
                "AAAA 2002:7f00:1::1"
            })
    void mailIsNotSentThereByDefault(String record) {
        SmtpServer server = network.start(mx());

        assertRefused(byDefault(server, "@ MX 10 mx", "mx " + record), "bob@example.org", server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@[127.0.0.1]", "bob@[0.0.0.0]", "bob@[IPv6:::1]", "bob@[IPv6:::ffff:127.0.0.1]"})
    void addressLiteralIsNoWayThere(String recipient) {
        SmtpServer server = network.start(mx());

        assertRefused(byDefault(server, "@ MX 10 mx"), recipient, server);
    }

    @Test
    void daneDoesNotChangeThat() {
        SmtpServer server = network.start(mx());

        assertRefused(
                byDefault(server, "@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)),
                "bob@example.org",
                server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A 10.1.2.3", "A 169.254.169.254", "AAAA fe80::1", "AAAA fd00::1", "AAAA ::ffff:10.1.2.3"})
    void privateAddressesAreRefusedOnRequest(String record) {
        SmtpServer server = network.start(mx());
        Properties properties = byDefault(server, "@ MX 10 mx", "mx " + record);
        properties.setProperty("mail.smtp-mx.dane.refuseprivate", "true");

        assertRefused(properties, "bob@example.org", server);
    }

    @Test
    void addressThatIsNotAllowedIsPassedOver() throws MessagingException {
        SmtpServer server = network.start(mx().address(loopback(2)));
        Properties properties = byMx(
                exampleOrg("@ MX 10 mx1", "@ MX 20 mx2", "mx1 A 0.0.0.0", "mx2 A 224.0.0.1", "mx2 A 127.0.0.2"),
                server);

        send(properties);

        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "messagetimeout, ''",
        "messagetimeout, 0",
        "messagetimeout, 86400001",
        "domaintimeout, 10s",
        "domaintimeout, -1",
        "paralleldomains, ''",
        "paralleldomains, 0",
        "paralleldomains, 101",
        "allowloopback, ''",
        "allowloopback, yes",
        "refuseprivate, ''",
        "refuseprivate, 1"
    })
    void settingThatIsNotUnderstoodIsAnErrorThatNamesItsKey(String key, String value) {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), server);
        properties.setProperty("mail.smtp-mx.dane." + key, value);

        assertThat(failure(properties)).hasMessageContaining("mail.smtp-mx.dane." + key);
        assertThat(server.connections()).isZero();
    }
}
