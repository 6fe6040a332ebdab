package io.github.dane4j.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.DaneCommand;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.policy.SrvDane;
import io.github.dane4j.policy.SrvName;
import io.github.dane4j.policy.SrvPlan;
import io.github.dane4j.policy.SrvTarget;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The README's snippets stand in this class, word for word, and do what the README says. */
class ReadmeTest {
    private static final Path THIS =
            Path.of("src", "test", "java", "io", "github", "dane4j", "acceptance", "readme", "ReadmeTest.java");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate certificate =
            TestCertificate.builder().dnsNames("mx.example.org").build();

    @Test
    void everyJavaSnippetStandsHere() {
        assertThat(Readme.read().javaStandsIn(THIS)).isTrue();
    }

    @Test
    void everyLanguageIsTested() {
        Readme readme = Readme.read();
        assertThat(readme.blocks("java")).hasSize(3);
        assertThat(readme.properties()).hasSize(2);
        assertThat(readme.blocks("sh")).hasSize(2);
        assertThat(readme.blocks("text")).hasSize(1);
    }

    @Test
    void bothCommandsExist() {
        assertThat(Readme.read().blocks("sh").get(0).lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly("./dane", "./mvnw")
                .allSatisfy(command -> assertThat(Path.of("..", command)).isExecutable());
    }

    @Test
    void recordsToPublishAndCheck() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.org").certificate(certificate));
        List<List<String>> commands = Readme.read()
                .blocks("sh")
                .get(1)
                .lines()
                .map(line -> List.of(line.replaceAll(" *#.*", "").split(" +", -1)))
                .toList();
        assertThat(commands).hasSize(2).allMatch(command -> command.get(0).equals("./dane"));

        Path file = Files.writeString(folder.resolve("cert.pem"), certificate.pem());
        String record = dane(commands.get(0), "cert.pem", file.toString()).strip();
        assertThat(record).isEqualTo(certificate.tlsa(3, 1, 1));

        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + record)));
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        String report = dane(
                commands.get(1),
                "example.org",
                "example.org",
                "--port",
                String.valueOf(server.port()),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString());
        assertThat(withoutDigests(
                        report.replace(":" + server.port(), ":25").replace("_" + server.port() + ".", "_25.")))
                .isEqualTo(withoutDigests(Readme.read().blocks("text").get(0)));
        assertThat(server.received()).isEmpty();
    }

    /** Each test makes its own key. */
    private static String withoutDigests(String output) {
        return output.replaceAll("[0-9a-f]{64}", "SHA-256").replaceAll("[0-9a-f]{12}\\.\\.\\.[0-9a-f]{4}", "CLIPPED");
    }

    /** Runs a command of the README, with one word replaced and with what it takes to stay on this machine. */
    private static String dane(List<String> command, String word, String replacement, String... more) {
        assertThat(command).contains(word);
        List<String> arguments = new ArrayList<>(command.subList(1, command.size()));
        arguments.replaceAll(argument -> argument.equals(word) ? replacement : argument);
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out, true);
        assertThat(DaneCommand.run(printer, printer, arguments.toArray(String[]::new)))
                .as(() -> out.toString())
                .isZero();
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    @Test
    void mailToRelay() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("smtp.example.org").certificate(certificate));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.record("smtp A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.smtp TLSA " + certificate.tlsa(3, 1, 1))));
        Properties properties = Readme.read().properties().get(0);
        assertThat(properties).containsEntry("mail.smtp.port", "587");
        properties.setProperty("mail.smtp.port", Integer.toString(server.port()));
        trust(tree, properties, "mail.smtp");

        send(properties, "alice@example.org");

        assertThat(server.received()).hasSize(1).allMatch(mail -> mail.encrypted());
    }

    @Test
    void mailToMxHosts() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.org").certificate(certificate));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1))));
        Properties properties = Readme.read().properties().get(1);
        properties.setProperty("mail.smtp-mx.port", Integer.toString(server.port()));
        properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        trust(tree, properties, "mail.smtp-mx");

        send(properties, "alice@example.org");

        assertThat(server.received()).hasSize(1).allMatch(mail -> mail.encrypted());
    }

    private void trust(DnsTree tree, Properties properties, String prefix) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        properties.setProperty(
                prefix + ".dane.nameservers", "127.0.0.1:" + tree.address().getPort());
        properties.setProperty(prefix + ".dane.trustanchors", anchors.toString());
    }

    private static void send(Properties properties, String recipient) throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("bob@example.net");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        message.setSubject("hello");
        message.setText("under DANE");
        Transport.send(message);
    }

    @Test
    void anyTlsConnection() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "localhost",
                        zone -> zone.record("@ A 127.0.0.1")
                                .record("_" + server.port() + "._tcp TLSA " + certificate.tlsa(3, 1, 1))));
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/"))
                .build();
        try (DnssecResolver dns = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build()) {
            HttpResponse<String> response = client(dns).send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);

            server.certificate(TestCertificate.builder().dnsNames("localhost").build());
            assertThatThrownBy(() -> client(dns).send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("DANE");
        }
    }

    private static HttpClient client(DnssecResolver dns) {
        SSLContext tls = DaneSslContext.mandatory(dns);
        HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
        return client;
    }

    @Test
    void trustStartsAtTheRootKeysOfIana() {
        DnssecResolver dns = DnssecResolver.create(); // validates in this process, from the root keys of IANA
        SSLContext tls = DaneSslContext.mandatory(dns);
        HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
        assertThat(client.sslContext()).isSameAs(tls);
        dns.close();
    }

    @Test
    void serviceFoundBySrvRecords() throws Exception {
        // Neither the service domain nor the target, and over: DANE-EE looks at the key alone.
        TestCertificate expired = TestCertificate.builder()
                .dnsNames("other.example.net")
                .notBefore(Instant.now().minus(Duration.ofDays(20)))
                .notAfter(Instant.now().minus(Duration.ofDays(10)))
                .build();
        TlsServer server = network.start(TlsServer.builder().certificate(expired));
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.record("_imaps._tcp SRV 0 0 " + server.port() + " imap.example.net."))
                .zone(
                        "example.net",
                        zone -> zone.record("imap A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.imap TLSA " + expired.tlsa(3, 1, 1))));
        try (DnssecResolver dns = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build()) {
            connectToFirstServer(dns);
            server.awaitClosed(1, Duration.ofSeconds(10));
            assertThat(server.handshakes()).hasSize(1);
            assertThat(server.serverNames()).containsExactly("imap.example.net");

            server.certificate(
                    TestCertificate.builder().dnsNames("imap.example.net").build());
            assertThatThrownBy(() -> connectToFirstServer(dns)).isInstanceOf(SSLException.class);
        }
    }

    private static void connectToFirstServer(DnssecResolver dns) throws IOException {
        SrvDane srv = new SrvDane(dns, DaneVerifier.create());
        SrvPlan plan = srv.discover(new SrvName("imaps", Service.Transport.TCP, DomainName.of("example.org")));
        if (plan instanceof SrvPlan.Targets found) {
            SrvTarget target = found.targets().get(0);
            TlsPlan how = srv.plan(target);
            connect(target, how);
        }
    }

    /** As the plan says. */
    private static void connect(SrvTarget target, TlsPlan how) throws IOException {
        assertThat(how.kind()).as(how.explain()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
        TlsPlan.Authenticate plan = (TlsPlan.Authenticate) how;
        SingleConnectionTls tls = SingleConnectionTls.authenticated(
                DaneVerifier.create(), plan.records(), plan.names(), plan.baseDomain(), Clock.systemUTC());
        try (Socket plain = new Socket(plan.addresses().get(0), target.port());
                SSLSocket socket =
                        (SSLSocket) tls.socketFactory().createSocket(plain, target.host(), target.port(), true)) {
            socket.startHandshake();
            assertThat(tls.accepted()).isTrue();
        }
    }

    @Test
    void chainAlone() {
        String digest = certificate.tlsa(3, 1, 1).substring("3 1 1 ".length());
        List<X509Certificate> chain = certificate.chain();
        Instant now = Instant.now();
        TlsaRecord record = TlsaRecord.parse("3 1 1 " + digest);
        DaneResult result = DaneVerifier.create()
                .verify(List.of(record), PresentedChain.of(chain), ReferenceIdentifiers.of("mx.example.org"), now);
        System.out.println(result.explain());
        assertThat(result.kind()).isEqualTo(DaneResult.Kind.AUTHENTICATED);
    }
}
