package io.github.dane4j.testkit;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;

/** The TLS side of a server: shakes hands with what it is told to present, and remembers who asked for what. */
final class TlsTermination {

    private final String[] protocols;
    private final boolean anyName;
    private final boolean keeps;
    private volatile SSLContext context;
    private final List<String> serverNames = new CopyOnWriteArrayList<>();
    private final List<Handshake> handshakes = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * Prepares for handshakes.
     *
     * @param protocols in JSSE's words; none for what the context enables
     * @param anyName whether a client may ask for a server name
     * @param keeps whether handshakes and names are to be remembered
     */
    TlsTermination(SSLContext context, List<String> protocols, boolean anyName, boolean keeps) {
        this.anyName = anyName;
        this.keeps = keeps;
        this.context = context;
        this.protocols = protocols.toArray(new String[0]);
    }

    void present(SSLContext other) {
        this.context = other;
    }

    List<String> serverNames() {
        return List.copyOf(serverNames);
    }

    List<Handshake> handshakes() {
        return List.copyOf(handshakes);
    }

    int failedHandshakes() {
        return failures.get();
    }

    /** A secured connection and how it came to be. */
    record Secured(SSLSocket socket, Handshake handshake) {}

    Secured accept(AcceptLoop.Connection connection) throws IOException {
        NameRecorder asked = new NameRecorder();
        Socket plain = connection.socket();
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        socket.setUseClientMode(false);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setSNIMatchers(List.of(asked));
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            failures.incrementAndGet();
            throw e;
        }
        // A session older than its connection comes from an earlier handshake.
        boolean resumed = socket.getSession().getCreationTime() < connection.acceptedMillis();
        Handshake handshake = new Handshake(asked.name, socket.getSession().getProtocol(), resumed);
        if (keeps) {
            handshakes.add(handshake);
        }
        return new Secured(socket, handshake);
    }

    /** Notes the name. JSSE shows it to a matcher even if the handshake fails later. */
    private final class NameRecorder extends SNIMatcher {

        private Optional<String> name = Optional.empty();

        NameRecorder() {
            super(StandardConstants.SNI_HOST_NAME);
        }

        @Override
        public boolean matches(SNIServerName serverName) {
            String asked = new String(serverName.getEncoded(), StandardCharsets.US_ASCII);
            name = Optional.of(asked);
            if (keeps) {
                serverNames.add(asked);
            }
            return anyName;
        }
    }
}
