package io.github.dane4j.bctls;

import io.github.dane4j.verify.PresentedChain;

/**
 * What a complete handshake has agreed on.
 *
 * @param protocol in JSSE's words
 * @param suite by its IANA name
 * @param applicationProtocol by ALPN; empty if none
 * @param presented what the server showed
 */
record Negotiated(String protocol, String suite, String applicationProtocol, PresentedChain presented) {}
