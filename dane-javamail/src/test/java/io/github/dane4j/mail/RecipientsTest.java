package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Addresses that Angus would send in another form than they have, or to nobody. */
class RecipientsTest extends MailTest {
    /** An address whose first letter, cut to an octet, is another letter. */
    private static final String NOT_ASCII = "\u0161ef@example.org";

    private static Address address(String text) {
        InternetAddress address = new InternetAddress();
        address.setAddress(text);
        return address;
    }

    private static void sendTo(Properties properties, Address... recipients) throws MessagingException {
        Session session = Session.getInstance(properties);
        MimeMessage message = message(session, "bob@example.org");
        message.saveChanges();
        try (Transport transport = session.getTransport(recipients[0])) {
            transport.connect();
            transport.sendMessage(message, recipients);
        }
    }

    @Test
    void mxRefusesAnAddressThatIsNotAsciiAndDeliversToTheOthers() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);

        SendFailedException failure = catchThrowableOfType(
                SendFailedException.class, () -> sendTo(properties, address(NOT_ASCII), address("bob@example.org")));

        assertThat(failure.getInvalidAddresses()).containsExactly(address(NOT_ASCII));
        assertThat(failure.getValidSentAddresses()).containsExactly(address("bob@example.org"));
        assertThat(server.received())
                .singleElement()
                .satisfies(mail -> assertThat(mail.recipients()).containsExactly("bob@example.org"));
    }

    @Test
    void fixedHostIsNeverGivenAnotherAddressThanTheOneMeant() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, CERTIFICATE), server);

        assertThatThrownBy(() -> sendTo(properties, address(NOT_ASCII)))
                .isInstanceOf(MessagingException.class)
                .hasStackTraceContaining("mail.mime.allowutf8");

        assertThat(server.received()).isEmpty();
        assertThat(server.commands()).noneMatch(command -> command.startsWith("RCPT"));
    }

    @Test
    void anEmptyGroupIsNoRecipient() {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);

        assertThatThrownBy(() -> sendTo(properties, address("undisclosed-recipients:;")))
                .isInstanceOf(SendFailedException.class)
                .hasMessageContaining("No recipient addresses");

        assertThat(server.connections()).isZero();
    }
}
