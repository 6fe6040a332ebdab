package io.github.dane4j.testkit;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * A TLS server on loopback that does what Java's own TLS cannot: it presents any bytes as certificate, raw public keys (RFC
 * 7250) and a DNSSEC chain (RFC 9102), and breaks the protocol on request. It answers the first line of a client with {@code
 * ok} and closes.
 *
 * <p>Its keys are RSA, P-256 or Ed25519; for another one set the {@linkplain #signature(int) signature}.
 *
 * <p>Needs {@code org.bouncycastle:bctls-jdk18on} on the class path, which the test kit does not bring: nothing else here uses
 * it. Set it up before {@link #start()}, by one thread. Daemon threads serve; they end with {@link #close()}.
 */
@SuppressWarnings({"JdkObsolete", "rawtypes", "unchecked"}) // Bouncy Castle's own signatures.
public final class UnrulyTlsServer implements AutoCloseable {
    /** What it does wrong, if anything. */
    public enum Habit {
        /** Nothing. */
        ORDERLY,
        /** Ends the connection after the answer without the alert close_notify. */
        NO_CLOSE_NOTIFY,
        /** Ends the connection in the middle of a record. */
        CUTS_A_RECORD,
        /** Sends one byte of its first message from time to time, and never the whole. */
        DRIPS,
        /** Ends the connection as soon as the client hello is there. */
        HANGS_UP,
        /** Completes the handshake and never reads again. */
        STOPS_READING,
        /** Completes the handshake, reads and never answers. */
        SILENT,
        /** Answers each line again and again, with a key update before each answer. */
        UPDATES_KEYS,
        /** Chooses an application protocol that nobody has offered. */
        WRONG_ALPN
    }

    /** Where it puts the DNSSEC chain (RFC 9102), if it has one. */
    public enum ChainPlace {
        /** In the server hello of TLS 1.2, with the first certificate in TLS 1.3. */
        RIGHT,
        /** In the encrypted extensions of TLS 1.3. */
        ENCRYPTED_EXTENSIONS,
        /** With the second certificate. */
        SECOND_CERTIFICATE
    }

    private static final Integer DNSSEC_CHAIN = 59;

    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto(new SecureRandom());

    private static final int DRIP_MILLIS = 20;

    private final ServerSocket listener;
    private final Presented presented;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private final BlockingQueue<Short> alerts = new LinkedBlockingQueue<>();
    private final List<String> serverNames = new CopyOnWriteArrayList<>();
    private final List<Boolean> rawKeyOffers = new CopyOnWriteArrayList<>();

    private final List<Integer> chainPorts = new CopyOnWriteArrayList<>();

    /** A protocol that TLS is a part of. */
    public interface Conversation {
        /**
         * Before TLS; returns when the client is to begin it.
         *
         * @param in from the client
         * @param out to the client
         * @throws IOException if the connection fails; it is closed then
         */
        void inTheClear(InputStream in, OutputStream out) throws IOException;

        /**
         * Under TLS; returns at the end.
         *
         * @param in from the client
         * @param out to the client
         * @throws IOException if the connection fails; it is closed then
         */
        void underTls(InputStream in, OutputStream out) throws IOException;
    }

    private @Nullable Supplier<Conversation> conversations;
    private Habit habit = Habit.ORDERLY;
    private byte @Nullable [] chain;
    private ChainPlace chainPlace = ChainPlace.RIGHT;
    private boolean chainUnasked;
    private ProtocolVersion[] versions = {ProtocolVersion.TLSv13, ProtocolVersion.TLSv12};
    private int @Nullable [] suites;
    private int @Nullable [] groups;
    private int signature;
    private String @Nullable [] applicationProtocols;

    /**
     * What a server presents.
     *
     * @param certificates the bytes of each, whatever they are
     * @param rawKeys shown to a client that takes raw public keys; none, if the server knows nothing of them
     * @param unasked whether raw keys are shown to every client
     * @param key signs the handshake when certificates are shown
     * @param rawKey signs the handshake when raw keys are shown
     */
    public record Presented(
            List<byte[]> certificates, List<byte[]> rawKeys, boolean unasked, PrivateKey key, PrivateKey rawKey) {
        /**
         * Certificates only.
         *
         * @param key signs the handshake
         * @param certificates the bytes of each
         * @return what to present
         */
        public static Presented certificates(PrivateKey key, byte[]... certificates) {
            return new Presented(List.of(certificates), List.of(), false, key, key);
        }

        /**
         * Raw keys only; to a client that takes none, the same bytes as certificates, which they are not.
         *
         * @param key signs the handshake
         * @param keys a SubjectPublicKeyInfo each, or any bytes
         * @return what to present
         */
        public static Presented rawKeys(PrivateKey key, byte[]... keys) {
            return new Presented(List.of(keys), List.of(keys), false, key, key);
        }

        /**
         * These certificates, and raw keys for clients that take them.
         *
         * @param signing signs the handshake where raw keys are presented
         * @param keys a SubjectPublicKeyInfo each, or any bytes
         * @return what to present
         */
        public Presented andRawKeys(PrivateKey signing, byte[]... keys) {
            return new Presented(certificates, List.of(keys), unasked, key, signing);
        }

        /**
         * The raw keys for every client, even if it has not offered to take them.
         *
         * @return what to present
         */
        public Presented toEveryClient() {
            return new Presented(certificates, rawKeys, true, key, rawKey);
        }
    }

    /**
     * A server that is not started yet.
     *
     * @param presented what it presents
     * @throws UncheckedIOException if it finds no free port
     */
    public UnrulyTlsServer(Presented presented) {
        this.presented = presented;
        this.signature = naturalSignature(presented.key());
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sets what it does wrong.
     *
     * @param other by default nothing
     * @return this
     */
    public UnrulyTlsServer with(Habit other) {
        habit = other;
        return this;
    }

    /**
     * Holds a conversation with each client, in place of the answer {@code ok}. Of the habits only those apply that concern
     * the handshake.
     *
     * @param other makes one for each connection
     * @return this
     */
    public UnrulyTlsServer holding(Supplier<Conversation> other) {
        conversations = other;
        return this;
    }

    /**
     * Sets the versions of TLS that it speaks.
     *
     * @param only the names of JSSE, such as {@code TLSv1.2}; by default that and {@code TLSv1.3}
     * @return this
     * @throws IllegalArgumentException if a version is not known
     */
    public UnrulyTlsServer versions(String... only) {
        versions = Stream.of(only).map(UnrulyTlsServer::version).toArray(ProtocolVersion[]::new);
        return this;
    }

    /**
     * Sets the cipher suites that it chooses from.
     *
     * @param only their numbers in the registry of IANA
     * @return this
     */
    public UnrulyTlsServer suites(int... only) {
        suites = only.clone();
        return this;
    }

    /**
     * Sets the groups for the key exchange that it chooses from.
     *
     * @param only their numbers in the registry of IANA
     * @return this
     */
    public UnrulyTlsServer groups(int... only) {
        groups = only.clone();
        return this;
    }

    /**
     * Sets how it signs the handshake when it presents certificates.
     *
     * @param scheme its number in the registry of IANA; by default one that fits the key
     * @return this
     */
    public UnrulyTlsServer signature(int scheme) {
        signature = scheme;
        return this;
    }

    /**
     * Sets the application protocols that it chooses from (ALPN).
     *
     * @param names by default none
     * @return this
     */
    public UnrulyTlsServer applicationProtocols(String... names) {
        applicationProtocols = names.clone();
        return this;
    }

    /**
     * Sends a DNSSEC chain to clients that ask for one (RFC 9102).
     *
     * @param extensionData the content of the extension, or any bytes
     * @param place where it is sent
     * @return this
     */
    public UnrulyTlsServer chain(byte[] extensionData, ChainPlace place) {
        chain = extensionData.clone();
        chainPlace = place;
        return this;
    }

    /**
     * Sends the chain to clients that have not asked, too.
     *
     * @return this
     */
    public UnrulyTlsServer chainUnasked() {
        chainUnasked = true;
        return this;
    }

    /**
     * Begins to serve.
     *
     * @return this
     */
    public UnrulyTlsServer start() {
        thread("accept", () -> {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                thread("serve", () -> {
                    try (socket) {
                        if (end.getCount() > 0) {
                            serve(socket);
                        }
                    } finally {
                        open.remove(socket);
                    }
                });
            }
        });
        return this;
    }

    /**
     * The address and port that it listens at.
     *
     * @return an address of loopback
     */
    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /**
     * The names that clients have asked for with SNI.
     *
     * @return a copy
     */
    public List<String> serverNames() {
        return List.copyOf(serverNames);
    }

    /**
     * For each client hello, whether it offered to take raw public keys.
     *
     * @return a copy
     */
    public List<Boolean> rawKeyOffers() {
        return List.copyOf(rawKeyOffers);
    }

    /**
     * The port that each client hello named in its request for a DNSSEC chain.
     *
     * @return a copy
     */
    public List<Integer> chainPorts() {
        return List.copyOf(chainPorts);
    }

    /**
     * The next alert that a client has sent; waits up to 30 seconds for it.
     *
     * @return its name in the RFC, such as {@code certificate_unknown}; or {@code no alert}
     * @throws InterruptedException if the thread is interrupted
     */
    public String alert() throws InterruptedException {
        Short alert = alerts.poll(30, TimeUnit.SECONDS);
        return alert == null ? "no alert" : AlertDescription.getName(alert);
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The business of the test at the other end, or the end of the server.
                        return;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "unruly-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        socket.setTcpNoDelay(true);
        if (habit == Habit.HANGS_UP) {
            socket.getInputStream().read(new byte[1024]);
            return;
        }
        OutputStream network = socket.getOutputStream();
        Flight out = new Flight(habit == Habit.DRIPS ? new Dripping(network) : network);
        InputStream in = new FilterInputStream(socket.getInputStream()) {
            @Override
            public int read() throws IOException {
                out.send();
                return super.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                out.send();
                return super.read(buffer, offset, length);
            }

            @Override
            public void close() {}
        };
        @Nullable Conversation conversation = conversations == null ? null : conversations.get();
        if (conversation != null) {
            conversation.inTheClear(in, out);
        }
        KeyUpdatingProtocol protocol = new KeyUpdatingProtocol(in, out);
        protocol.accept(new Side());
        if (conversation != null) {
            conversation.underTls(protocol.getInputStream(), protocol.getOutputStream());
            protocol.close();
            out.send();
            return;
        }
        switch (habit) {
            case STOPS_READING -> {
                out.send();
                end.await();
            }
            case SILENT -> {
                out.send();
                protocol.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            case NO_CLOSE_NOTIFY -> {
                answer(protocol);
                out.send();
                socket.shutdownOutput();
                end.await();
            }
            case CUTS_A_RECORD -> {
                readLine(protocol);
                // The header of a record of 100 bytes, and two of them.
                network.write(new byte[] {23, 3, 3, 0, 100, 1, 2});
                socket.shutdownOutput();
                end.await();
            }
            case UPDATES_KEYS -> {
                while (true) {
                    readLine(protocol);
                    protocol.updateKeys();
                    protocol.getOutputStream().write("ok\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            default -> {
                answer(protocol);
                protocol.close();
                out.send();
            }
        }
    }

    private static void answer(TlsServerProtocol protocol) throws IOException {
        readLine(protocol);
        protocol.getOutputStream().write("ok\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void readLine(TlsServerProtocol protocol) throws IOException {
        int octet;
        do {
            octet = protocol.getInputStream().read();
            if (octet < 0) {
                throw new IOException("the client is gone");
            }
        } while (octet != '\n');
    }

    private static final class KeyUpdatingProtocol extends TlsServerProtocol {
        KeyUpdatingProtocol(InputStream in, OutputStream out) {
            super(in, out);
        }

        /** Asks for the client's in return. */
        void updateKeys() throws IOException {
            send13KeyUpdate(true);
        }
    }

    /**
     * Sends all messages of one turn at once: then a client that breaks off has read everything, and its alert is not lost in
     * a reset.
     */
    private static final class Flight extends BufferedOutputStream {
        Flight(OutputStream out) {
            super(out, 1 << 17);
        }

        void send() throws IOException {
            super.flush();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final class Dripping extends FilterOutputStream {
        Dripping(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            // The header of a record, and then bytes that are never as many as it says.
            out.write(new byte[] {22, 3, 3, 0x40, 0});
            try {
                while (!end.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
                    out.write(0);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("the server is closed");
        }
    }

    private static ProtocolVersion version(String name) {
        return switch (name) {
            case "TLSv1" -> ProtocolVersion.TLSv10;
            case "TLSv1.1" -> ProtocolVersion.TLSv11;
            case "TLSv1.2" -> ProtocolVersion.TLSv12;
            case "TLSv1.3" -> ProtocolVersion.TLSv13;
            default -> throw new IllegalArgumentException("expected TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3, found " + name);
        };
    }

    private static int naturalSignature(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> SignatureScheme.rsa_pss_rsae_sha256;
            case "EC" -> SignatureScheme.ecdsa_secp256r1_sha256;
            default -> SignatureScheme.ed25519;
        };
    }

    /** The TLS of one connection. */
    private final class Side extends DefaultTlsServer {
        private boolean clientTakesRawKeys;
        private boolean clientTakesChain;

        Side() {
            super(CRYPTO);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return versions.clone();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return suites != null
                    ? suites.clone()
                    : new int[] {
                        CipherSuite.TLS_AES_128_GCM_SHA256,
                        presented.key().getAlgorithm().equals("RSA")
                                ? CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
                                : CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
                    };
        }

        @Override
        public int[] getSupportedGroups() throws IOException {
            return groups != null ? groups.clone() : super.getSupportedGroups();
        }

        @Override
        protected int selectECDH(int minimumCurveBits) {
            return groups != null ? groups[0] : super.selectECDH(minimumCurveBits);
        }

        @Override
        protected @Nullable Vector<ProtocolName> getProtocolNames() {
            if (applicationProtocols == null) {
                return null;
            }
            return new Vector<>(List.of(applicationProtocols).stream()
                    .map(ProtocolName::asUtf8Encoding)
                    .toList());
        }

        @Override
        public void processClientExtensions(Hashtable extensions) throws IOException {
            short[] types = TlsExtensionsUtils.getServerCertificateTypeExtensionClient(extensions);
            clientTakesRawKeys = types != null && types[0] == CertificateType.RawPublicKey;
            rawKeyOffers.add(clientTakesRawKeys);
            byte[] port = TlsUtils.getExtensionData(extensions, DNSSEC_CHAIN);
            clientTakesChain = port != null;
            if (port != null) {
                chainPorts.add(TlsUtils.readUint16(port, 0));
            }
            Vector names = TlsExtensionsUtils.getServerNameExtensionClient(extensions);
            for (Object name : names == null ? List.of() : names) {
                serverNames.add(new String(((ServerName) name).getNameData(), StandardCharsets.US_ASCII));
            }
            super.processClientExtensions(extensions);
        }

        private boolean showsRawKeys() {
            return !presented.rawKeys().isEmpty() && (clientTakesRawKeys || presented.unasked());
        }

        @Override
        public Hashtable getServerExtensions() throws IOException {
            Hashtable extensions = super.getServerExtensions();
            if (showsRawKeys() && !clientTakesRawKeys) {
                TlsExtensionsUtils.addServerCertificateTypeExtensionServer(extensions, CertificateType.RawPublicKey);
            }
            if (isTls13() ? sendsChain(ChainPlace.ENCRYPTED_EXTENSIONS) : sendsChain(ChainPlace.RIGHT)) {
                extensions.put(DNSSEC_CHAIN, chain);
            }
            return extensions;
        }

        private boolean sendsChain(ChainPlace place) {
            return chain != null && chainPlace == place && (clientTakesChain || chainUnasked);
        }

        private boolean isTls13() {
            return ProtocolVersion.TLSv13.equals(context.getServerVersion());
        }

        @Override
        public void getServerExtensionsForConnection(Hashtable extensions) throws IOException {
            super.getServerExtensionsForConnection(extensions);
            if (habit == Habit.WRONG_ALPN) {
                TlsExtensionsUtils.addALPNExtensionServer(extensions, ProtocolName.asUtf8Encoding("nobody-offered"));
            }
        }

        @Override
        public TlsCredentials getCredentials() throws IOException {
            boolean raw = showsRawKeys();
            List<TlsCertificate> shown = (raw ? presented.rawKeys() : presented.certificates())
                    .stream().<TlsCertificate>map(PresentedBytes::new).toList();
            short type = raw ? CertificateType.RawPublicKey : CertificateType.X509;
            Certificate message = isTls13()
                    ? new Certificate(type, new byte[0], entries(shown))
                    : new Certificate(type, shown.toArray(TlsCertificate[]::new));
            PrivateKey signing = raw ? presented.rawKey() : presented.key();
            AsymmetricKeyParameter key = PrivateKeyFactory.createKey(signing.getEncoded());
            int scheme = raw ? naturalSignature(signing) : signature;
            return new BcDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context),
                    CRYPTO,
                    key,
                    message,
                    SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        }

        private CertificateEntry[] entries(List<TlsCertificate> shown) {
            CertificateEntry[] entries = new CertificateEntry[shown.size()];
            for (int i = 0; i < entries.length; i++) {
                Hashtable extensions = new Hashtable();
                if ((i == 0 && sendsChain(ChainPlace.RIGHT)) || (i == 1 && sendsChain(ChainPlace.SECOND_CERTIFICATE))) {
                    extensions.put(DNSSEC_CHAIN, chain);
                }
                entries[i] = new CertificateEntry(shown.get(i), extensions);
            }
            return entries;
        }

        @Override
        public boolean requiresCloseNotify() {
            return false;
        }

        @Override
        public void notifyAlertReceived(short level, short description) {
            alerts.add(description);
        }
    }
}
