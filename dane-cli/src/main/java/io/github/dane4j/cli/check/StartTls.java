package io.github.dane4j.cli.check;

/** How TLS begins. */
enum StartTls {
    /** After EHLO and STARTTLS (RFC 3207). */
    SMTP,
    /** With the first octet. */
    NONE
}
