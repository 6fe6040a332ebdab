package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.policy.MtaStsPolicies;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of MTA-STS where the module that finds policies is not there, as it is not in this one. */
class MtaStsSettingsTest extends MailTest {
    private static final String PREFIX = "mail.smtp-mx.";

    /** Finds none. */
    private static final class NoPolicies implements MtaStsPolicies {
        @Override
        public Found find(DomainName domain, Duration patience) {
            return new Found(Optional.empty(), Optional.empty());
        }

        @Override
        public Found findAnew(DomainName domain, Duration patience) {
            return find(domain, patience);
        }
    }

    private Properties properties(SmtpServer server) {
        return byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), server);
    }

    /** By {@code DaneMail.check} and by sending, and no server hears of it. */
    private static void assertRefused(Properties properties, SmtpServer server, String text) {
        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp-mx"))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining(text);
        assertThat(failure(properties)).hasMessageContaining(text);
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("a folder without the module is an error that names it, and never mail without MTA-STS")
    void moduleIsMissing() {
        SmtpServer server = network.start(mx());
        Properties properties = properties(server);
        properties.setProperty(PREFIX + "dane.mtasts", "opportunistic");
        properties.setProperty(
                PREFIX + "dane.mtastsfolder", directory.resolve("sts").toString());

        assertRefused(
                properties,
                server,
                "mail.smtp-mx.dane.mtastsfolder is set, but the module that finds MTA-STS policies is missing: add"
                        + " io.github.dane4j:dane-mta-sts to the application");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dane.mtasts=                                 | mail.smtp-mx.dane.mtasts is empty: it must be opportunistic or none
            dane.mtasts=on                               | mail.smtp-mx.dane.mtasts must be opportunistic or none, but is "on"
            dane.mtasts=enforce                          | mail.smtp-mx.dane.mtasts must be opportunistic or none, but is "enforce"
            dane.mtasts=opportunistic                    | mail.smtp-mx.dane.mtasts is opportunistic, but nothing finds MTA-STS policies: set mail.smtp-mx.dane.mtastsfolder
            dane.mtastsfolder=                           | mail.smtp-mx.dane.mtastsfolder is empty
            dane.mtastsfolder=sts                        | mail.smtp-mx.dane.mtastsfolder has no effect: set mail.smtp-mx.dane.mtasts to opportunistic
            dane.mtastspolicies=a text                   | mail.smtp-mx.dane.mtastspolicies must be an MtaStsPolicies, set with Properties.put
            dane.mtast=none                              | did you mean mail.smtp-mx.dane.mtasts?
            dane.policy.example.org=none mta-sts=opportunistic | a policy of mail.smtp-mx.dane.policy.example.org asks for MTA-STS, but nothing finds MTA-STS policies
            dane.policy.example.org=none mta-sts=testing | expected mta-sts=opportunistic or none, found "testing"
            """)
    @DisplayName("a setting that is empty, unknown or without effect is an error")
    void wrongSetting(String setting, String text) {
        SmtpServer server = network.start(mx());
        Properties properties = properties(server);
        String[] words = setting.split("=", 2);
        properties.setProperty(PREFIX + words[0], words[1]);

        assertRefused(properties, server, text);
    }

    @Test
    @DisplayName("two places for policies, and policies without effect, are errors")
    void policiesOfTheApplication() {
        SmtpServer server = network.start(mx());
        Properties both = properties(server);
        both.setProperty(PREFIX + "dane.mtasts", "opportunistic");
        both.setProperty(PREFIX + "dane.mtastsfolder", "sts");
        both.put(PREFIX + "dane.mtastspolicies", new NoPolicies());
        Properties unused = properties(server);
        unused.put(PREFIX + "dane.mtastspolicies", new NoPolicies());

        assertRefused(both, server, "mail.smtp-mx.dane.mtastspolicies and mail.smtp-mx.dane.mtastsfolder are both set");
        assertRefused(unused, server, "mail.smtp-mx.dane.mtastspolicies has no effect");
    }

    @Test
    @DisplayName("a policy file that asks for MTA-STS: found by the check, and the mail of that domain alone waits")
    void policyFile() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(
                network.start(DnsTree.builder()
                        .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1"))
                        .zone("example.net", records("@ MX 10 mx.example.org."))),
                server);
        properties.setProperty(
                PREFIX + "dane.policyfile",
                Files.writeString(
                                directory.resolve("policy"),
                                "example.org opportunistic mta-sts=opportunistic\nexample.net opportunistic\n")
                        .toString());

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp-mx"))
                .hasMessageContaining("a policy of mail.smtp-mx.dane.policyfile asks for MTA-STS");
        assertThat(failure(properties, "b@example.org"))
                .hasMessageContaining("4.3.5 example.org: its policy asks for MTA-STS, but nothing finds");
        assertThat(server.connections()).isZero();
        send(properties, "b@example.net");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    @DisplayName("it is for MX hosts: for a relay the property has no effect, which is an error")
    void forARelay() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(exampleOrg("mx A 127.0.0.1"), server);
        properties.setProperty("mail.smtp.dane.mtasts", "opportunistic");

        assertThat(failure(properties))
                .hasMessageContaining("mail.smtp.dane.mtasts has no effect")
                .hasMessageContaining("smtp-mx");
        assertThat(server.connections()).isZero();
    }
}
