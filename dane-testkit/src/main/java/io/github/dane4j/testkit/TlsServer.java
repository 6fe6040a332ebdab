package io.github.dane4j.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS server on loopback that answers any HTTP/1.1 request with status 200 and the body {@code ok}.
 *
 * <p>It lets clients resume TLS sessions, remembers the names they ask for, and serves one request per connection. Safe
 * for use by several threads; daemon threads serve it and end with {@link #close()}.
 */
public final class TlsServer implements AutoCloseable {

    private static final String RESPONSE = """
            HTTP/1.1 200 OK\r
            Content-Type: text/plain\r
            Content-Length: 2\r
            Connection: close\r
            \r
            ok""";

    private final TlsTermination termination;
    private final AcceptLoop loop;

    private TlsServer(Builder builder, SSLContext context) {
        this.termination = new TlsTermination(context, builder.tlsProtocols, true, true);
        this.loop = AcceptLoop.open(
                Objects.requireNonNullElseGet(builder.address, InetAddress::getLoopbackAddress),
                builder.port,
                "tls-server",
                this::serve);
    }

    /**
     * Starts a server that needs a certificate.
     *
     * @return a builder to give it one
     */
    public static Builder builder() {
        return new Builder();
    }

    private void serve(AcceptLoop.Connection connection) throws IOException {
        SSLSocket socket = termination.accept(connection).socket();
        LineReader in = new LineReader(socket.getInputStream());
        long bodyLength = 0;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            String[] field = line.toLowerCase(Locale.ROOT).split(":", 2);
            if (field[0].equals("content-length")) {
                bodyLength = Long.parseLong(field[1].trim());
            }
        }
        in.skip(bodyLength);
        socket.getOutputStream().write(RESPONSE.getBytes(StandardCharsets.US_ASCII));
        socket.close();
    }

    /**
     * The port it listens at.
     *
     * @return 1 to 65535
     */
    public int port() {
        return loop.address().getPort();
    }

    /**
     * The address it listens at.
     *
     * @return an address of this machine
     */
    public InetAddress address() {
        return loop.address().getAddress();
    }

    /**
     * The names clients asked for with SNI, also in handshakes that failed later.
     *
     * @return a copy
     */
    public List<String> serverNames() {
        return termination.serverNames();
    }

    /**
     * The handshakes completed, in order, with the resumed ones marked.
     *
     * @return a copy
     */
    public List<Handshake> handshakes() {
        return termination.handshakes();
    }

    /**
     * How many handshakes were begun and not completed, for example because the client refused the certificate.
     *
     * @return 0 or more
     */
    public int failedHandshakes() {
        return termination.failedHandshakes();
    }

    /**
     * How many connections were accepted since the start.
     *
     * @return 0 or more
     */
    public int connections() {
        return loop.accepted();
    }

    /**
     * Waits until that many connections were accepted since the start.
     *
     * @param count how many
     * @param atMost how long
     * @throws AssertionError if there are fewer by then
     */
    public void awaitConnections(int count, Duration atMost) {
        loop.awaitAccepted(count, atMost);
    }

    /**
     * Waits until that many connections have ended since the start, so that their handshakes are counted.
     *
     * @param count how many
     * @param atMost how long
     * @throws AssertionError if there are fewer by then
     */
    public void awaitClosed(int count, Duration atMost) {
        loop.awaitEnded(count, atMost);
    }

    /**
     * Presents another certificate from the next handshake on. Sessions made before cannot be resumed after.
     *
     * @param certificate sent with its chain but without the root
     */
    public void certificate(TestCertificate certificate) {
        tls(certificate.serverContext());
    }

    /**
     * Uses another TLS context from the next handshake on.
     *
     * @param context with its own key manager
     */
    public void tls(SSLContext context) {
        termination.present(context);
    }

    /** Breaks off all connections and frees the port. */
    @Override
    public void close() {
        loop.close();
    }

    /** Says what a server presents. Not safe for use by several threads. */
    public static final class Builder {

        private @Nullable InetAddress address;
        private int port;
        private List<String> tlsProtocols = List.of();
        private @Nullable TestCertificate certificate;
        private @Nullable List<X509Certificate> chain;
        private @Nullable SSLContext tls;

        private Builder() {}

        /**
         * Sets the certificate.
         *
         * @param leaf sent with its chain but without the root, unless {@link #chain} says otherwise
         * @return this builder
         */
        public Builder certificate(TestCertificate leaf) {
            this.certificate = leaf;
            return this;
        }

        /**
         * Sets exactly what to send.
         *
         * @param chainToSend what goes into the Certificate message
         * @return this builder
         */
        public Builder chain(List<X509Certificate> chainToSend) {
            this.chain = List.copyOf(chainToSend);
            return this;
        }

        /**
         * Sets the TLS context as a whole, in place of a certificate.
         *
         * @param context with its own key manager
         * @return this builder
         */
        public Builder tls(SSLContext context) {
            this.tls = context;
            return this;
        }

        /**
         * Enables only these versions of TLS.
         *
         * @param protocols in JSSE's words, for example {@code TLSv1.2}
         * @return this builder
         */
        public Builder tlsProtocols(String... protocols) {
            this.tlsProtocols = List.of(protocols);
            return this;
        }

        /**
         * Sets the address to listen at.
         *
         * @param local an address of this machine; loopback by default
         * @return this builder
         */
        public Builder address(InetAddress local) {
            this.address = local;
            return this;
        }

        /**
         * Sets the port to listen at.
         *
         * @param number 1 to 65535, or 0, the default, for any that is free
         * @return this builder
         */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /**
         * Starts to listen.
         *
         * @return a running server, to be closed
         * @throws IllegalStateException if neither a certificate nor a context was given
         * @throws java.io.UncheckedIOException if the port cannot be had
         */
        public TlsServer start() {
            if (tls != null) {
                return new TlsServer(this, tls);
            }
            if (certificate == null) {
                throw new IllegalStateException("a TLS server needs a certificate");
            }
            return new TlsServer(this, chain != null ? certificate.serverContext(chain) : certificate.serverContext());
        }
    }
}
