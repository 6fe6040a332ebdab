package io.github.dane4j.mail;

/** What a connection does about TLS. */
enum TlsUse {
    /** Our TLS, or no connection. */
    REQUIRED,
    /** Our TLS if the server offers STARTTLS. */
    IF_OFFERED,
    /** No STARTTLS, offered or not. */
    NONE,
    /** What the application's properties say: DANE has nothing to say about this host. */
    AS_CONFIGURED
}
