package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.bctls.BouncyCastleOptions;
import io.github.dane4j.bctls.BouncyCastleTls;
import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.Collections;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** A relay that sends more certificates than the JDK's TLS takes. */
class BouncyCastleMailTest extends MailStackTest {
    private static final int CERTIFICATES = 20;

    private static void send(Properties properties) throws MessagingException {
        Session session = Session.getInstance(properties);
        DaneMail.check(session, "smtp");
        Transport.send(message(session));
    }

    @Test
    void relayThatTheJdkCannotTalkTo() throws MessagingException {
        SmtpServer server =
                network.start(mx().chain(CERTIFICATE, Collections.nCopies(CERTIFICATES, CERTIFICATE.certificate())));
        Properties properties = MailDocument.MAIL.properties("Jakarta Mail", 0);
        properties.putAll(to(server, "smtp"));
        MessagingException failure = catchThrowableOfType(MessagingException.class, () -> send(properties));
        assertThat(DaneRefusal.allIn(failure))
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.HANDSHAKE_FAILED));

        properties.put(
                "mail.smtp.dane.tls",
                BouncyCastleTls.factory(BouncyCastleOptions.standard().compatible()));
        send(properties);
        server.certificate(OTHER);

        assertMismatch(catchThrowableOfType(MessagingException.class, () -> send(properties)));
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }
}
