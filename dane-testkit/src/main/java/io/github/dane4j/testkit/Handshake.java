package io.github.dane4j.testkit;

import java.util.Optional;

/**
 * A TLS handshake a server has completed.
 *
 * @param serverName the name the client asked for with SNI (RFC 6066 section 3), if it did
 * @param protocol the version in JSSE's words, for example {@code TLSv1.3}
 * @param resumed whether an earlier session was taken up again, so that no certificate was sent and no trust manager of
 *     the client was asked
 */
public record Handshake(Optional<String> serverName, String protocol, boolean resumed) {}
