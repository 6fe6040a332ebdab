package io.github.dane4j.dns;

/**
 * An SRV record (RFC 2782).
 *
 * @param priority 0 to 65535; lower comes first
 * @param weight 0 to 65535; the share of the load among records of one priority
 * @param port 0 to 65535, as published
 * @param target the host as published, in presentation format without trailing dot, or a dot if the service is not
 *     offered; not always a host name
 */
public record SrvRecord(int priority, int weight, int port, String target) {}
