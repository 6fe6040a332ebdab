package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.SmtpServer;
import java.util.Collections;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Hosts whose certificates the JDK's TLS does not take, before DANE can judge them. */
class JvmLimitsTest extends MailTest {
    @Test
    void theRefusalNamesThePropertyThatLiftsTheLimit() {
        SmtpServer server = network.start(mx().chain(CERTIFICATE, Collections.nCopies(11, CERTIFICATE.certificate())));
        Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);

        DaneRefusedException refusal = refusal(failure(properties));

        assertThat(refusal.reason()).isEqualTo(Reason.HANDSHAKE_FAILED);
        assertThat(refusal).hasMessageContaining("-Djdk.tls.maxCertificateChainLength=N");
        assertThat(server.received()).isEmpty();
    }
}
