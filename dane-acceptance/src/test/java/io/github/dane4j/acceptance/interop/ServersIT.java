package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The servers are as the other tests take them to be, seen without the library. What is refused elsewhere is refused by
 * DANE, and not because a server is broken.
 */
@ExtendWith(LaboratoryExtension.class)
class ServersIT {
    private final Laboratory laboratory;

    ServersIT(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    @ParameterizedTest
    @CsvSource({"secure.test, SOA", "key.secure.test, MX", "ed25519.test, MX", "nsec3.test, MX", "salted.test, MX"})
    void unboundValidatesTheSignedZones(String name, String type) {
        assertThat(Dig.at(laboratory.unbound().address()).ask(name, type))
                .contains("status: NOERROR")
                .containsPattern("flags: .* ad[ ;]");
    }

    @Test
    void unboundHoldsTheExpiredZoneForBogusAndHandsItOutWhenNotAskedToCheck() {
        Dig unbound = Dig.at(laboratory.unbound().address());
        assertThat(unbound.ask("expired.test", "MX")).contains("status: SERVFAIL");
        assertThat(unbound.ask("expired.test", "MX", "+cdflag")).contains("status: NOERROR", "mx.expired.test.");
    }

    @Test
    void unboundHoldsTheUnsignedZoneForInsecure() {
        assertThat(Dig.at(laboratory.unbound().address()).ask("unsigned.test", "MX"))
                .contains("status: NOERROR", "mx.unsigned.test.")
                .doesNotContainPattern("flags: .* ad[ ;]")
                .doesNotContain("RRSIG");
    }

    @Test
    void bindProvesAbsenceByNsec3() {
        assertThat(Dig.at(laboratory.bind().address()).ask("_25._tcp.mx.nsec3.test", "TLSA"))
                .contains("status: NXDOMAIN", "NSEC3");
    }

    @Test
    void postfixDeliversToWhoeverSpeaksPlainSmtp() throws Exception {
        MailLog log = laboratory.postfix().logFromNow();
        sendWithoutDane(laboratory.cleartext(), "to whoever");
        assertThat(laboratory.postfix().awaitMail("to whoever"))
                .contains("by postfix.invalid (Postfix) with ESMTP id")
                .doesNotContain("TLS");
        assertThat(log.sessions(laboratory.cleartext()))
                .isEqualTo(List.of("ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"));
    }

    @Test
    void postfixSpeaksTls() throws Exception {
        for (Postfix.Listener listener : List.of(laboratory.pinned(), laboratory.issued())) {
            String text = "with TLS on " + listener.label();
            sendWithoutDane(listener, text);
            assertThat(laboratory.postfix().awaitMail(text)).contains("(using TLSv1.3", "with ESMTPS id");
        }
    }

    private static void sendWithoutDane(Postfix.Listener listener, String text) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", Loopback.address().getHostAddress());
        properties.setProperty("mail.smtp.port", Integer.toString(listener.port()));
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.ssl.trust", "*");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        Session session = Session.getInstance(properties);
        String mail =
                "From: <alice@sender.test>\r\nTo: <bob@plain.secure.test>\r\nSubject: test\r\n\r\n" + text + "\r\n";
        Transport.send(new MimeMessage(session, new ByteArrayInputStream(mail.getBytes(StandardCharsets.US_ASCII))));
    }
}
