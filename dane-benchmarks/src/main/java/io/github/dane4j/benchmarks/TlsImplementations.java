package io.github.dane4j.benchmarks;

import io.github.dane4j.DomainName;
import io.github.dane4j.bctls.BouncyCastleOptions;
import io.github.dane4j.bctls.BouncyCastleTls;
import io.github.dane4j.jsse.JudgedConnectionFactory;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/**
 * A handshake by the JDK's TLS and by Bouncy Castle's, from the connected socket to the first byte that comes back. Both are
 * judged by the same {@code 3 1 1} record, and nothing is looked up. They take turns in one JVM with the server; ratios are of
 * neighbours, and of them the median.
 */
final class TlsImplementations implements Figures {
    private static final int WARM_UP = 300;
    private static final int ROUNDS = 601;
    private static final DomainName HOST = DomainName.of("server.example.test");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final JudgedConnectionFactory JDK = SingleConnectionTls::authenticated;
    private static final JudgedConnectionFactory BOUNCY_CASTLE =
            BouncyCastleTls.factory(BouncyCastleOptions.standard());

    /** Microseconds of one handshake. */
    private record Cost(double time, double processor) {}

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| handshake | JDK, µs | µs of its thread | Bouncy Castle, µs | µs of its thread | ratio of time"
                + " | ratio of the thread's time |");
        lines.add("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        try {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                for (KeyAlgorithm key : List.of(KeyAlgorithm.RSA_2048, KeyAlgorithm.EC_P256)) {
                    lines.add(row(protocol, key));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return lines;
    }

    private static String row(String protocol, KeyAlgorithm key) throws IOException {
        TestCertificate authority = TestCertificate.builder()
                .keyAlgorithm(key)
                .certificateAuthority()
                .build();
        TestCertificate certificate = TestCertificate.builder()
                .dnsNames(HOST.toString())
                .keyAlgorithm(key)
                .issuedBy(authority)
                .build();
        List<TlsaRecord> records = List.of(TlsaRecord.parse(certificate.tlsa(3, 1, 1)));
        List<Cost> jdk = new ArrayList<>();
        List<Cost> bouncyCastle = new ArrayList<>();
        try (HandshakeServer server = new HandshakeServer(certificate.serverContext(), protocol)) {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                boolean jdkFirst = round % 2 == 0;
                Cost first = cost(jdkFirst ? JDK : BOUNCY_CASTLE, records, server.port());
                Cost second = cost(jdkFirst ? BOUNCY_CASTLE : JDK, records, server.port());
                if (round >= 0) {
                    jdk.add(jdkFirst ? first : second);
                    bouncyCastle.add(jdkFirst ? second : first);
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "| %s, %s | %,.0f | %,.0f | %,.0f | %,.0f | %.2f | %.2f |",
                protocol.replace("v", " "),
                key == KeyAlgorithm.RSA_2048 ? "RSA 2048" : "P-256",
                median(times(jdk)),
                median(processorTimes(jdk)),
                median(times(bouncyCastle)),
                median(processorTimes(bouncyCastle)),
                ratio(times(bouncyCastle), times(jdk)),
                ratio(processorTimes(bouncyCastle), processorTimes(jdk)));
    }

    private static double[] times(List<Cost> costs) {
        return costs.stream().mapToDouble(Cost::time).toArray();
    }

    private static double[] processorTimes(List<Cost> costs) {
        return costs.stream().mapToDouble(Cost::processor).toArray();
    }

    private static Cost cost(JudgedConnectionFactory tls, List<TlsaRecord> records, int port) throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.setTcpNoDelay(true);
            long own = THREADS.getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            try (SSLSocket socket = open(tls, records, plain)) {
                socket.startHandshake();
                socket.getOutputStream().write(1);
                if (socket.getInputStream().read() != 1) {
                    throw new IOException("the server says nothing");
                }
                return new Cost((System.nanoTime() - begin) / 1e3, (THREADS.getCurrentThreadCpuTime() - own) / 1e3);
            }
        }
    }

    private static SSLSocket open(JudgedConnectionFactory tls, List<TlsaRecord> records, Socket plain)
            throws IOException {
        return (SSLSocket) tls.authenticated(
                        DaneVerifier.create(),
                        records,
                        ReferenceIdentifiers.of(HOST.toString()),
                        HOST,
                        Clock.systemUTC())
                .socketFactory()
                .createSocket(plain, HOST.toString(), plain.getPort(), true);
    }

    private static double ratio(double[] ours, double[] peers) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / peers[i]);
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
