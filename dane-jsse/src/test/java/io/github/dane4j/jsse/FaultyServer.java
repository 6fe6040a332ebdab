package io.github.dane4j.jsse;

import io.github.dane4j.testkit.TestCertificate;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An HTTPS server that fails in one way, at a place that differs from connection to connection. */
final class FaultyServer implements Closeable {
    /** What goes wrong. */
    enum Fault {
        NONE,
        /** The right certificate, and nine beside it that have nothing to do with it. */
        TEN_CERTIFICATES,
        /** The right certificates, with 30 KB of others: just what the JDK takes. */
        THIRTY_KILOBYTES,
        /** Each byte goes in a packet of its own. */
        BYTE_BY_BYTE,
        OTHER_KEY,
        ELEVEN_CERTIFICATES,
        FORTY_KILOBYTES,
        UNPARSEABLE_CERTIFICATE,
        /** So slowly that it does not end. */
        DRIPPING,
        SILENT,
        BREAKS_OFF,
        CHANGES_A_BYTE,
        /** Answers a client hello with the warning unrecognized_name (RFC 6066 section 3). */
        UNKNOWN_NAME,
        NO_TLS;

        /** Whether a client that waits long enough gets a whole handshake, with the server's own certificate. */
        boolean isHarmless() {
            return switch (this) {
                case NONE, TEN_CERTIFICATES, THIRTY_KILOBYTES, BYTE_BY_BYTE -> true;
                default -> false;
            };
        }

        /** Whether a limit of the JDK's TLS refuses what the server sends. */
        boolean isLimit() {
            return switch (this) {
                case ELEVEN_CERTIFICATES, FORTY_KILOBYTES, UNPARSEABLE_CERTIFICATE, UNKNOWN_NAME -> true;
                default -> false;
            };
        }

        /**
         * Whether the handshake may go on until the client gives it up. If it is the length of a record that is changed, each
         * side waits for the other.
         */
        boolean isEndless() {
            return this == DRIPPING || this == SILENT || this == CHANGES_A_BYTE;
        }
    }

    /** More than a handshake has, so that some connections come to no harm. */
    private static final int BYTES = 3_000;

    private static final byte[] PAGE =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNRECOGNIZED_NAME = {0x15, 3, 3, 0, 2, 1, 112};

    private final Fault fault;
    private final SSLContext context;
    private final ServerSocket listener;
    private final AtomicLong connections = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final long seed;

    /** {@code seed} says where it fails. */
    FaultyServer(Fault fault, Certificates certificates, long seed) {
        this.fault = fault;
        this.seed = seed;
        TestCertificate shown = fault == Fault.OTHER_KEY ? certificates.other() : certificates.server();
        this.context = shown.serverContext(chain(fault, shown, certificates));
        try {
            this.listener = new Listener();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("faulty-server " + fault, this::accept);
    }

    /** What servers have: {@code server} is issued by {@code authority}, and {@code large} has ten thousand bytes. */
    record Certificates(
            TestCertificate server, TestCertificate authority, TestCertificate other, TestCertificate large) {}

    private static List<X509Certificate> chain(Fault fault, TestCertificate shown, Certificates certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(shown.certificate());
        switch (fault) {
            case TEN_CERTIFICATES ->
                chain.addAll(Collections.nCopies(8, certificates.other().certificate()));
            case ELEVEN_CERTIFICATES ->
                chain.addAll(Collections.nCopies(9, certificates.other().certificate()));
            case THIRTY_KILOBYTES ->
                chain.addAll(Collections.nCopies(3, certificates.large().certificate()));
            case FORTY_KILOBYTES ->
                chain.addAll(Collections.nCopies(4, certificates.large().certificate()));
            case UNPARSEABLE_CERTIFICATE -> chain.add(new UnparseableCertificate());
            default -> {}
        }
        chain.add(certificates.authority().certificate());
        return chain;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket plain = listener.accept();
            open.add(plain);
            run("faulty-connection " + fault, () -> {
                try (plain) {
                    serve((FaultySocket) plain);
                } finally {
                    open.remove(plain);
                }
            });
        }
    }

    private void serve(FaultySocket plain) throws IOException {
        plain.setTcpNoDelay(true);
        if (fault == Fault.NO_TLS) {
            plain.getOutputStream().write("220 mail.example.test ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        if (fault == Fault.UNKNOWN_NAME) {
            plain.getInputStream().read(new byte[16_384]);
            plain.getOutputStream().write(UNRECOGNIZED_NAME);
            plain.getInputStream().read();
            return;
        }
        try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
            tls.setEnabledProtocols(new String[] {plain.random.nextBoolean() ? "TLSv1.3" : "TLSv1.2"});
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(tls.getInputStream(), StandardCharsets.US_ASCII));
            String line = lines.readLine();
            while (line != null && !line.isEmpty()) {
                line = lines.readLine();
            }
            if (line != null) {
                tls.getOutputStream().write(PAGE);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    private static void run(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The client broke off, or the server was closed: what the client saw counts.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Accepts sockets whose output fails. */
    private final class Listener extends ServerSocket {
        Listener() throws IOException {
            super(0, 200, InetAddress.getLoopbackAddress());
        }

        @Override
        public Socket accept() throws IOException {
            Socket socket = new FaultySocket(new Random(seed + connections.getAndIncrement()));
            implAccept(socket);
            return socket;
        }
    }

    private final class FaultySocket extends Socket {
        private final Random random;

        FaultySocket(Random random) {
            this.random = random;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream plain = super.getOutputStream();
            return switch (fault) {
                case BYTE_BY_BYTE, DRIPPING, SILENT, BREAKS_OFF, CHANGES_A_BYTE ->
                    new FaultyOutput(plain, this, random.nextInt(BYTES));
                default -> plain;
            };
        }
    }

    private final class FaultyOutput extends FilterOutputStream {
        private final Socket socket;
        private int left;
        private boolean struck;

        /** {@code left} bytes pass before it strikes. */
        FaultyOutput(OutputStream plain, Socket socket, int left) {
            super(plain);
            this.socket = socket;
            this.left = left;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (fault == Fault.BYTE_BY_BYTE || fault == Fault.DRIPPING) {
                oneByOne(bytes, offset, length);
            } else if (struck) {
                if (fault == Fault.CHANGES_A_BYTE) {
                    out.write(bytes, offset, length);
                }
            } else if (length <= left) {
                left -= length;
                out.write(bytes, offset, length);
            } else {
                struck = true;
                strike(Arrays.copyOfRange(bytes, offset, offset + length));
            }
        }

        private void strike(byte[] bytes) throws IOException {
            if (fault == Fault.CHANGES_A_BYTE) {
                bytes[left] ^= 0x11;
                out.write(bytes);
                return;
            }
            out.write(bytes, 0, left);
            if (fault == Fault.BREAKS_OFF) {
                socket.close();
            }
        }

        private void oneByOne(byte[] bytes, int offset, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                out.write(bytes, offset + i, 1);
                if (fault == Fault.DRIPPING) {
                    pause();
                }
            }
        }

        private void pause() throws IOException {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
