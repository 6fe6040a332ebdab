package io.github.dane4j.bctls;

import io.github.dane4j.verify.PresentedChain;

/**
 * The result of a complete handshake.
 *
 * @param protocol the JSSE name
 * @param suite the IANA name
 * @param applicationProtocol by ALPN; empty if none
 * @param presented what the server presented
 */
record Negotiated(String protocol, String suite, String applicationProtocol, PresentedChain presented) {}
