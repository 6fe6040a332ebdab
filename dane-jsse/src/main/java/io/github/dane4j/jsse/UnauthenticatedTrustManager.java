package io.github.dane4j.jsse;

import java.security.cert.X509Certificate;

/** Lets every server pass: encryption without authentication, for opportunistic TLS (RFC 7435). */
final class UnauthenticatedTrustManager extends ConnectionTrustManager {
    @Override
    void check(X509Certificate[] chain, String authType, Handshake handshake) {}
}
