package io.github.dane4j.cli.probe;

import java.util.Locale;

/** The protocols by the words of the option {@code --starttls}. */
public enum StartTls {
    /** SMTP. */
    SMTP(Protocol.SMTP),
    /** IMAP. */
    IMAP(Protocol.IMAP),
    /** POP3. */
    POP3(Protocol.POP3),
    /** XMPP for clients. */
    XMPP(Protocol.XMPP),
    /** XMPP between servers. */
    XMPP_SERVER(Protocol.XMPP_SERVER),
    /** LDAP. */
    LDAP(Protocol.LDAP),
    /** PostgreSQL. */
    POSTGRES(Protocol.POSTGRES),
    /** TLS from the first byte. */
    NONE(Protocol.NONE);

    private final Protocol protocol;

    StartTls(Protocol protocol) {
        this.protocol = protocol;
    }

    /** What is spoken. */
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
