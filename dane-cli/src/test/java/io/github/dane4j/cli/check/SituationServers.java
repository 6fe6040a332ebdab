package io.github.dane4j.cli.check;

import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The servers and certificates of the table situations.txt. */
final class SituationServers {
    private static final Pattern RECORD =
            Pattern.compile("\\{(\\w+) (\\d) (\\d) (\\d)(?: cut (\\d+))?(?: as (\\d+) (\\d+) (\\d+))?\\}");
    private static final String HOST = "mx.example.test";

    private static final Map<String, TestCertificate> CERTIFICATES = new ConcurrentHashMap<>();

    private final int port;

    private SituationServers(int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    static TestCertificate certificate(String name) {
        TestCertificate known = CERTIFICATES.get(name);
        if (known == null) {
            known = made(name);
            CERTIFICATES.put(name, known);
        }
        return known;
    }

    private static TestCertificate made(String name) {
        Instant now = Instant.now();
        TestCertificate.Builder builder = TestCertificate.builder().dnsNames(HOST);
        return switch (name) {
            case "ca", "otherca" ->
                TestCertificate.builder()
                        .subject("CN=" + name)
                        .certificateAuthority()
                        .build();
            case "leaf" -> builder.issuedBy(certificate("ca")).build();
            case "nameleaf" ->
                TestCertificate.builder()
                        .dnsNames("other.test")
                        .issuedBy(certificate("ca"))
                        .build();
            case "expiredleaf" ->
                builder.issuedBy(certificate("ca"))
                        .notBefore(now.minus(Duration.ofDays(90)))
                        .notAfter(now.minus(Duration.ofDays(1)))
                        .build();
            case "expired" ->
                builder.notBefore(now.minus(Duration.ofDays(90)))
                        .notAfter(now.minus(Duration.ofDays(1)))
                        .build();
            case "soon" -> builder.notAfter(now.plus(Duration.ofDays(5))).build();
            case "name" -> TestCertificate.builder().dnsNames("other.test").build();
            case "future" -> builder.notBefore(now.plus(Duration.ofDays(1))).build();
            case "futureleaf" ->
                builder.issuedBy(certificate("ca"))
                        .notBefore(now.plus(Duration.ofDays(1)))
                        .build();
            case "boundca" ->
                TestCertificate.builder()
                        .subject("CN=boundca")
                        .certificateAuthority()
                        .nameConstraints(List.of("other.test"), List.of())
                        .issuedBy(certificate("ca"))
                        .build();
            case "boundleaf" -> builder.issuedBy(certificate("boundca")).build();
            case "weakca" ->
                TestCertificate.builder()
                        .subject("CN=weakca")
                        .certificateAuthority()
                        .keyPair(shortKeys())
                        .build();
            case "weakleaf" -> builder.issuedBy(certificate("weakca")).build();
            case "rsa" -> builder.keyAlgorithm(KeyAlgorithm.RSA_2048).build();
            case "weak" -> builder.keyAlgorithm(KeyAlgorithm.RSA_1024).build();
            default -> builder.build();
        };
    }

    /** Shorter than any TLS stack accepts; an issuer's key is not used in the handshake. */
    private static KeyPair shortKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(512);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line with its records filled in. */
    static String filled(String line) {
        Matcher matcher = RECORD.matcher(line);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String[] record = certificate(matcher.group(1))
                    .tlsa(
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3)),
                            Integer.parseInt(matcher.group(4)))
                    .split(" ", -1);
            String data =
                    matcher.group(5) == null ? record[3] : record[3].substring(0, Integer.parseInt(matcher.group(5)));
            String numbers = matcher.group(6) == null
                    ? record[0] + " " + record[1] + " " + record[2]
                    : matcher.group(6) + " " + matcher.group(7) + " " + matcher.group(8);
            matcher.appendReplacement(text, numbers + " " + data);
        }
        return matcher.appendTail(text).toString();
    }

    static SituationServers start(TestNetwork network, String words) throws IOException {
        if (words.equals("none")) {
            return new SituationServers(unused());
        }
        if (words.equals("tls10")) {
            return new SituationServers(tls10());
        }
        String[] servers = words.split(" 2: ", -1);
        if (servers[0].endsWith(" any")) {
            return new SituationServers(network.start(builder(servers[0].substring(0, servers[0].length() - 4))
                            .address(InetAddress.getByName("0.0.0.0")))
                    .port());
        }
        SmtpServer first = network.start(builder(servers[0]));
        if (servers.length > 1) {
            network.start(builder(servers[1]).address(address()).port(first.port()));
        }
        return new SituationServers(first.port());
    }

    /** Whether this machine has an address in the global IPv6 network. */
    static boolean hasIpv6() throws SocketException {
        return ipv6().anyMatch(address -> (address.getAddress()[0] & 0xe0) == 0x20);
    }

    /** Whether this machine can talk to itself by IPv6. */
    static boolean hasIpv6Loopback() throws SocketException {
        return ipv6().anyMatch(InetAddress::isLoopbackAddress);
    }

    private static Stream<InetAddress> ipv6() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet6Address.class::isInstance);
    }

    private static InetAddress address() throws UnknownHostException {
        return InetAddress.getByName("127.0.0.2");
    }

    private static InetAddress ipv6Loopback() throws UnknownHostException {
        byte[] address = new byte[16];
        address[15] = 1;
        return InetAddress.getByAddress(address);
    }

    private static SmtpServer.Builder builder(String words) throws UnknownHostException {
        SmtpServer.Builder builder = SmtpServer.builder(HOST);
        TestCertificate certificate = certificate("own");
        boolean fullChain = false;
        String previous = "";
        for (String word : words.split(" ", -1)) {
            switch (word) {
                case "no-starttls" -> builder.withoutStartTls();
                case "refuse-starttls" -> builder.refuseStartTls();
                case "broken-handshake" -> builder.breakHandshake();
                case "refuse-ehlo" -> builder.refuseEhlo();
                case "greeting-554" -> builder.greeting("554 no service");
                case "closes" -> builder.closeAfterGreeting();
                case "silent" -> builder.silent();
                case "slow-greeting" -> builder.greetAfter(Duration.ofSeconds(2));
                case "tls12" -> builder.tlsProtocols("TLSv1.2");
                case "implicit" -> builder.implicitTls();
                case "at-ipv6" -> builder.address(ipv6Loopback());
                case "full-chain" -> fullChain = true;
                case "cert", "dual" -> {}
                default -> {
                    if (!previous.equals("cert")) {
                        throw new IllegalArgumentException(word);
                    }
                    certificate = certificate(word);
                }
            }
            previous = word;
        }
        if (words.equals("dual")) {
            return builder.tls(dual());
        }
        return fullChain ? builder.chain(certificate, certificate.chain()) : builder.certificate(certificate);
    }

    /** A server with an RSA and an ECDSA key, which answers by what the client can verify. */
    private static SSLContext dual() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (String name : new String[] {"rsa", "ec"}) {
                TestCertificate each = certificate(name);
                store.setKeyEntry(
                        name, each.keyPair().getPrivate(), new char[0], new Certificate[] {each.certificate()});
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A mail server that answers TLS 1.2 with an alert, and TLS 1.1 with a ServerHello of TLS 1.0. */
    private static int tls10() throws IOException {
        ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            for (int i = 0; i < 10; i++) {
                try (Socket client = listener.accept()) {
                    old(client);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return listener.getLocalPort();
    }

    private static void old(Socket client) throws IOException {
        byte[] command = new byte[1024];
        for (String reply : new String[] {"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n"}) {
            client.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
            if (client.getInputStream().read(command) < 0) {
                return;
            }
        }
        // The version of the ClientHello is behind the headers of the record and of the message.
        boolean modern = command[9] == 3 && command[10] == 3;
        client.getOutputStream()
                .write(
                        modern
                                ? new byte[] {21, 3, 1, 0, 2, 2, 70}
                                : new byte[] {22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1, 0, 0, 0, 0});
        client.getOutputStream().flush();
        client.shutdownOutput();
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
}
