package io.github.dane4j.mail;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Captures the TLS session of a connection that uses the application's own TLS. Angus hands it to a host name verifier at
 * the end of each handshake, in addition to all other checks; there is no other way to get it.
 */
final class SessionWatch implements HostnameVerifier {
    /** Why there may be no session, for a message. */
    static final String NOT_SEEN =
            "its certificate could not be seen; that needs Angus Mail 2.0.3 or newer, and no ssl.hostnameverifier.class";

    private volatile @Nullable SSLSession session;

    /**
     * Makes Angus hand over the session. The application's own verifier is called too, unless its settings do not count. A
     * verifier that is named by class stays in place, because only Angus can create it, and the session is then not seen.
     */
    void addTo(LayeredProperties.Builder layered, ProtocolProperties application, boolean instead) {
        String key = application.name("ssl.hostnameverifier");
        Object own = instead ? null : application.properties().get(key);
        if (own instanceof HostnameVerifier also) {
            layered.with(key, seenBy(also));
        } else if (own == null
                && (instead || application.text("ssl.hostnameverifier.class").isEmpty())) {
            layered.with(key, this);
        }
    }

    private HostnameVerifier seenBy(HostnameVerifier own) {
        return (hostName, established) -> verify(hostName, established) && own.verify(hostName, established);
    }

    /** Accepts every server: the application's TLS has already judged it. */
    @Override
    public boolean verify(String hostName, SSLSession established) {
        session = established;
        return true;
    }

    /** Empty before the handshake, and where it could not be seen. */
    Optional<SSLSession> session() {
        return Optional.ofNullable(session);
    }

    /** What the server sent. */
    static List<X509Certificate> chain(SSLSession session) throws SSLPeerUnverifiedException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : session.getPeerCertificates()) {
            chain.add((X509Certificate) certificate);
        }
        return chain;
    }
}
