package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.SmtpServer;
import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Jakarta Mail and dane4j in different class loaders, as in an application server of Jakarta EE. */
class ApplicationServerTest extends MailStackTest {
    private static final String JARS = "angus-2.0.3";

    private Properties relay(SmtpServer server) {
        Properties properties = to(server, "smtp");
        properties.setProperty("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport");
        properties.setProperty("mail.smtp.dane", "mandatory");
        properties.setProperty("checked", "smtp");
        return properties;
    }

    private static void assertSendsAndRefuses(
            IsolatedStack stack, String method, SmtpServer server, Properties properties) {
        assertThat(stack.call(AngusProbe.class, method, properties)).isEqualTo(AngusProbe.DONE);
        server.certificate(OTHER);
        assertThat(stack.call(AngusProbe.class, method, properties))
                .contains("io.github.dane4j.mail.DaneRefusedException: DANE refused " + HOST);
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void allInTheServerWorksForSessionsOfTheServerToo() throws IOException {
        SmtpServer server = network.start(mx());
        Properties properties = relay(server);
        try (IsolatedStack stack = IsolatedStack.allInTheServer(JARS)) {
            assertThat(stack.call(AngusProbe.class, "checkResourceSession", properties))
                    .isEqualTo(AngusProbe.DONE);
            assertSendsAndRefuses(stack, "send", server, properties);
        }
    }

    @Test
    void daneInTheApplicationWorksForItsOwnSessions() throws IOException {
        SmtpServer server = network.start(mx());
        try (IsolatedStack stack = IsolatedStack.daneInTheApplication(JARS)) {
            assertSendsAndRefuses(stack, "send", server, relay(server));
        }
    }

    /** The Session of the server has looked for providers where there are none of ours. The check says so. */
    @Test
    void daneInTheApplicationIsNotFoundBySessionsOfTheServer() throws IOException {
        SmtpServer server = network.start(mx());
        Properties properties = relay(server);
        Properties byMx = to(server, "smtp-mx");
        byMx.setProperty("checked", "smtp-mx");
        try (IsolatedStack stack = IsolatedStack.daneInTheApplication(JARS)) {
            assertThat(stack.call(AngusProbe.class, "checkResourceSession", properties))
                    .contains("protocol smtp is served by org.eclipse.angus.mail.smtp.SMTPTransport, without DANE")
                    .contains("it is \"io.github.dane4j.mail.SMTPTransport\", which is not a registered transport");
            assertThat(stack.call(AngusProbe.class, "checkResourceSession", byMx))
                    .contains("NoSuchProviderException")
                    .contains("smtp-mx");
            assertSendsAndRefuses(stack, "sendByOwnSession", server, properties);
        }
    }

    @Test
    void jakartaMailInTheApplicationAloneIsMissedByName() throws IOException {
        SmtpServer server = network.start(mx());
        try (IsolatedStack stack = IsolatedStack.jakartaMailInTheApplication(JARS)) {
            assertThat(stack.call(AngusProbe.class, "send", relay(server)))
                    .contains("java.lang.NoClassDefFoundError: jakarta/mail/Provider");
        }
        assertThat(server.connections()).isZero();
    }
}
