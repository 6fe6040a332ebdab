package io.github.dane4j.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is spoken before TLS begins follows the port, or the service of an SRV record. */
class ProtocolTest {
    @ParameterizedTest
    @CsvSource({
        "25, SMTP",
        "587, SMTP",
        "2525, SMTP",
        "143, IMAP",
        "110, POP3",
        "5222, XMPP",
        "5269, XMPP_SERVER",
        "389, LDAP",
        "5432, POSTGRES",
        "443, NONE",
        "465, NONE",
        "636, NONE",
        "853, NONE",
        "993, NONE",
        "995, NONE",
        "26, NONE",
        "1, NONE",
        "65535, NONE"
    })
    void ofPort(int port, Protocol protocol) {
        assertThat(Protocol.ofPort(port)).isEqualTo(protocol);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, SMTP",
        "submission, SMTP",
        "Submission, SMTP",
        "imap, IMAP",
        "pop3, POP3",
        "xmpp-client, XMPP",
        "xmpp-server, XMPP_SERVER",
        "ldap, LDAP",
        "postgresql, POSTGRES",
        "submissions, NONE",
        "imaps, NONE",
        "pop3s, NONE",
        "ldaps, NONE",
        "xmpps-client, NONE",
        "xmpps-server, NONE",
        "sip,"
    })
    void ofService(String service, Protocol protocol) {
        assertThat(Protocol.ofService(service).orElse(null)).isEqualTo(protocol);
    }
}
