package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MX hosts that break off when they hear a server name that they do not know (RFC 6066 section 3). */
class ServerNameTest extends MailTest {
    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void hostWithoutDaneIsSpokenToWithoutANameRatherThanInTheClear(String required) throws MessagingException {
        SmtpServer server = network.start(mx().refuseServerNames());
        Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), server);
        properties.setProperty("mail.smtp-mx.starttls.required", required);

        send(properties);

        assertThat(server.received()).singleElement().satisfies(mail -> {
            assertThat(mail.encrypted()).isTrue();
            assertThat(mail.serverName()).isEmpty();
        });
        assertThat(server.serverNames()).containsExactly(HOST);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void hostWithDaneIsNot() {
        SmtpServer server = network.start(mx().refuseServerNames());
        Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.HANDSHAKE_FAILED);

        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.received()).isEmpty();
    }

    @Test
    void hostThatBreaksEveryHandshakeGetsTheMailInTheClear() throws MessagingException {
        SmtpServer server = network.start(mx().breakHandshake());

        send(byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), server));

        assertThat(server.received()).singleElement().matches(mail -> !mail.encrypted());
        assertThat(server.connections()).isEqualTo(3);
    }

    @Test
    void hostThatRefusesStartTlsIsNotAskedTwice() throws MessagingException {
        SmtpServer server = network.start(mx().refuseStartTls());

        send(byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), server));

        assertThat(server.received()).singleElement().matches(mail -> !mail.encrypted());
        assertThat(server.connections()).isEqualTo(2);
    }
}
