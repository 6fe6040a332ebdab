package io.github.dane4j.jsse;

import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;

/**
 * The limits of the JDK's TLS that end a handshake before any trust manager is asked, even where DANE-EE would not care.
 * Their messages differ from one Java version to the next, so the hint is not made from them: it names all the limits.
 */
final class JsseLimits {
    private static final String HINT = "this JVM's TLS ended the handshake before DANE could judge the server. If the"
            + " server sends more than 10 certificates, set -Djdk.tls.maxCertificateChainLength=N; if they take more than"
            + " 32768 bytes, set -Djdk.tls.maxHandshakeMessageSize=BYTES; if one of them cannot be parsed by this JVM, the"
            + " server must send others";

    private JsseLimits() {}

    /** The hint, if {@code failure} may come from one of the limits. */
    static Optional<String> hint(Throwable failure, ConnectionTrustManager trust) {
        if (trust.asked()) {
            return Optional.empty();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLProtocolException || cause instanceof CertificateException) {
                return Optional.of(HINT);
            }
        }
        return Optional.empty();
    }

    /** {@code failure} itself, or one that adds the hint to it. */
    static SSLException explained(SSLException failure, ConnectionTrustManager trust) {
        Optional<String> hint = hint(failure, trust);
        if (hint.isEmpty()) {
            return failure;
        }
        SSLException explained = new SSLHandshakeException(failure.getMessage() + "\n  hint    " + hint.get());
        explained.initCause(failure);
        return explained;
    }
}
