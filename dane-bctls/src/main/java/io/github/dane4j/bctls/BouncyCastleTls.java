package io.github.dane4j.bctls;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.JudgedConnection;
import io.github.dane4j.jsse.JudgedConnectionFactory;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one connection with Bouncy Castle: what the server must prove, and what it proved. For callers that already
 * know the TLSA records.
 *
 * <p>It speaks TLS 1.2 and 1.3 and sends the TLSA base domain as server name, whatever host the factory is called with.
 * Names are checked as DANE requires; server names and an endpoint identification algorithm set on the socket have no
 * effect. Sessions are not resumed, and connections are not renegotiated.
 *
 * <p>Raw public keys (RFC 7250) are offered if every usable record is {@code 3 1 x}: no other record can match one (RFC
 * 7671 section 5.1). A server may have a raw key that differs from the key of its certificate. If it presents one that
 * matches no record, its next connection through this object makes no such offer; {@link #connect} does that by itself.
 *
 * <p>A refused server ends the handshake with an {@code SSLHandshakeException} whose cause is a {@link
 * io.github.dane4j.jsse.DaneCertificateException}. Thread-safe.
 */
public final class BouncyCastleTls implements JudgedConnection {
    private final Expectation expectation;
    private final BouncyCastleOptions options;
    private final boolean rawKeysCanMatch;

    private volatile @Nullable ServerJudge current;
    /** Set when a raw public key has matched nothing. */
    private volatile boolean certificatesOnly;

    private BouncyCastleTls(Expectation expectation, BouncyCastleOptions options) {
        this.expectation = expectation;
        this.options = options;
        this.rawKeysCanMatch = options.rawPublicKeys() && expectation.rawKeysCanMatch();
    }

    /**
     * The server must match {@code records}; {@code baseDomain} is sent as the server name (RFC 7671 section 10.2). With the
     * {@linkplain BouncyCastleOptions#standard() standard options}.
     *
     * @param verifier judges what the server presents, and the strength of its key
     * @param records from a DNSSEC-secure answer; if none is usable, every server is refused
     * @param names the certificate must match one of these, the TLSA base domain first; ignored for DANE-EE
     * @param baseDomain the TLSA base domain
     * @param clock the time at which certificates must be valid; ignored for DANE-EE
     */
    public static BouncyCastleTls authenticated(
            DaneVerifier verifier,
            List<TlsaRecord> records,
            ReferenceIdentifiers names,
            DomainName baseDomain,
            Clock clock) {
        return authenticated(verifier, records, names, baseDomain, clock, BouncyCastleOptions.standard());
    }

    /** The same with other options. */
    public static BouncyCastleTls authenticated(
            DaneVerifier verifier,
            List<TlsaRecord> records,
            ReferenceIdentifiers names,
            DomainName baseDomain,
            Clock clock,
            BouncyCastleOptions options) {
        return new BouncyCastleTls(new KnownRecords(verifier, List.copyOf(records), names, baseDomain, clock), options);
    }

    /**
     * For code that opens connections and takes its TLS from the application, such as {@code dane-javamail} with the property
     * {@code mail.<protocol>.dane.tls}: makes {@link #authenticated(DaneVerifier, List, ReferenceIdentifiers, DomainName,
     * Clock, BouncyCastleOptions)}.
     */
    public static JudgedConnectionFactory factory(BouncyCastleOptions options) {
        return (verifier, records, names, baseDomain, clock) ->
                authenticated(verifier, records, names, baseDomain, clock, options);
    }

    /**
     * The server must send its TLSA records with a DNSSEC chain up to a trust anchor (RFC 9102) and match them, so that DANE
     * works where DNS is out of reach. Not for SMTP, which finds its servers in DNS (RFC 7672). <b>Experimental:</b> may
     * change or go.
     *
     * <p>Without such a chain the handshake fails with a {@link StapledChainException}. No chain is remembered, so a
     * server's promise to keep sending it (RFC 9102 section 7) is not enforced. Raw public keys are not offered.
     *
     * @param verifier judges what the server presents, and the strength of its key
     * @param service its host is sent as server name, and is the TLSA base domain and the name of the certificate
     * @param anchors the trust anchors of DNSSEC
     * @param clock the time at which signatures and certificates must be valid; for DANE-EE only the signatures
     */
    public static BouncyCastleTls stapled(
            DaneVerifier verifier, Service service, TrustAnchors anchors, Clock clock, BouncyCastleOptions options) {
        return new BouncyCastleTls(new StapledRecords(verifier, service, anchors, clock), options);
    }

    /**
     * Connects and completes the handshake. Where the server presents a raw public key that matches no record, connects
     * once more, for its certificate; that one must match the same records.
     *
     * @param server a resolved address; a host name in it is ignored
     * @param connectTimeout for each connection, at least 1 millisecond; the handshake has a time limit of its own
     * @throws SSLHandshakeException if the server is refused, or TLS fails
     * @throws java.net.SocketTimeoutException if the connection or its handshake takes too long
     * @throws IOException if the connection fails
     */
    public SSLSocket connect(InetSocketAddress server, Duration connectTimeout) throws IOException {
        boolean offered = offersRawPublicKeys();
        try {
            return connectOnce(server, connectTimeout);
        } catch (SSLHandshakeException e) {
            if (!offered || offersRawPublicKeys()) {
                throw e;
            }
            return connectOnce(server, connectTimeout);
        }
    }

    private SSLSocket connectOnce(InetSocketAddress server, Duration timeout) throws IOException {
        long millis = timeout.toMillis();
        if (millis < 1 || millis > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the connect timeout must be between 1 ms and 24 days: " + timeout);
        }
        Socket plain = new Socket();
        try {
            plain.connect(server, (int) millis);
            // Handshakes and dialogues are short messages in both directions.
            plain.setTcpNoDelay(true);
            BouncyCastleSocket socket = open(plain, server.getHostString(), true);
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /**
     * A factory whose sockets are each judged on their own. Sockets that it opens connect at once; the handshake takes place
     * on first use.
     */
    @Override
    public SSLSocketFactory socketFactory() {
        return new BouncyCastleSocketFactory(options, this::open);
    }

    private BouncyCastleSocket open(Socket plain, String host, boolean autoClose) throws IOException {
        ServerJudge judge = new ServerJudge(expectation, offersRawPublicKeys(), () -> certificatesOnly = true);
        current = judge;
        return new BouncyCastleSocket(plain, host, autoClose, judge, options);
    }

    /** Whether the next connection offers to accept a raw public key. */
    public boolean offersRawPublicKeys() {
        return rawKeysCanMatch && !certificatesOnly;
    }

    @Override
    public Optional<DaneResult> result() {
        ServerJudge judge = current;
        return judge == null ? Optional.empty() : judge.result();
    }

    /** Whether the server was judged in this connection and accepted, and has completed the handshake with its key. */
    @Override
    public boolean accepted() {
        ServerJudge judge = current;
        return judge != null && judge.accepted();
    }

    /** True once a raw public key has matched no record, until the server has been asked for its certificate. */
    @Override
    public boolean retryMayHelp() {
        ServerJudge judge = current;
        return judge != null && judge.takesRawPublicKeys() && certificatesOnly;
    }

    /** Empty: the failures name the limits themselves. */
    @Override
    public Optional<String> hint(IOException failure) {
        return Optional.empty();
    }
}
