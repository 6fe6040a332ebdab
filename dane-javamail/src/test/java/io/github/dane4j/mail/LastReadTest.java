package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings are read once for the transports of a Session, and again when one of them has changed. */
class LastReadTest extends MailTest {
    private final AtomicInteger reads = new AtomicInteger();
    private final LastRead<HostPlanner> last = new LastRead<>(HostPlanner::settings);

    private HostPlanner read(Properties properties) throws MessagingException {
        return last.of(new ProtocolProperties(properties, "mail.smtp-mx."), each -> {
            reads.incrementAndGet();
            return new HostPlanner(each, ServiceKind.BY_MX);
        });
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp-mx.dane", "mandatory");
        return properties;
    }

    @Test
    @DisplayName("unchanged: read once; what is about a message alone, and mail is not, makes no difference")
    void unchanged() throws MessagingException {
        Properties properties = properties();

        HostPlanner first = read(properties);
        properties.setProperty("mail.smtp-mx.from", "alice@example.net");
        properties.setProperty("app.name", "test");

        assertThat(read(properties)).isSameAs(first);
        assertThat(reads).hasValue(1);
    }

    @Test
    @DisplayName("changed, added, removed, in the defaults, of another Session, of a named server: read again")
    void changed() throws MessagingException {
        Properties defaults = properties();
        Properties properties = new Properties(defaults);
        read(properties);

        properties.setProperty("mail.smtp-mx.dane", "none");
        assertThat(read(properties).settings().mode().word()).isEqualTo("none");
        properties.setProperty("mail.smtp-mx.timeout", "1000");
        read(properties);
        properties.remove("mail.smtp-mx.timeout");
        read(properties);
        properties.remove("mail.smtp-mx.dane");
        defaults.setProperty("mail.smtp-mx.dane", "opportunistic");
        assertThat(read(properties).settings().mode().word()).isEqualTo("opportunistic");
        Properties equal = new Properties(defaults);
        read(equal);
        assertThat(reads).hasValue(6);

        equal.setProperty("mail.smtp-mx.dane.nameservers", "localhost");
        read(equal);
        read(equal);
        assertThat(reads).hasValue(8);
    }

    @Test
    @DisplayName("settings that are wrong are no settings, and are not remembered")
    void wrong() throws MessagingException {
        Properties properties = properties();
        HostPlanner first = read(properties);

        properties.setProperty("mail.smtp-mx.dane", "strict");
        assertThatThrownBy(() -> read(properties)).hasMessageContaining("must be opportunistic");
        assertThatThrownBy(() -> read(properties)).hasMessageContaining("must be opportunistic");
        properties.setProperty("mail.smtp-mx.dane", "mandatory");

        assertThat(read(properties)).isSameAs(first);
        assertThat(reads).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("a property that changes between two messages by static Transport.send counts for the second")
    void betweenMessages(String protocol) throws MessagingException {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, OTHER));
        Properties properties = protocol.equals("smtp") ? dropIn(dns, server) : byMx(dns, server);
        String mode = "mail." + protocol + ".dane";

        properties.setProperty(mode, "audit-only");
        send(properties);
        send(properties);
        properties.setProperty(mode, "opportunistic");

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.LEAF_MISMATCH);
        properties.setProperty(mode, "");
        assertThat(failure(properties)).hasMessageContaining("is empty");
        assertThat(server.received()).hasSize(2);
    }
}
