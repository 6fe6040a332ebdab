package io.github.dane4j.testkit;

/** What an {@link SmtpServer} does differently from a plain, well-behaved one. */
enum SmtpTrait {
    /** TLS comes before the greeting. */
    IMPLICIT_TLS,
    /** STARTTLS is neither offered nor obeyed. */
    NO_START_TLS,
    /** STARTTLS is offered and answered with 454. */
    REFUSES_START_TLS,
    /** Text comes where the TLS handshake should be. */
    BREAKS_HANDSHAKE,
    /** EHLO is answered with 502, as by a server that knows HELO alone. */
    REFUSES_EHLO,
    /** AUTH is offered, and any password is right. */
    OFFERS_AUTH,
    /** CHUNKING is offered, and BDAT obeyed. */
    OFFERS_CHUNKING,
    /** Handshakes that ask for any server name are broken off. */
    REFUSES_SERVER_NAMES,
    /** The connection ends with the greeting. */
    CLOSES_AFTER_GREETING,
    /** Not even a greeting comes. */
    SILENT
}
