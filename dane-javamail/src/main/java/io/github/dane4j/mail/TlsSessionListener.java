package io.github.dane4j.mail;

/**
 * Learns what became of the TLS of each connection to a mail server, by {@link SMTPTransport} and {@link MxTransport}. Set it as
 * {@code mail.<protocol>.dane.sessions}, with {@code Properties.put}. The module {@code dane-tlsrpt} has one that counts for the
 * reports of RFC 8460.
 *
 * <p>It is told of each connection once, however many messages and recipients it has, and of each server or domain that is not
 * connected to because DANE, a lookup or an MTA-STS policy forbids it; where both TLSA records and an MTA-STS policy apply, once for each
 * of them (RFC 8460 section 4), whichever has decided. In mode {@code testing} of a policy it is told what {@code enforce} would have
 * said. An MTA-STS policy that cannot be had is told of once for each message to the domain. It is not told where nothing was found out about TLS: where there is no
 * connection, the server says nothing or refuses the client before STARTTLS, the time for the message is over, or the application's
 * own settings do not start TLS; nor where neither DANE (mode {@code none}) nor an MTA-STS policy applies, nor of a server that has no name. In mode
 * {@code audit-only} it is told what DANE would have said.
 *
 * <p>It is called in the thread that sends, several at a time, and holds up the mail for as long as it takes. What it throws is
 * logged and changes nothing; an {@code Error} reaches the caller.
 */
@FunctionalInterface
public interface TlsSessionListener {
    /** Called for each session. */
    void onTlsSession(TlsSession session);
}
