package io.github.dane4j.jsse;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.verify.DaneVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * An {@code SSLContext} that verifies each server against its TLSA records, for any client that takes one:
 *
 * <pre>{@code
 * DnssecResolver dns = DnssecResolver.create();
 * HttpClient client = HttpClient.newBuilder().sslContext(DaneSslContext.mandatory(dns)).build();
 * }</pre>
 *
 * <p>For each connection it looks up the TLSA records of the host and port that the client gives, sends the TLSA base
 * domain as server name (RFC 7671 section 10.2), and judges the server's certificates. DANE-EE needs no name in the
 * certificate; for DANE-TA the name must be the TLSA base domain or the host. Where the name makes no DANE promise,
 * {@link Builder#mode} decides. What was decided can be read from the session, see {@link ServerVerdict}.
 *
 * <p><b>When DNS is asked.</b> A socket factory asks, and blocks, while it makes the socket. An engine asks in its first
 * delegated task, so a driver that runs tasks on its I/O thread should be given an executor for them. Both take as long
 * as the resolver allows, which no socket timeout shortens.
 *
 * <p><b>Refusals.</b> What DNS says is told before anything is sent, by a {@link DaneLookupException}: thrown by
 * {@code createSocket}, or by the first wrap or unwrap of an engine. What the certificates say ends the handshake, with
 * a {@link DaneCertificateException} among the causes. A lookup that fails is a refusal, unless DANE is only audited.
 *
 * <p><b>What it costs.</b> Sessions are not resumed, because a resumed session asks no trust manager and would outlive
 * the records that it was accepted by; {@link Builder#resumeSessions} allows it where the records are the same. A connection
 * that a client keeps open is not judged again; set the client's limits accordingly.
 *
 * <p><b>What it must be given.</b> The host name and the port that are connected to. An engine without host, a name without
 * a port from 1 to 65535, a text that is not a DNS name, or an {@code InetAddress} that carries a name is refused
 * in every mode, with the advice what to pass; an IP address is left to PKIX unless DANE is mandatory. {@code createSocket()}
 * without arguments throws, since the host must be known when the socket is made; {@code HttpsURLConnection} knows how to go
 * on. TLS 1.2 is the minimum, and cipher suites without authentication or encryption are never used, even if enabled.
 *
 * <p><b>Limits.</b> For clients only. It chooses no address: sockets come connected, or JSSE resolves the host. A client
 * that checks host names itself, as OkHttp does, or takes a trust manager only, needs {@link ClientTls}. The contexts and
 * their factories are thread-safe.
 *
 * <p><b>Not for Jakarta Mail.</b> Never set the socket factory as {@code mail.imaps.ssl.socketFactory}, or that of another
 * protocol. When DANE refuses a server, Angus Mail takes the factory for broken, connects once more with the JVM's default
 * one, and sends the password to anyone with a certificate that the JVM trusts; only
 * {@code mail.imaps.socketFactory.fallback=false} prevents it. {@code dane-javamail} has stores and transports that cannot
 * fall back, such as {@code imaps-dane}, and a check that finds such a factory.
 */
public final class DaneSslContext {
    private DaneSslContext() {}

    /** A context for servers with TLSA records, and no others. Close the resolver when the context is no longer used. */
    public static SSLContext mandatory(DnssecResolver resolver) {
        return builder(resolver).build();
    }

    /** A context that uses DANE where the name has usable TLSA records, and else the trust store of this JVM. */
    public static SSLContext daneOrPkix(DnssecResolver resolver) {
        return builder(resolver).mode(DaneMode.OPPORTUNISTIC).build();
    }

    /** A builder with the defaults: DANE is mandatory, {@link DaneVerifier#create()} judges, there is no client certificate. */
    public static Builder builder(DnssecResolver resolver) {
        return new Builder(resolver);
    }

    /** Sets up a context. Not thread-safe. */
    public static final class Builder {
        private final DnssecResolver resolver;
        private DaneMode mode = DaneMode.MANDATORY;
        private boolean unauthenticated;
        private DaneVerifier verifier = DaneVerifier.create();
        private Clock clock = Clock.systemUTC();
        private KeyManager[] keyManagers = {};
        private Consumer<ServerVerdict> listener = verdict -> {};
        private Duration sessionAge = Duration.ZERO;
        private final Map<DomainName, DaneMode> hosts = new HashMap<>();
        private final Map<DomainName, DaneMode> below = new HashMap<>();
        private @Nullable X509ExtendedTrustManager pkix;

        private Builder(DnssecResolver resolver) {
            this.resolver = resolver;
        }

        /**
         * What to ask of servers. Default: {@link DaneMode#MANDATORY}. In {@link DaneMode#OPPORTUNISTIC}, PKIX decides about
         * servers without usable TLSA records, with a check of the name (RFC 6698 section 4.1). In {@link DaneMode#AUDIT} it
         * decides about all, as without DANE, and {@link ServerVerdict#reason()} says what DANE would have refused; in {@link
         * DaneMode#NONE} DNS is not asked. What names no service, such as a host name without a port, is refused in every mode.
         */
        public Builder mode(DaneMode mode) {
            this.mode = mode;
            return this;
        }

        /** What to ask of the servers of this one host instead. */
        public Builder modeFor(DomainName host, DaneMode mode) {
            hosts.put(host, mode);
            return this;
        }

        /**
         * What to ask of all hosts below {@code domain} instead, but not of {@code domain} itself. The most specific rule
         * counts: {@link #modeFor}, then the longest domain.
         */
        public Builder modeBelow(DomainName domain, DaneMode mode) {
            below.put(domain, mode);
            return this;
        }

        /**
         * Where the mode is {@link DaneMode#OPPORTUNISTIC} and a server has no usable TLSA records, encrypts to whoever answers
         * instead of asking PKIX. Opportunistic as SMTP means it (RFC 7672): better than no TLS, and nothing for a client
         * that would send a secret.
         */
        public Builder unauthenticatedWithoutDane() {
            this.unauthenticated = true;
            return this;
        }

        /**
         * Called with the verdict about each server that passes, in the handshake and on its thread; what it throws ends the
         * handshake. Not called for a resumed session, nor for a refusal, which is thrown to the client. Default: none.
         */
        public Builder listener(Consumer<ServerVerdict> listener) {
            this.listener = listener;
            return this;
        }

        /** Judges certificates by TLSA records. Default: {@link DaneVerifier#create()}. */
        public Builder verifier(DaneVerifier verifier) {
            this.verifier = verifier;
            return this;
        }

        /** The clock by which certificates of DANE-TA must be valid. Default: the system's. PKIX has its own. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** Hold the client's certificates. Default: none. */
        public Builder keyManagers(KeyManager... keyManagers) {
            this.keyManagers = keyManagers.clone();
            return this;
        }

        /**
         * Lets connections resume TLS sessions, for HTTP clients that make many short connections to the same hosts. Each
         * connection still looks its TLSA records up, and resumes only a session whose server was judged by the very same
         * records. {@link ServerVerdict#judged()} then tells when that was. Default: {@link Duration#ZERO}, never.
         *
         * <p>Needs the TLS of the JDK or of Bouncy Castle; with others nothing is resumed. A client certificate that the key
         * managers exchange meanwhile is seen by servers after {@code maximumAge} only, because a resumed session keeps the
         * old one.
         *
         * @param maximumAge of a session since its full handshake: up to a day, in whole seconds; an hour is a good value
         * @throws IllegalArgumentException if it is negative, more than a day, or less than a second but not zero
         */
        public Builder resumeSessions(Duration maximumAge) {
            if (maximumAge.isNegative()
                    || maximumAge.compareTo(Duration.ofDays(1)) > 0
                    || (!maximumAge.isZero() && maximumAge.toSeconds() == 0)) {
                throw new IllegalArgumentException(
                        "sessions live for 1 second to 1 day, or for no time at all, not for " + maximumAge);
            }
            this.sessionAge = maximumAge;
            return this;
        }

        /**
         * Judges servers without DANE, where a {@link #mode} asks PKIX. It must check names as the endpoint
         * identification algorithm of the connection tells it, like those of the JDK. Default: the JVM's trust manager.
         */
        public Builder pkix(X509ExtendedTrustManager trustManager) {
            this.pkix = trustManager;
            return this;
        }

        /**
         * The roots that servers without DANE must chain to, where a {@link #mode} asks PKIX. Default: those of
         * this JVM.
         *
         * @throws IllegalArgumentException if no trust manager can be made of them
         */
        public Builder pkixRoots(KeyStore roots) {
            try {
                return pkix(trustManager(roots));
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(
                        "no trust manager can be made of this key store: " + e.getMessage(), e);
            }
        }

        /**
         * The context. It is complete: {@link SSLContext#init} throws.
         *
         * @throws IllegalStateException if there is something set for PKIX, which no mode asks; or if this JVM has no
         *     TLS or no trust manager
         */
        public SSLContext build() {
            return clientTls().context();
        }

        /**
         * The context with the trust manager and the host name verifier that belong to it.
         *
         * @throws IllegalStateException as {@link #build()}
         */
        public ClientTls clientTls() {
            ModeRules modes = new ModeRules(mode, hosts, below, unauthenticated);
            if (pkix != null && !modes.anyAsksPkix()) {
                throw new IllegalStateException(
                        "a trust manager or roots for PKIX are set, but no mode asks PKIX: " + mode);
            }
            try {
                OneShotContexts contexts = new OneShotContexts(keyManagers);
                Optional<X509ExtendedTrustManager> fallback =
                        modes.anyAsksPkix() ? Optional.of(pkix == null ? trustManager(null) : pkix) : Optional.empty();
                ConnectionPolicy policy =
                        new LookupPolicy(resolver, verifier, clock, modes, fallback, listener, !sessionAge.isZero());
                SSLContext template = contexts.template();
                return new ClientTls(
                        new ClientContext(
                                new ClientContextSpi(
                                        contexts, new SessionContexts(contexts, sessionAge, clock), policy, template),
                                template),
                        new LookupTrustManager(
                                policy,
                                fallback.map(X509TrustManager::getAcceptedIssuers)
                                        .orElse(new X509Certificate[0])),
                        new SessionJudge(policy));
            } catch (GeneralSecurityException | SSLException e) {
                throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
            }
        }

        private static X509ExtendedTrustManager trustManager(@Nullable KeyStore roots) throws GeneralSecurityException {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(roots);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new GeneralSecurityException("no trust manager sees the connection"));
        }
    }
}
