package io.github.dane4j.cli.probe;

import java.util.Locale;
import java.util.Optional;

/** What a server speaks before TLS begins. */
public enum Protocol {
    /** SMTP with STARTTLS (RFC 3207). */
    SMTP("SMTP"),
    /** IMAP with STARTTLS (RFC 3501 section 6.2.1). */
    IMAP("IMAP"),
    /** POP3 with STLS (RFC 2595 section 4). */
    POP3("POP3"),
    /** XMPP between client and server, with STARTTLS (RFC 6120 section 5). */
    XMPP("XMPP"),
    /** XMPP between servers. */
    XMPP_SERVER("XMPP"),
    /** LDAP with the extended operation StartTLS (RFC 4511 section 4.14). */
    LDAP("LDAP"),
    /** PostgreSQL with SSLRequest. */
    POSTGRES("the PostgreSQL protocol"),
    /** Nothing: TLS from the first byte. */
    NONE("TLS from the first byte");

    private final String words;

    Protocol(String words) {
        this.words = words;
    }

    /** In words, for a sentence. */
    public String words() {
        return words;
    }

    /** What a service speaks that is named as in SRV records; empty to choose by the port. */
    public static Optional<Protocol> ofService(String service) {
        return switch (service.toLowerCase(Locale.ROOT)) {
            case "submission", "smtp" -> Optional.of(SMTP);
            case "imap" -> Optional.of(IMAP);
            case "pop3" -> Optional.of(POP3);
            case "xmpp-client" -> Optional.of(XMPP);
            case "xmpp-server" -> Optional.of(XMPP_SERVER);
            case "ldap" -> Optional.of(LDAP);
            case "postgresql" -> Optional.of(POSTGRES);
            case "imaps", "pop3s", "submissions", "ldaps", "xmpps-client", "xmpps-server" -> Optional.of(NONE);
            default -> Optional.empty();
        };
    }

    /** What usually listens on a TCP port. */
    public static Protocol ofPort(int port) {
        return switch (port) {
            case 25, 587, 2525 -> SMTP;
            case 143 -> IMAP;
            case 110 -> POP3;
            case 5222 -> XMPP;
            case 5269 -> XMPP_SERVER;
            case 389 -> LDAP;
            case 5432 -> POSTGRES;
            default -> NONE;
        };
    }
}
