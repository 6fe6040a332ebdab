package io.github.dane4j.jsse;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
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
            + " server sends more than 10 certificates, set -Djdk.tls.maxCertificateChainLength=N, or, where the Java release"
            + " knows it, -Djdk.tls.client.maxInboundCertificateChainLength=N, which comes first; if they take more than"
            + " 32768 bytes, set -Djdk.tls.maxHandshakeMessageSize=BYTES; if one of them cannot be parsed by this JVM, the"
            + " server must send others";

    /** The name of an alert (RFC 6066 section 3), which JSSE tells in its message only. */
    private static final String UNRECOGNIZED_NAME = "unrecognized_name";

    private static final String NAME_HINT =
            "the server does not know the name that was sent to it, its TLSA base domain."
                    + " In TLS 1.2 this JVM's TLS ends the handshake even if the server only warns. No property changes that:"
                    + " the server must know the name, and have a certificate for it";

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
        return nameHint(failure);
    }

    /** The same where it is not known whether a trust manager was asked: where one was, its exception is among the causes. */
    static Optional<String> hint(Throwable failure) {
        boolean limit = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DaneCertificateException
                    || cause instanceof DaneLookupException
                    || cause instanceof CertPathValidatorException
                    || cause instanceof CertPathBuilderException) {
                return Optional.empty();
            }
            limit |= cause instanceof SSLProtocolException
                    || cause instanceof CertificateParsingException
                    // As certificate factories wrap what they cannot parse. Trust managers have no such cause.
                    || (cause instanceof CertificateException && cause.getCause() instanceof IOException);
        }
        return limit ? Optional.of(HINT) : nameHint(failure);
    }

    private static Optional<String> nameHint(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException
                    && String.valueOf(cause.getMessage()).contains(UNRECOGNIZED_NAME)) {
                return Optional.of(NAME_HINT);
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
