package io.github.dane4j.tlsrpt;

import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.apache.james.jdkim.DKIMSigner;
import org.apache.james.jdkim.exceptions.FailException;

/** Sends reports by mail (RFC 8460 section 5.3), each with a DKIM signature. Thread-safe. */
final class MailDelivery {
    /** Includes the fields of section 5.3; no {@code l=}, which section 3 forbids. */
    private static final String SIGNED =
            "from:to:subject:date:message-id:mime-version:content-type:tls-report-domain:tls-report-submitter"
                    + ":tls-required";

    private final Session session;
    private final DkimKey key;

    MailDelivery(Session session, DkimKey key) {
        this.session = session;
        this.key = key;
    }

    void deliver(SealedReport report, URI destination) throws DeliveryException {
        InternetAddress recipient = recipient(destination);
        try {
            MimeMessage message = signed(message(report, recipient));
            // Not Transport.send: it would save the message again, with a message ID other than the signed one.
            try (Transport transport = session.getTransport(recipient)) {
                transport.connect();
                transport.sendMessage(message, new Address[] {recipient});
            }
        } catch (MessagingException e) {
            throw new DeliveryException("mail to " + recipient + " failed: " + e.getMessage(), e);
        }
    }

    /** RFC 6068 section 2. Only the first address: a record must not make us send mail to many. */
    static InternetAddress recipient(URI destination) throws DeliveryException {
        String target = destination.getRawSchemeSpecificPart();
        int query = target.indexOf('?');
        String address = query < 0 ? target : target.substring(0, query);
        try {
            // Here a plus sign is a plus sign.
            InternetAddress recipient =
                    new InternetAddress(URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8), true);
            recipient.validate();
            return recipient;
        } catch (AddressException | IllegalArgumentException e) {
            throw new DeliveryException(destination + " is not a single mail address", e);
        }
    }

    @SuppressWarnings("JavaUtilDate") // Jakarta Mail's own signature.
    private MimeMessage message(SealedReport report, InternetAddress recipient) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(
                "This is the daily report of " + report.reporter().organization()
                        + " about TLS with the mail servers of " + report.domain() + " (RFC 8460).\r\n"
                        + missing(report.missingSessions())
                        + "Questions: " + report.reporter().contact() + "\r\n",
                "utf-8");
        MimeBodyPart attachment = new MimeBodyPart();
        attachment.setDataHandler(new DataHandler(new ByteArrayDataSource(report.octets(), SealedReport.MEDIA_TYPE)));
        attachment.setFileName(report.fileName());
        MimeMultipart parts = new MimeMultipart("report; report-type=tlsrpt");
        parts.addBodyPart(text);
        parts.addBodyPart(attachment);

        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(report.reporter().contact(), true));
        message.setRecipient(Message.RecipientType.TO, recipient);
        message.setSubject(report.subject());
        message.setSentDate(new Date());
        message.setHeader("TLS-Report-Domain", report.domain().toString());
        message.setHeader("TLS-Report-Submitter", report.reporter().domain());
        // Keeps automatic responders from replying (RFC 3834 section 5).
        message.setHeader("Auto-Submitted", "auto-generated");
        // Keeps relays from holding it back because of the very failure that it reports (RFC 8689 section 3).
        message.setHeader("TLS-Required", "No");
        message.setContent(parts);
        message.saveChanges();
        return message;
    }

    private static String missing(long sessions) {
        return sessions == 0
                ? ""
                : "The sender could not count all sessions: up to " + sessions + " are missing from this report.\r\n";
    }

    /** The same bytes, preceded by a signature. */
    private MimeMessage signed(MimeMessage message) throws MessagingException, DeliveryException {
        try {
            ByteArrayOutputStream unsigned = new ByteArrayOutputStream();
            message.writeTo(unsigned);
            String field = new DKIMSigner(
                            "v=1; a=rsa-sha256; c=relaxed/relaxed; d=" + key.domain() + "; s=" + key.selector() + "; h="
                                    + SIGNED + "; bh=; b=;",
                            key.key())
                    .sign(new ByteArrayInputStream(unsigned.toByteArray()));
            ByteArrayOutputStream signed = new ByteArrayOutputStream();
            signed.write((field + "\r\n").getBytes(StandardCharsets.US_ASCII));
            unsigned.writeTo(signed);
            return new MimeMessage(session, new ByteArrayInputStream(signed.toByteArray()));
        } catch (IOException | FailException e) {
            throw new DeliveryException("the report could not be signed with " + key + ": " + e.getMessage(), e);
        }
    }
}
