package io.github.dane4j.jsse;

import io.github.dane4j.DaneMode;
import io.github.dane4j.dns.DnssecResolver;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * DANE in all the parts that TLS clients ask for, for clients that an {@code SSLContext} alone does not make safe.
 *
 * <p><b>A client that checks host names itself</b>, as OkHttp does, needs three of them together:
 *
 * <pre>{@code
 * ClientTls tls = ClientTls.mandatory(dns);
 * OkHttpClient client = new OkHttpClient.Builder()
 *         .sslSocketFactory(tls.socketFactory(), tls.trustManager())
 *         .hostnameVerifier(tls.hostnameVerifier())
 *         .build();
 * }</pre>
 *
 * The verifier is not optional. OkHttp sends requests for one name over an HTTP/2 connection that was judged for another,
 * if the certificate has both names and no verifier is set; the TLSA records of the second name would never be looked up.
 *
 * <p><b>A client that takes a trust manager only</b> (Netty with OpenSSL, gRPC's channel credentials, Vert.x, Lettuce) gets
 * {@link #trustManager()} or {@link #trustManagerFactory()}. It then makes the TLS context itself, with three consequences:
 * the server name sent is the client's, not the TLSA base domain behind an alias; DNS is asked in the middle of the
 * handshake, on whatever thread that runs; and <b>a resumed session asks no trust manager</b>. The trust manager prevents
 * resumption where the TLS provider lets it: with Netty's OpenSSL, Conscrypt and Bouncy Castle, and with the JDK's in TLS
 * 1.2. With the JDK's in TLS 1.3 it cannot: there {@link #verify(SSLSession)} must be called after each handshake, or the
 * context be used for one connection only.
 *
 * <p>Made by {@link DaneSslContext.Builder#clientTls()} where more is to be set. Immutable, thread-safe.
 */
public final class ClientTls {
    private final SSLContext context;
    private final X509ExtendedTrustManager trustManager;
    private final SessionJudge judge;

    ClientTls(SSLContext context, X509ExtendedTrustManager trustManager, SessionJudge judge) {
        this.context = context;
        this.trustManager = trustManager;
        this.judge = judge;
    }

    /** For servers with TLSA records, and no others. Close the resolver when the client is no longer used. */
    public static ClientTls mandatory(DnssecResolver resolver) {
        return DaneSslContext.builder(resolver).clientTls();
    }

    /** DANE where the name has usable TLSA records, and else the trust store of this JVM. */
    public static ClientTls daneOrPkix(DnssecResolver resolver) {
        return DaneSslContext.builder(resolver).mode(DaneMode.OPPORTUNISTIC).clientTls();
    }

    /** For clients that take an {@code SSLContext}: what {@link DaneSslContext.Builder#build()} returns. */
    public SSLContext context() {
        return context;
    }

    /** For clients that take a socket factory. Each of its sockets is in a TLS context of its own. */
    public SSLSocketFactory socketFactory() {
        return context.getSocketFactory();
    }

    /**
     * For clients that take a trust manager. It looks up the host and port of the connection, and refuses where the client
     * does not show them. Beside {@link #socketFactory()} it is not asked. Its accepted issuers are those of PKIX
     * where a {@link DaneSslContext.Builder#mode} asks PKIX, else none.
     */
    public X509ExtendedTrustManager trustManager() {
        return trustManager;
    }

    /** For clients that take a factory of trust managers: it has {@link #trustManager()}, and needs no {@code init}. */
    public TrustManagerFactory trustManagerFactory() {
        return new FixedTrustManagerFactory(trustManager, context.getProvider());
    }

    /**
     * For clients that check host names beside the handshake. It accepts a session that was made for the same host and whose
     * server, judged again by the TLSA records that DNS has now, may be talked to. Blocks if DNS has to be asked.
     */
    public HostnameVerifier hostnameVerifier() {
        return judge;
    }

    /**
     * Judges the server of an established session by the TLSA records that DNS has now, whether the session was resumed or
     * not. Blocks if DNS has to be asked. For clients that take a trust manager only, after each handshake and before
     * anything is sent.
     *
     * @throws SSLException if the server must not be talked to: a {@link DaneLookupException}, or an exception with a
     *     {@link DaneCertificateException} among its causes. Close the connection then
     */
    public void verify(SSLSession session) throws SSLException {
        judge.judge(session);
    }

    /**
     * What to tell a person about a handshake that failed before the server could be judged, if a limit of this JVM's TLS may
     * be the cause: the limit, and the property that lifts it. Empty for refusals by DANE and PKIX, and for failures of
     * another kind. Only sockets need this: engines of {@link #context()} have the hint in the message of their exception.
     *
     * @param failure what the client threw, however it wraps the exception of the handshake
     */
    public static Optional<String> hint(Throwable failure) {
        return JsseLimits.hint(failure);
    }
}
