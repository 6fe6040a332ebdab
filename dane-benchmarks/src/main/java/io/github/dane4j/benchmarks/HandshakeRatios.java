package io.github.dane4j.benchmarks;

import com.sun.management.ThreadMXBean;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * What DANE costs in a handshake, from the connected socket to the first byte that comes back, with a warm cache of DNS. The
 * peers keep one context, as clients do, but never resume: each of their connections is to another name, which DANE does not
 * need. All take turns in one JVM with the server, so that what slows the machine slows all of them; ratios are of
 * neighbours, and of them the median.
 */
final class HandshakeRatios implements Figures {
    /** Until the JVM has optimized what runs once for each connection: it does that after some thousand. */
    private static final int WARM_UP = 3_000;

    private static final int ROUNDS = 601;
    private static final int OPEN = 200;
    private static final int CONTEXTS = 20_000;
    private static final double AGAINST_TRUST_ALL = 1.03;
    private static final double AGAINST_PKIX = 1.00;

    private enum Client {
        DANE("DANE, `3 1 1`"),
        DANE_TA("DANE, `2 1 1`"),
        TRUST_ALL("trusts all"),
        TRUST_ALL_FRESH("trusts all, a context each"),
        PKIX("PKIX of the JDK, with name check");

        private final String title;

        Client(String title) {
            this.title = title;
        }
    }

