package io.github.dane4j.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Shakes hands on loopback, and sends back what it reads. */
final class HandshakeServer implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService connections = Executors.newCachedThreadPool();
    private final SSLContext context;
    private final String protocol;

    HandshakeServer(SSLContext context, String protocol) throws IOException {
        this.context = context;
        this.protocol = protocol;
        context.getServerSessionContext().setSessionCacheSize(1);
        Thread thread = new Thread(this::serve, "handshake-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket plain = listener.accept();
                connections.execute(() -> serve(plain));
            } catch (IOException e) {
                // The end.
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket plain = accepted) {
            // Else small records wait for acknowledgements that the other side delays.
            plain.setTcpNoDelay(true);
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
            tls.setEnabledProtocols(new String[] {protocol});
            InputStream in = tls.getInputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                tls.getOutputStream().write(octet);
            }
        } catch (IOException e) {
            // A client that is gone.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connections.shutdownNow();
    }
}
