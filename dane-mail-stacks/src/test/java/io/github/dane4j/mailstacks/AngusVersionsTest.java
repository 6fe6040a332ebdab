package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Angus Mail in other versions than the one this project is built with, each with its own jars. */
class AngusVersionsTest extends MailStackTest {
    private static final String SENTENCE =
            " needs Angus Mail 2.0 or newer (org.eclipse.angus:angus-mail) on the class path; found ";

    /** Every Session of the JVM reads our registrations; before, they threw a ServiceConfigurationError. */
    @ParameterizedTest
    @ValueSource(strings = {"angus-1.1.0", "com-sun-mail-2.0.2"})
    void mailOfOthersGoesOnWhereAngusIsTooOld(String jars) throws IOException {
        SmtpServer server = network.start(SmtpServer.builder(HOST).withoutStartTls());
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", String.valueOf(server.port()));

        try (IsolatedStack stack = new IsolatedStack(jars)) {
            assertThat(stack.call(AngusProbe.class, "send", properties)).isEqualTo(AngusProbe.DONE);
        }

        assertThat(server.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"angus-1.1.0, Angus Mail 1.x (com.sun.mail)", "com-sun-mail-2.0.2, Jakarta Mail 2.0 (com.sun.mail)"})
    void whoeverUsesOneOfOurProtocolsReadsWhichVersionIsNeeded(String jars, String found) throws IOException {
        SmtpServer server = network.start(SmtpServer.builder(HOST));
        try (IsolatedStack stack = new IsolatedStack(jars)) {
            for (String protocol : new String[] {"smtp-dane", "smtps-dane", "smtp-mx"}) {
                Properties properties = to(server, protocol);
                properties.setProperty("mail.transport.protocol.rfc822", protocol);
                properties.setProperty("checked", protocol);
                assertThat(stack.call(AngusProbe.class, "send", properties)).contains(protocol + SENTENCE + found);
                assertThat(stack.call(AngusProbe.class, "check", properties)).contains(protocol + SENTENCE + found);
            }
            for (String protocol : new String[] {"imap-dane", "imaps-dane", "pop3-dane", "pop3s-dane"}) {
                Properties properties = to(server, protocol);
                properties.setProperty("mail.store.protocol", protocol);
                properties.setProperty("checked", protocol);
                assertThat(stack.call(AngusProbe.class, "read", properties)).contains(protocol + SENTENCE + found);
                assertThat(stack.call(AngusProbe.class, "check", properties)).contains(protocol + SENTENCE + found);
            }
        }
        assertThat(server.connections()).isZero();
    }

    /** The troubleshooting section of docs/mail.md has this text; Jakarta Mail leaves no way to say more. */
    @ParameterizedTest
    @ValueSource(strings = {"angus-1.1.0", "com-sun-mail-2.0.2"})
    void classNamedInAPropertyNamesWhatIsMissing(String jars) throws IOException {
        SmtpServer server = network.start(SmtpServer.builder(HOST));
        Properties properties = to(server, "smtp");
        properties.setProperty("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport");
        try (IsolatedStack stack = new IsolatedStack(jars)) {
            assertThat(stack.call(AngusProbe.class, "send", properties))
                    .startsWith("java.lang.NoClassDefFoundError: org/eclipse/angus/mail/smtp/SMTPTransport");
        }
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"angus-2.0.0", "angus-2.0.3"})
    void olderVersionsOfAngusTwoSendAndRefuse(String jars) throws IOException {
        SmtpServer server = network.start(mx());
        Properties properties = to(server, "smtp");
        properties.setProperty("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport");
        properties.setProperty("mail.smtp.dane", "mandatory");
        try (IsolatedStack stack = new IsolatedStack(jars)) {
            assertThat(stack.call(AngusProbe.class, "send", properties)).isEqualTo(AngusProbe.DONE);
            server.certificate(OTHER);
            assertThat(stack.call(AngusProbe.class, "send", properties))
                    .contains("io.github.dane4j.mail.DaneRefusedException: DANE refused " + HOST);
        }
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    /** The name check of Angus up to 2.0.2 comes after the handshake, and DANE-EE must not have one. */
    @Test
    void olderNameCheckDoesNotBreakDaneEe() throws IOException {
        TestCertificate foreign =
                TestCertificate.builder().dnsNames("other.example.net").build();
        SmtpServer server = network.start(SmtpServer.builder(HOST).certificate(foreign));
        Properties properties = to(server, "smtp-dane", foreign);
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-dane");
        properties.setProperty("mail.smtp-dane.ssl.checkserveridentity", "true");
        try (IsolatedStack stack = new IsolatedStack("angus-2.0.0")) {
            assertThat(stack.call(AngusProbe.class, "send", properties)).isEqualTo(AngusProbe.DONE);
        }
        assertThat(server.received()).hasSize(1);
    }
}