    @FunctionalInterface
    private interface Opening {
        SSLSocket open(Socket plain, int number) throws IOException, GeneralSecurityException;
    }

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| handshake | client | µs | µs of the client's thread | bytes allocated | held while open |");
        lines.add("| --- | --- | ---: | ---: | ---: | ---: |");
        List<String> goals = new ArrayList<>();
        try {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                for (KeyAlgorithm key : List.of(KeyAlgorithm.RSA_2048, KeyAlgorithm.EC_P256)) {
                    measure(protocol, key, lines, goals);
                }
            }
            lines.add("");
            contexts(lines);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        lines.add("");
        lines.addAll(goals);
        return lines;
    }

    private static void measure(String protocol, KeyAlgorithm key, List<String> lines, List<String> goals)
            throws IOException, GeneralSecurityException {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root")
                .keyAlgorithm(key)
                .certificateAuthority()
                .build();
        TestCertificate issuing = TestCertificate.builder()
                .subject("CN=Issuing")
                .keyAlgorithm(key)
                .certificateAuthority()
                .issuedBy(root)
                .build();
        TestCertificate server = TestCertificate.builder()
                .dnsNames("*.example.test")
                .keyAlgorithm(key)
                .issuedBy(issuing)
                .build();
        try (HandshakeServer running = new HandshakeServer(server.serverContext(), protocol);
                DnsTree dns = DnsTree.builder()
                        .zone(
                                "example.test",
                                zone -> zone.record("ee A 127.0.0.1")
                                        .record("_" + running.port() + "._tcp.ee TLSA " + server.tlsa(3, 1, 1))
                                        .record("ta A 127.0.0.1")
                                        .record("_" + running.port() + "._tcp.ta TLSA " + issuing.tlsa(2, 1, 1)))
                        .start();
                DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(dns.address())
                        .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                        .build()) {
            Map<Client, Opening> clients = clients(resolver, root);
            String what = protocol.replace("v", " ") + ", " + (key == KeyAlgorithm.RSA_2048 ? "RSA 2048" : "P-256");
            Table table = new Table(clients, running.port());
            for (Client client : clients.keySet()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "| %s | %s | %,.0f | %,.0f | %,.0f | %,d |",
                        what,
                        client.title,
                        median(table.time(client)),
                        median(table.processor(client)),
                        median(table.allocated(client)),
                        held(Objects.requireNonNull(clients.get(client)), running.port())));
            }
            goals.add(Goal.judge(
                    what + ", DANE against trust in all",
                    table.ratio(Client.DANE, Client.TRUST_ALL),
                    AGAINST_TRUST_ALL));
            goals.add(Goal.judge(
                    what + ", the same, each in a context of its own",
                    table.ratio(Client.DANE, Client.TRUST_ALL_FRESH),
                    AGAINST_TRUST_ALL));
            goals.add(Goal.judge(what + ", DANE against PKIX", table.ratio(Client.DANE, Client.PKIX), AGAINST_PKIX));
            goals.add(Goal.judge(
                    what + ", `2 1 1` against PKIX", table.ratio(Client.DANE_TA, Client.PKIX), AGAINST_PKIX));
        }
    }

    private static Map<Client, Opening> clients(DnssecResolver resolver, TestCertificate root)
            throws GeneralSecurityException, IOException {
        SSLContext dane = DaneSslContext.mandatory(resolver);
        SSLContext trusting = context(new TrustAll());
        SSLContext pkix = context(pkix(root));
        for (SSLContext kept : List.of(trusting, pkix)) {
            kept.getClientSessionContext().setSessionCacheSize(1);
        }
        Map<Client, Opening> clients = new LinkedHashMap<>();
        clients.put(Client.DANE, (plain, number) -> open(plain, dane, "ee.example.test"));
        clients.put(Client.DANE_TA, (plain, number) -> open(plain, dane, "ta.example.test"));
        clients.put(Client.TRUST_ALL, (plain, number) -> open(plain, trusting, "h" + number + ".example.test"));
        clients.put(Client.TRUST_ALL_FRESH, (plain, number) -> open(plain, context(new TrustAll()), "ee.example.test"));
        clients.put(Client.PKIX, (plain, number) -> {
            SSLSocket socket = open(plain, pkix, "h" + number + ".example.test");
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            return socket;
        });
        return clients;
    }

    private static SSLContext context(TrustManager trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        return context;
    }

    private static TrustManager pkix(TestCertificate root) throws GeneralSecurityException, IOException {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("root", root.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(roots);
        return factory.getTrustManagers()[0];
    }

    private static Socket connect(int port) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setTcpNoDelay(true);
        return plain;
    }

    private static SSLSocket open(Socket plain, SSLContext context, String host) throws IOException {
        return (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
    }

    private static void greet(SSLSocket socket) throws IOException {
        socket.startHandshake();
        socket.getOutputStream().write(1);
        if (socket.getInputStream().read() != 1) {
            throw new IOException("the server says nothing");
        }
    }

    /** All clients, in turn. */
    private static final class Table {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final Map<Client, double[]> time = new LinkedHashMap<>();
        private final Map<Client, double[]> processor = new LinkedHashMap<>();
        private final Map<Client, double[]> allocated = new LinkedHashMap<>();

        Table(Map<Client, Opening> clients, int port) throws IOException, GeneralSecurityException {
            for (Client client : clients.keySet()) {
                time.put(client, new double[ROUNDS]);
                processor.put(client, new double[ROUNDS]);
                allocated.put(client, new double[ROUNDS]);
            }
            List<Client> order = new ArrayList<>(clients.keySet());
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                for (Client client : order) {
                    try (Socket plain = connect(port)) {
                        measure(client, Objects.requireNonNull(clients.get(client)), plain, round);
                    }
                }
                // Nobody always follows the same one.
                order.add(order.remove(0));
                if (round % 7 == 0) {
                    Collections.reverse(order);
                }
            }
        }

        private void measure(Client client, Opening opening, Socket plain, int round)
                throws IOException, GeneralSecurityException {
            long octets = THREADS.getCurrentThreadAllocatedBytes();
            long own = THREADS.getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            try (SSLSocket socket = opening.open(plain, round + WARM_UP)) {
                greet(socket);
                if (round >= 0) {
                    time(client)[round] = (System.nanoTime() - begin) / 1e3;
                    processor(client)[round] = (THREADS.getCurrentThreadCpuTime() - own) / 1e3;
                    allocated(client)[round] = THREADS.getCurrentThreadAllocatedBytes() - octets;
                }
            }
        }

        double[] time(Client client) {
            return Objects.requireNonNull(time.get(client));
        }

        double[] processor(Client client) {
            return Objects.requireNonNull(processor.get(client));
        }

        double[] allocated(Client client) {
            return Objects.requireNonNull(allocated.get(client));
        }

        double ratio(Client client, Client peer) {
            double[] ratios = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                ratios[i] = time(client)[i] / time(peer)[i];
            }
            return median(ratios);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Bytes of the heap for each connection, at both ends. */
    private static long held(Opening opening, int port) throws IOException, GeneralSecurityException {
        List<SSLSocket> open = new ArrayList<>();
        long before = used();
        try {
            for (int i = 0; i < OPEN; i++) {
                SSLSocket socket = opening.open(connect(port), i);
                open.add(socket);
                greet(socket);
            }
            return (used() - before) / OPEN;
        } finally {
            for (SSLSocket socket : open) {
                socket.close();
            }
        }
    }

    /** After several collections, since some objects go in the second only. */
    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Engines are made without a connection, each in a context of its own. */
    private static void contexts(List<String> lines) throws IOException, GeneralSecurityException {
        try (DnssecResolver resolver = DnssecResolver.create()) {
            SSLContext dane = DaneSslContext.mandatory(resolver);
            lines.add("| engines, each in a context of its own | each second |");
            lines.add("| --- | ---: |");
            double ours = 0;
            double plain = 0;
            for (int run = 0; run < 5; run++) {
                ours = Math.max(ours, perSecond(() -> dane.createSSLEngine("www.example.test", 443)));
                plain = Math.max(
                        plain, perSecond(() -> context(new TrustAll()).createSSLEngine("www.example.test", 443)));
            }
            lines.add(String.format(Locale.ROOT, "| DANE | %,.0f |", ours));
            lines.add(String.format(Locale.ROOT, "| trusts all | %,.0f |", plain));
        }
    }

    @FunctionalInterface
    private interface Making {
        SSLEngine make() throws GeneralSecurityException;
    }

    private static double perSecond(Making making) throws GeneralSecurityException {
        long begin = System.nanoTime();
        int made = 0;
        for (int i = 0; i < CONTEXTS; i++) {
            // Looked at, so that it is not left out.
            made += making.make().getPeerPort() == 443 ? 1 : 0;
        }
        return made / ((System.nanoTime() - begin) / 1e9);
    }
}
