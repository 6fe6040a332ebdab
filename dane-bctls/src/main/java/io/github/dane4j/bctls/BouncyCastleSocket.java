package io.github.dane4j.bctls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A client socket on top of a connected one. The handshake takes place on first use. Settings may narrow what is offered,
 * never widen it; they must be made before the handshake.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // Closing must not wait for other threads.
final class BouncyCastleSocket extends WrappedSocket {
    private final String host;
    private final ServerJudge judge;
    private final BouncyCastleOptions options;
    private final TlsChannel channel;
    private final ReentrantLock handshaking = new ReentrantLock();
    private final List<HandshakeCompletedListener> listeners = new CopyOnWriteArrayList<>();

    private volatile ClientOffer offer;
    private volatile @Nullable String endpointIdentification;
    private volatile boolean sessionCreation = true;
    private volatile @Nullable Negotiated negotiated;
    private volatile @Nullable SSLSession session;
    private @Nullable IOException failed;

    /** {@code host} is the session's name for the peer; what is proven about it is up to the judge. */
    BouncyCastleSocket(Socket plain, String host, boolean autoClose, ServerJudge judge, BouncyCastleOptions options)
            throws SocketException {
        super(plain);
        this.host = host;
        this.judge = judge;
        this.options = options;
        this.channel = new TlsChannel(plain, autoClose, new Failures(judge.server()));
        this.offer = ClientOffer.of(options);
    }

    @Override
    public void startHandshake() throws IOException {
        handshaking.lock();
        try {
            if (session != null) {
                // No renegotiation: the judged server stays.
                return;
            }
            if (failed != null) {
                throw new SSLException("the TLS handshake has already failed: " + failed.getMessage(), failed);
            }
            if (channel.isClosed()) {
                throw new SocketException("the socket is closed");
            }
            if (!sessionCreation) {
                throw new SSLException("the client forbids creating a session, and sessions are never resumed");
            }
            Negotiated agreed = channel.handshake(new DaneTlsClient(judge, options, offer), options.handshakeTimeout());
            negotiated = agreed;
            session = new BouncyCastleSession(host, getPort(), agreed);
        } catch (IOException e) {
            failed = failed == null ? e : failed;
            throw e;
        } finally {
            handshaking.unlock();
        }
        tellListeners(Objects.requireNonNull(session));
    }

    /** In a thread of its own, as in JSSE: a listener may use the socket. */
    private void tellListeners(SSLSession complete) {
        if (!listeners.isEmpty()) {
            HandshakeCompletedEvent event = new HandshakeCompletedEvent(this, complete);
            Thread teller = new Thread(
                    () -> listeners.forEach(listener -> listener.handshakeCompleted(event)), "handshake-completed");
            teller.setDaemon(true);
            teller.start();
        }
    }

    /** Completes the handshake if necessary; if that fails, returns an invalid session. */
    @Override
    public SSLSession getSession() {
        try {
            startHandshake();
        } catch (IOException e) {
            return new BouncyCastleSession(host, getPort(), null);
        }
        return Objects.requireNonNull(session);
    }

    /** None: an incomplete handshake proves nothing. */
    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return null;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (isClosed()) {
            throw new SocketException("the socket is closed");
        }
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, buffer.length);
                startHandshake();
                return channel.read(buffer, offset, length);
            }

            @Override
            public int available() {
                return channel.available();
            }

            @Override
            public void close() throws IOException {
                BouncyCastleSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        if (isClosed()) {
            throw new SocketException("the socket is closed");
        }
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, data.length);
                startHandshake();
                channel.write(data, offset, length);
            }

            @Override
            public void close() throws IOException {
                BouncyCastleSocket.this.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public boolean isClosed() {
        return channel.isClosed() || super.isClosed();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        channel.soTimeout(millis);
    }

    @Override
    public int getSoTimeout() {
        return channel.soTimeout();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return ClientOffer.of(options).suiteNames();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return offer.suiteNames();
    }

    /** Enables the named ones that are supported; with none of them, the handshake fails. */
    @Override
    public void setEnabledCipherSuites(String[] names) {
        offer = offer.withSuites(options, names);
    }

    @Override
    public String[] getSupportedProtocols() {
        return ClientOffer.allProtocols().toArray(String[]::new);
    }

    @Override
    public String[] getEnabledProtocols() {
        return offer.protocols().toArray(String[]::new);
    }

    /** Enables the named ones that are supported; with none of them, the handshake fails. */
    @Override
    public void setEnabledProtocols(String[] names) {
        offer = offer.withProtocols(names);
    }

    @Override
    public SSLParameters getSSLParameters() {
        SSLParameters parameters = new SSLParameters(getEnabledCipherSuites(), getEnabledProtocols());
        parameters.setApplicationProtocols(offer.applicationProtocols().toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm(endpointIdentification);
        parameters.setServerNames(serverNames());
        return parameters;
    }

    private List<SNIServerName> serverNames() {
        try {
            return List.of(new SNIHostName(judge.server().toString()));
        } catch (IllegalArgumentException e) {
            // A name with an underscore, which is sent but which this JDK class cannot represent.
            return List.of();
        }
    }

    /**
     * Applies cipher suites, protocols and application protocols. The server name is always the TLSA base domain, and names
     * are checked as DANE requires.
     *
     * @throws IllegalArgumentException if algorithm constraints are set, which are not supported
     */
    @Override
    public void setSSLParameters(SSLParameters parameters) {
        if (parameters.getAlgorithmConstraints() != null) {
            throw new IllegalArgumentException(
                    "algorithm constraints are not supported by dane-bctls; narrow the cipher"
                            + " suites and protocols, and give the verifier a KeyStrength");
        }
        String[] suites = parameters.getCipherSuites();
        if (suites != null) {
            setEnabledCipherSuites(suites);
        }
        String[] protocols = parameters.getProtocols();
        if (protocols != null) {
            setEnabledProtocols(protocols);
        }
        offer = offer.withApplicationProtocols(parameters.getApplicationProtocols());
        endpointIdentification = parameters.getEndpointIdentificationAlgorithm();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        Negotiated agreed = negotiated;
        return agreed == null ? null : agreed.applicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return null;
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        listeners.add(Objects.requireNonNull(listener));
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        if (!listeners.remove(listener)) {
            throw new IllegalArgumentException("the listener was not added");
        }
    }

    @Override
    public void setUseClientMode(boolean client) {
        if (!client) {
            throw new IllegalArgumentException("this socket is a client's");
        }
    }

    @Override
    public boolean getUseClientMode() {
        return true;
    }

    /** For servers only; says nothing here, as in JSSE. */
    @Override
    public void setNeedClientAuth(boolean need) {}

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    /** For servers only; says nothing here, as in JSSE. */
    @Override
    public void setWantClientAuth(boolean want) {}

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean create) {
        sessionCreation = create;
    }

    @Override
    public boolean getEnableSessionCreation() {
        return sessionCreation;
    }

    @Override
    public String toString() {
        Negotiated agreed = negotiated;
        return "BouncyCastleSocket[" + host + ":" + getPort() + ", " + (agreed == null ? "no TLS yet" : agreed.suite())
                + "]";
    }
}
