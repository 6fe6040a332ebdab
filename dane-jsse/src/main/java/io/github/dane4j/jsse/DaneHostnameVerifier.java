package io.github.dane4j.jsse;

import java.util.Locale;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;

/** Says yes to the sessions that DANE accepted for the same host, and asks another verifier about the rest. */
final class DaneHostnameVerifier implements HostnameVerifier {
    private static final String KEY = DaneHostnameVerifier.class.getName();

    /** A type that only this package can make; a value of another type under the same key means nothing. */
    private record Mark(String host) {}

    private final HostnameVerifier otherwise;

    DaneHostnameVerifier(HostnameVerifier otherwise) {
        this.otherwise = otherwise;
    }

    static void mark(SSLSession session, String host) {
        session.putValue(KEY, new Mark(normal(host)));
    }

    @Override
    public boolean verify(String host, SSLSession session) {
        return (session.getValue(KEY) instanceof Mark mark && mark.host().equals(normal(host)))
                || otherwise.verify(host, session);
    }

    private static String normal(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
