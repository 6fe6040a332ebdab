package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.ReceivedMail;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives of a message is what Angus alone would have sent, byte for byte. */
class MessageDataTest extends MailTest {
    /** Where a stream could go wrong: at dots, ends of lines, its own buffer, and other streams around it. */
    enum Sample {
        TEXT {
            @Override
            void fill(MimeMessage message) throws MessagingException {
                message.setText("one\r\ntwo\r\n");
            }
        },
        DOTS_AND_ODD_ENDS_OF_LINES {
            @Override
            void fill(MimeMessage message) throws MessagingException {
                message.setText(".\r\n..\n.end\r.\r\r\n\n.last, without an end");
            }
        },
        LONGER_THAN_ANY_BUFFER {
            @Override
            void fill(MimeMessage message) throws MessagingException {
                message.setText(".a line that begins with a dot\r\n".repeat(2_000));
            }
        },
        QUOTED_PRINTABLE {
            @Override
            void fill(MimeMessage message) throws MessagingException {
                message.setText("\u00e4 line of text, and many ASCII letters after it\r\n.\r\n", "UTF-8");
            }
        },
        MULTIPART {
            @Override
            void fill(MimeMessage message) throws MessagingException {
                MimeBodyPart text = new MimeBodyPart();
                text.setText("see below\r\n.\r\n");
                MimeBodyPart attached = new MimeBodyPart();
                attached.setText("\u4e2d\u6587".repeat(3_000), "UTF-8");
                attached.setHeader("Content-Transfer-Encoding", "base64");
                attached.setHeader("Content-Description", "\u00fcber");
                message.setContent(new MimeMultipart(text, attached));
            }
        },
        HEADER_IN_UTF8 {
            @Override
            void fill(MimeMessage message) throws MessagingException {
                message.setText("text\r\n");
                message.setHeader("X-Words", "\u00fcber \u4e2d\u6587");
            }
        };

        abstract void fill(MimeMessage message) throws MessagingException;

        MimeMessage in(Session session) throws MessagingException {
            MimeMessage message = new MimeMessage(session) {
                @Override
                protected void updateMessageID() throws MessagingException {
                    setHeader("Message-ID", "<1@example.net>");
                }
            };
            message.setFrom("alice@example.net");
            message.setRecipient(Message.RecipientType.TO, new InternetAddress("bob@example.org"));
            fill(message);
            message.saveChanges();
            return message;
        }
    }

    private static byte[] written(MimeMessage message) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }

    /** Not by the static method, which would give it another identifier. */
    private static void sendAsItIs(Session session, String protocol, MimeMessage message) throws MessagingException {
        try (Transport transport = connect(session, protocol)) {
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private static Properties angus(SmtpServer server) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
        properties.setProperty("mail.smtp.localhost", "client.example.net");
        return properties;
    }

    private List<String> arrivals(SmtpServer server, String protocol, byte[] message) throws MessagingException {
        Properties ours = protocol.equals("smtp")
                ? dropIn(hostWith(server, CERTIFICATE), server)
                : byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);
        for (Properties properties : List.of(angus(server), ours)) {
            String sender = properties.containsKey("mail.smtp-mx.port") ? "smtp-mx" : "smtp";
            Session session = Session.getInstance(properties);
            sendAsItIs(session, sender, new MimeMessage(session, new ByteArrayInputStream(message)));
        }
        return server.received().stream().map(ReceivedMail::content).toList();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a message that was made here")
    void made(Sample sample) throws Exception {
        SmtpServer server = network.start(mx());
        MimeMessage first = sample.in(Session.getInstance(angus(server)));
        Session ours = Session.getInstance(dropIn(hostWith(server, CERTIFICATE), server));

        sendAsItIs(Session.getInstance(angus(server)), "smtp", first);
        sendAsItIs(ours, "smtp", first);

        List<String> contents =
                server.received().stream().map(ReceivedMail::content).toList();
        assertThat(contents).hasSize(2);
        assertThat(contents.get(1)).isEqualTo(contents.get(0)).contains("Message-ID: <1@example.net>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("a message that was read from elsewhere")
    void read(String protocol) throws Exception {
        for (Sample sample : Sample.values()) {
            SmtpServer server = network.start(mx());
            byte[] message = written(sample.in(Session.getInstance(new Properties())));

            List<String> contents = arrivals(server, protocol, message);

            assertThat(contents).as("%s", sample).hasSize(2);
            assertThat(contents.get(1)).as("%s", sample).isEqualTo(contents.get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtp-mx"})
    @DisplayName("bytes that are no text")
    void eightBit(String protocol) throws Exception {
        SmtpServer server = network.start(mx());
        String message = String.join(
                "\r\n",
                "From: alice@example.net",
                "To: bob@example.org",
                "Content-Transfer-Encoding: 8bit",
                "",
                "\u00ff\u00fe.",
                ".\u0080\n");

        List<String> contents = arrivals(server, protocol, message.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(contents).hasSize(2);
        assertThat(contents.get(1)).isEqualTo(contents.get(0));
    }
}
