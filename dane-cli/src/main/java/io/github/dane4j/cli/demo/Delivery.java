package io.github.dane4j.cli.demo;

import io.github.dane4j.Reason;
import io.github.dane4j.cli.send.DnsProof;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;

/**
 * One attempt to send a mail.
 *
 * @param recipient to whom
 * @param refusal why it was not sent; empty if it was
 */
record Delivery(String recipient, Optional<RefusalText> refusal) {
    static Delivery attempt(Session session, String recipient) {
        try {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress("bob@sender.test"));
            message.setRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
            message.setSubject("Under DANE");
            message.setText("This mail reached the server that its domain named, or nobody.");
            Transport.send(message);
            return new Delivery(recipient, Optional.empty());
        } catch (MessagingException e) {
            return new Delivery(recipient, Optional.of(RefusalText.in(e)));
        }
    }

    boolean accepted() {
        return refusal.isEmpty();
    }

    /** The scene that this attempt ends, if it should have been refused for {@code expected}, or accepted if that is empty. */
    Scene scene(DnsProof dns, Optional<Reason> expected) {
        String connection = "mail for " + recipient + " to " + dns.host();
        if (accepted()) {
            return new Scene(
                    expected.isEmpty(), connection, dns.summary(), "delivered", dns.expectation(), dns.explanation());
        }
        RefusalText found = refusal.orElseThrow();
        return new Scene(
                expected.isPresent() && expected.equals(found.reason()),
                connection,
                dns.summary(),
                "refused",
                found.summary(),
                found.explanation());
    }
}
