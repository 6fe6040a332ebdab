package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message in wire form, to be sent several times concurrently. Messages and their data sources need not be thread-safe, so
 * it is rendered once, in the application's thread.
 */
final class RenderedMessage extends SMTPMessage {
    /** Headers that Angus leaves out: the envelope has the recipients, and a dot marks the end. */
    private static final String[] LEFT_OUT = {"Bcc", "Content-Length"};

    private final Address @Nullable [] from;
    private final ByteArrayOutputStream text;

    private RenderedMessage(Session session, Address @Nullable [] from, ByteArrayOutputStream content) {
        super(session);
        this.from = from == null ? null : from.clone();
        this.text = content;
    }

    static RenderedMessage of(MimeMessage message, Session session) throws IOException, MessagingException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        message.writeTo(content, LEFT_OUT);
        RenderedMessage rendered = new RenderedMessage(session, message.getFrom(), content);
        if (message instanceof SMTPMessage smtp) {
            rendered.setEnvelopeFrom(smtp.getEnvelopeFrom());
            rendered.setNotifyOptions(smtp.getNotifyOptions());
            rendered.setReturnOption(smtp.getReturnOption());
            rendered.setSubmitter(smtp.getSubmitter());
            rendered.setMailExtension(smtp.getMailExtension());
        }
        return rendered;
    }

    @Override
    public Address @Nullable [] getFrom() {
        return from == null ? null : from.clone();
    }

    /** Writes all of it; the headers that Angus leaves out are not in it. */
    @Override
    public void writeTo(OutputStream out, String @Nullable [] ignored) throws IOException {
        text.writeTo(out);
    }
}
