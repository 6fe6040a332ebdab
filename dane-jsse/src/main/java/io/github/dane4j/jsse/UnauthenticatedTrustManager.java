package io.github.dane4j.jsse;

import io.github.dane4j.verify.DaneResult;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Lets every server pass: encryption without authentication, for opportunistic TLS (RFC 7435). */
final class UnauthenticatedTrustManager extends ConnectionTrustManager {
    @Override
    Optional<DaneResult> check(X509Certificate[] chain, String authType, HandshakeView handshake) {
        return Optional.empty();
    }
}
