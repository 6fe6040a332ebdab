package io.github.dane4j.jsse;

import io.github.dane4j.jsse.ResumableSessions.Judgement;
import io.github.dane4j.jsse.ResumableSessions.ServiceKey;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.verify.DaneResult;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/**
 * Contexts whose sessions may be resumed. Each connection looks its records up, and may use a context that has sessions only
 * if that context was made for the very same records: so the records by which an old session was judged are always those that
 * DNS has now. Thread-safe.
 */
final class SessionContexts implements SharedContexts {
    /** The JDK needs 2 to 13 kB for each. */
    private static final int MAX_ENTRIES = 256;

    /** JDK 17 piles up two sessions with each full handshake. */
    private static final int MAX_SESSIONS = 16;

    /**
     * The others restart the age of a session with each ticket in TLS 1.3, or cannot invalidate a session that is found in
     * their context.
     */
    private static final Set<String> PROVIDERS = Set.of("SunJSSE", "BCJSSE");

    private final OneShotContexts contexts;
    private final Duration maximumAge;
    private final Clock clock;

    // Guarded by itself. The least recently used first.
    private final Map<ServiceKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** {@code maximumAge} of a session since its full handshake; zero for no sessions at all. */
    SessionContexts(OneShotContexts contexts, Duration maximumAge, Clock clock) {
        this.contexts = contexts;
        this.maximumAge = maximumAge;
        this.clock = clock;
    }

    @Override
    public Optional<SSLContext> of(ConnectionSetup connection) throws SSLException {
        if (maximumAge.isZero() || connection.sessions().isEmpty()) {
            return Optional.empty();
        }
        ResumableSessions sessions = connection.sessions().get();
        Instant now = clock.instant();
        synchronized (entries) {
            Entry entry = entries.get(sessions.service());
            if (entry != null && entry.judgement.equals(sessions.judgement()) && entry.isAlive(now)) {
                return Optional.of(entry.context);
            }
            if (entry != null) {
                entries.remove(sessions.service());
                entry.retire();
            }
            Optional<Entry> fresh = create(connection.trust(), sessions.judgement(), now);
            fresh.ifPresent(made -> put(sessions.service(), made));
            return fresh.map(made -> made.context);
        }
    }

    private void put(ServiceKey service, Entry entry) {
        entries.put(service, entry);
        if (entries.size() > MAX_ENTRIES) {
            ServiceKey eldest = entries.keySet().iterator().next();
            Entry evicted = entries.remove(eldest);
            if (evicted != null) {
                evicted.retire();
            }
        }
    }

    private Optional<Entry> create(ConnectionTrustManager judge, Judgement judgement, Instant now) throws SSLException {
        LimitingTrustManager trust = new LimitingTrustManager(judge, now.plus(maximumAge));
        SSLContext context = contexts.create(trust);
        if (!PROVIDERS.contains(context.getProvider().getName())) {
            return Optional.empty();
        }
        SSLSessionContext sessions = context.getClientSessionContext();
        // Never changed while the entry is in use: with some providers dead sessions would come to life.
        sessions.setSessionTimeout(Math.toIntExact(maximumAge.toSeconds()));
        sessions.setSessionCacheSize(MAX_SESSIONS);
        return Optional.of(new Entry(context, judgement, trust, now));
    }

    /** How many services have sessions. */
    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }

    private static final class Entry {
        private final SSLContext context;
        private final Judgement judgement;
        private final LimitingTrustManager trust;
        private final Instant made;

        Entry(SSLContext context, Judgement judgement, LimitingTrustManager trust, Instant made) {
            this.context = context;
            this.judgement = judgement;
            this.trust = trust;
            this.made = made;
        }

        /** A clock that was set back tells nothing about age. */
        boolean isAlive(Instant now) {
            return !now.isBefore(made) && now.isBefore(trust.deadline());
        }

        /** For sockets that were made before and shake hands later. Open connections are not touched. */
        void retire() {
            SSLSessionContext sessions = context.getClientSessionContext();
            for (byte[] id : Collections.list(sessions.getIds())) {
                SSLSession session = sessions.getSession(id);
                if (session != null) {
                    session.invalidate();
                }
            }
            sessions.setSessionTimeout(1);
        }
    }

    /** Asks another, and lets no session outlive a certificate that it was accepted by. Shared by connections. */
    private static final class LimitingTrustManager extends ConnectionTrustManager {
        private final ConnectionTrustManager judge;
        private Instant deadline;

        LimitingTrustManager(ConnectionTrustManager judge, Instant deadline) {
            this.judge = judge;
            this.deadline = deadline;
        }

        synchronized Instant deadline() {
            return deadline;
        }

        @Override
        Optional<DaneResult> check(X509Certificate[] chain, String authType, HandshakeView handshake)
                throws CertificateException {
            Optional<DaneResult> result = judge.check(chain, authType, handshake);
            if (!(result.isPresent()
                    && result.get() instanceof DaneResult.Authenticated yes
                    && isIndependentOfDates(yes))) {
                // The path is among these, and junk beside it can only make the sessions end earlier.
                for (X509Certificate certificate : chain) {
                    lower(certificate.getNotAfter().toInstant());
                }
            }
            return result;
        }

        /** RFC 7671 section 5.1. */
        private static boolean isIndependentOfDates(DaneResult.Authenticated yes) {
            return yes.record().usage().filter(CertificateUsage.DANE_EE::equals).isPresent();
        }

        private synchronized void lower(Instant end) {
            if (end.isBefore(deadline)) {
                deadline = end;
            }
        }
    }
}
