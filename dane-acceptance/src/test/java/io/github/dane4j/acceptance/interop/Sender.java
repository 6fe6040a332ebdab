package io.github.dane4j.acceptance.interop;

import io.github.dane4j.mail.OutcomeListener;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import java.util.UUID;

/** An application that sends mail with Jakarta Mail. What it knows of DANE stands in its properties. */
final class Sender {
    private final String protocol;
    private final Properties properties = new Properties();

    private Sender(String protocol) {
        this.protocol = protocol;
        properties.setProperty("mail.transport.protocol.rfc822", protocol);
        // Whom the JVM trusts, and what it thinks of names, must not matter.
        set("ssl.checkserveridentity", "true");
        set("timeout", "20000");
        set("connectiontimeout", "20000");
    }

    /** Delivers to the MX hosts of each recipient's domain, on the port of the listener. */
    static Sender byMx(Laboratory laboratory, NameServer server, Postfix.Listener listener) {
        return new Sender("smtp-mx")
                .withDane(laboratory, server)
                .set("port", Integer.toString(listener.port()))
                .set("dane.allowloopback", "true");
    }

    /** Hands every mail to one host. */
    static Sender toHost(Laboratory laboratory, NameServer server, String host, Postfix.Listener listener) {
        return new Sender("smtp")
                .withDane(laboratory, server)
                .set("class", "io.github.dane4j.mail.SMTPTransport")
                .set("host", host)
                .set("port", Integer.toString(listener.port()));
    }

    /** Knows nothing of DANE: encrypts if it can, and believes everybody. */
    static Sender withoutDane(Postfix.Listener listener) {
        return new Sender("smtp")
                .set("host", Loopback.address().getHostAddress())
                .set("port", Integer.toString(listener.port()))
                .set("starttls.enable", "true")
                .set("ssl.trust", "*")
                .set("ssl.checkserveridentity", "false");
    }

    Sender mandatory() {
        return withMode("mandatory");
    }

    Sender opportunistic() {
        return withMode("opportunistic");
    }

    Sender withMode(String mode) {
        return set("dane", mode);
    }

    private Sender withDane(Laboratory laboratory, NameServer server) {
        return set("dane.nameservers", "127.0.0.1:" + laboratory.address(server).getPort())
                .set("dane.trustanchors", laboratory.rootAnchor().toString())
                .set("dane.timeout", "20000");
    }

    private Sender set(String key, String value) {
        properties.setProperty("mail." + protocol + "." + key, value);
        return this;
    }

    /** Tells {@code listener} what becomes of each recipient. */
    Sender telling(OutcomeListener listener) {
        properties.put("mail." + protocol + ".dane.outcomes", listener);
        return this;
    }

    /** A text that no other mail has. */
    static String freshText() {
        return "text " + UUID.randomUUID();
    }

    /** Sends one mail with the text. */
    void send(String text, String... recipients) throws MessagingException {
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("alice@sender.test"));
        for (String recipient : recipients) {
            message.addRecipient(MimeMessage.RecipientType.TO, new InternetAddress(recipient));
        }
        message.setSubject("interop");
        message.setText(text);
        Transport.send(message);
    }
}
