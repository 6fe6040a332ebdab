package io.github.dane4j.mail;

import jakarta.mail.Session;
import jakarta.mail.URLName;

/**
 * {@link SMTPTransport} with TLS from the first byte (RFC 8314 section 3.3) and port 465 as default. The TLSA records are
 * those of that port.
 *
 * <p>Use it as protocol {@code smtps-dane}, or as {@code mail.smtps.class}.
 */
public final class SMTPSSLTransport extends SMTPTransport {
    /** For {@code Session}, which makes the transport. */
    public SMTPSSLTransport(Session session, URLName url) {
        super(session, url, "smtps-dane", true);
    }
}
