package io.github.dane4j.testkit;

/** How a DNS query came in. */
public enum DnsTransport {
    /** As a datagram, with the reply cut to the size the client announced. */
    UDP,
    /** Over a connection, with replies of up to 65535 bytes. */
    TCP
}
