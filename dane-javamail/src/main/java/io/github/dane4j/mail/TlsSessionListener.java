package io.github.dane4j.mail;

/**
 * Receives the TLS outcome of each connection that {@link SMTPTransport} and {@link MxTransport} make to a mail server. Set
 * it as {@code mail.<protocol>.dane.sessions}, with {@code Properties.put}. The module {@code dane-tlsrpt} has one that
 * counts sessions for the reports of RFC 8460.
 *
 * <p>It is called once for each connection, however many messages and recipients that carries, and once for each server or
 * domain that is not connected to because DANE, a lookup or an MTA-STS policy forbids it. Where both TLSA records and an
 * MTA-STS policy apply, it is called once for each of them (RFC 8460 section 4), whichever decided. For a policy in mode
 * {@code testing} it receives what {@code enforce} would have decided; in mode {@code audit-only}, what DANE would have
 * decided. An MTA-STS policy that could not be fetched is reported once for each message to the domain. It is not called
 * where nothing was learned about TLS: where there is no connection; where the server says nothing, or refuses the client
 * before STARTTLS; where the time for the message is over; or where the application's own settings do not start TLS. Nor is
 * it called where neither DANE (mode {@code none}) nor an MTA-STS policy applies, or for a server without a name.
 *
 * <p>It is called in the sending threads, also concurrently, and delays the mail for as long as it takes. An exception from
 * it is logged and otherwise ignored; an {@code Error} reaches the caller.
 */
@FunctionalInterface
public interface TlsSessionListener {
    /** Called for each session. */
    void onTlsSession(TlsSession session);
}
