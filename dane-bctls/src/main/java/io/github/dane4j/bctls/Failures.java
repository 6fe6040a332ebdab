package io.github.dane4j.bctls;

import io.github.dane4j.DomainName;
import io.github.dane4j.jsse.DaneCertificateException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsException;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;

/** Translates failures into JSSE's exceptions. Network failures, including timeouts, stay as they are. */
final class Failures {
    private final DomainName server;

    Failures(DomainName server) {
        this.server = server;
    }

    IOException inHandshake(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StapledChainException unproven) {
                return unproven;
            }
            if (cause instanceof DaneCertificateException refused) {
                return with(refused, new SSLHandshakeException(refused.getMessage()));
            }
        }
        if (e instanceof TlsFatalAlertReceived alert) {
            return with(e, new SSLHandshakeException(broken("the server sent the alert " + text(alert))));
        }
        if (e instanceof TlsException || e instanceof RuntimeException) {
            return with(e, new SSLHandshakeException(broken(detail(e))));
        }
        return e instanceof IOException io ? io : with(e, new SSLException(broken(detail(e))));
    }

    /** The server ended the connection before the handshake was complete. */
    SSLHandshakeException endedInHandshake() {
        return new SSLHandshakeException(broken("the server closed the connection"));
    }

    IOException afterHandshake(Exception e) {
        if (e instanceof TlsFatalAlertReceived alert) {
            return with(e, new SSLException("TLS with " + server + " was ended by the alert " + text(alert)));
        }
        if (e instanceof IOException io && !(e instanceof TlsException)) {
            return io;
        }
        return with(e, new SSLException("TLS with " + server + " failed: " + detail(e)));
    }

    private String broken(String why) {
        return "the TLS handshake with " + server + " failed: " + why;
    }

    private static String text(TlsFatalAlertReceived alert) {
        return AlertDescription.getText(alert.getAlertDescription());
    }

    private static String detail(Exception e) {
        return e instanceof TlsFatalAlert && e.getCause() instanceof Exception cause && cause.getMessage() != null
                ? e.getMessage() + ", " + cause.getMessage()
                : String.valueOf(e.getMessage());
    }

    private static <T extends IOException> T with(Exception cause, T failure) {
        failure.initCause(cause);
        return failure;
    }
}
