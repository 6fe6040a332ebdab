package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** What RemoteDelivery of Apache James does with its parameters and with a host. */
class JamesTest extends MailStackTest {
    /** Those that begin with {@code mail.}, as defaults, which is where James puts them. */
    private static Properties parameters() throws Exception {
        String xml = MailDocument.MAIL.blocks("Apache James", "xml").get(0);
        Element mailet = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
        Properties defaults = new Properties();
        for (Node each = mailet.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element parameter && parameter.getTagName().startsWith("mail.")) {
                defaults.setProperty(parameter.getTagName(), parameter.getTextContent());
            }
        }
        return new Properties(defaults);
    }

    private static void deliver(Properties properties, String host) throws MessagingException {
        Session session = Session.getInstance(properties);
        // James casts, and asks for the class's name.
        try (SMTPTransport transport = (SMTPTransport) session.getTransport(new URLName("smtp://" + host))) {
            assertThat(transport.getClass().getName()).endsWith(".SMTPTransport");
            transport.connect();
            Address[] recipients = message(session).getAllRecipients();
            transport.sendMessage(message(session), recipients);
        }
    }

    @Test
    void byNameItSendsAndRefuses() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = parameters();
        properties.putAll(to(server, "smtp"));

        deliver(properties, HOST);
        server.certificate(OTHER);
        MessagingException failure = catchThrowableOfType(MessagingException.class, () -> deliver(properties, HOST));

        assertMismatch(failure);
        // The sign for James to try the next host, and to keep the mail.
        assertThat(failure.getNextException()).isInstanceOf(IOException.class);
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    @Test
    void byAddressThereIsNoDane() throws Exception {
        SmtpServer server = network.start(mx());
        Properties properties = parameters();
        properties.putAll(to(server, "smtp"));

        MessagingException failure =
                catchThrowableOfType(MessagingException.class, () -> deliver(properties, "127.0.0.1"));

        assertThat(DaneRefusal.allIn(failure))
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_LITERAL));
        assertThat(server.connections()).isZero();

        properties.setProperty("mail.smtp.dane", "opportunistic");
        deliver(properties, "127.0.0.1");
        assertThat(server.received()).singleElement().matches(mail -> !mail.encrypted());
    }
}
