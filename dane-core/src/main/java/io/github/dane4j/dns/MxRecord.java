package io.github.dane4j.dns;

/**
 * An MX record (RFC 5321 section 5.1).
 *
 * @param preference 0 to 65535; lower comes first
 * @param exchange the host as published, in presentation format without trailing dot, or a dot for a null MX (RFC 7505);
 *     not always a host name
 */
public record MxRecord(int preference, String exchange) {}
