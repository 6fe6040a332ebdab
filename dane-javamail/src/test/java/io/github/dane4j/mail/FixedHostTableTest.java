package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a mail to a fixed host, in every combination of what DNS has, what the application asks for, and who the
 * server is. The expected outcomes are in {@code fixed-host.txt}. Beside them, each outcome is held to RFC 7672 and to what
 * plain Angus does with the same settings at the same server.
 */
class FixedHostTableTest {
    private static final List<String> RECORDS = List.of("match", "mismatch", "unusable", "none", "insecure", "failed");
    private static final List<String> TRANSPORTS = List.of("smtp", "required", "smtps");
    private static final List<String> MODES = List.of("opportunistic", "mandatory");
    private static final List<String> LOGINS = List.of("no", "yes");
    private static final List<String> APPLICATIONS = List.of("pkix", "trusts-all", "no-name-check", "ssl.trust");
    private static final List<String> PATHS = List.of("good", "bad");
    private static final List<String> NAMES = List.of("right", "wrong");

    private static final Duration A_WHILE = Duration.ofSeconds(30);

    private static final Map<String, SmtpServer> SERVERS = new HashMap<>();
    private static final Map<List<String>, Outcome> ANGUS = new HashMap<>();
    private static final Map<String, String> TRUST_STORE = new HashMap<>();

    @TempDir
    static Path directory;

    private static DnsTree dns;
    private static ConnectProxy proxy;

    /** What became of one mail, as the server saw it. */
    enum Outcome {
        NOT_CONNECTED,
        REFUSED,
        CLEAR,
        ENCRYPTED;

        static Outcome of(String text) {
            return valueOf(text.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        }

        boolean isSent() {
            return this == CLEAR || this == ENCRYPTED;
        }
    }

    /** One combination. */
    record Case(
            String records, String transport, String mode, String login, String application, String path, String name) {
        List<String> values() {
            return List.of(records, transport, mode, login, application, path, name);
        }

        String protocol() {
            return transport.equals("smtps") ? "smtps" : "smtp";
        }

        String host() {
            return records + (records.equals("insecure") ? ".example.net" : ".example.org");
        }

        SmtpServer server() {
            return Objects.requireNonNull(SERVERS.get(protocol() + " " + path + " " + name));
        }

        boolean isAuthenticatedByPkix() {
            return path.equals("good") && name.equals("right");
        }
    }

    /** A line of the file: the values allowed for each column, and the outcome. */
    record Line(List<Set<String>> columns, Outcome outcome) {
        boolean fits(Case each) {
            List<String> values = each.values();
            for (int i = 0; i < values.size(); i++) {
                if (!columns.get(i).contains("*") && !columns.get(i).contains(values.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root of this table")
                .certificateAuthority()
                .build();
        trust(root);
        List<String> zone = new ArrayList<>();
        for (String protocol : List.of("smtp", "smtps")) {
            for (String path : PATHS) {
                for (String name : NAMES) {
                    TestCertificate.Builder certificate = TestCertificate.builder()
                            .dnsNames(name.equals("right") ? hosts() : new String[] {"elsewhere.example.org"});
                    TestCertificate built =
                            path.equals("good") ? certificate.issuedBy(root).build() : certificate.build();
                    SmtpServer.Builder server = SmtpServer.builder("mx.example.org")
                            .certificate(built)
                            .offerAuth();
                    SmtpServer started = (protocol.equals("smtps") ? server.implicitTls() : server).start();
                    SERVERS.put(protocol + " " + path + " " + name, started);
                    String owner = "_" + started.port() + "._tcp.";
                    zone.add(owner + "match TLSA " + built.tlsa(3, 1, 1));
                    zone.add(owner + "mismatch TLSA " + root.tlsa(3, 1, 1));
                    zone.add(owner + "unusable TLSA " + built.tlsa(1, 1, 1));
                    zone.add(owner + "failed TLSA " + built.tlsa(3, 1, 1));
                }
            }
        }
        RECORDS.forEach(host -> zone.add(host + " A 127.0.0.1"));
        dns = DnsTree.builder()
                .zone("example.org", MailTest.records(zone.toArray(String[]::new)))
                .zone("example.net", unsigned -> unsigned.unsigned().record("insecure A 127.0.0.1"))
                .start();
        SERVERS.values()
                .forEach(server -> dns.fault("_" + server.port() + "._tcp.failed.example.org", "TLSA", Fault.SERVFAIL));
        proxy = new ConnectProxy();
    }

    private static String[] hosts() {
        return RECORDS.stream()
                .flatMap(host -> Stream.of(host + ".example.org", host + ".example.net"))
                .toArray(String[]::new);
    }

    /** Makes {@code root} a CA of this JVM, as far as trust managers are made from now on. */
    private static void trust(TestCertificate root) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        Path file = directory.resolve("cas.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        Map.of(
                        "javax.net.ssl.trustStore", file.toString(),
                        "javax.net.ssl.trustStorePassword", "changeit",
                        "javax.net.ssl.trustStoreType", "PKCS12")
                .forEach((key, value) -> TRUST_STORE.put(key, System.setProperty(key, value)));
    }

    @AfterAll
    static void stop() {
        TRUST_STORE.forEach((key, before) -> {
            if (before == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, before);
            }
        });
        SERVERS.values().forEach(SmtpServer::close);
        proxy.close();
        dns.close();
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String records : RECORDS) {
            for (String transport : TRANSPORTS) {
                for (String mode : MODES) {
                    for (String login : LOGINS) {
                        for (String application : APPLICATIONS) {
                            for (String path : PATHS) {
                                for (String name : NAMES) {
                                    cases.add(new Case(records, transport, mode, login, application, path, name));
                                }
                            }
                        }
                    }
                }
            }
        }
        return cases;
    }

    private static List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(FixedHostTableTest.class.getResourceAsStream("fixed-host.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    List<String> fields =
                            Stream.of(line.split("\\|", -1)).map(String::strip).toList();
                    assertThat(fields).as("eight fields in: %s", line).hasSize(8);
                    lines.add(new Line(
                            fields.subList(0, 7).stream()
                                    .map(field -> Set.of(field.split(", *")))
                                    .toList(),
                            Outcome.of(fields.get(7))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    @Test
    void everyCaseIsOnExactlyOneLine() {
        List<Line> lines = lines();

        assertThat(cases())
                .allSatisfy(each -> assertThat(lines.stream().filter(line -> line.fits(each)))
                        .as("lines for %s", each)
                        .hasSize(1));
        assertThat(lines).allSatisfy(line -> assertThat(cases()).anyMatch(line::fits));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mailGoesAsTheTableSays(Case each) throws Exception {
        Outcome expected = lines().stream()
                .filter(line -> line.fits(each))
                .findFirst()
                .orElseThrow()
                .outcome();

        Outcome ours = send(each, withDane(each));

        assertThat(ours).isEqualTo(expected);
        Outcome angus = angus(each);
        boolean hasSecureRecords = Set.of("match", "mismatch", "unusable").contains(each.records());
        boolean isAuthenticated = each.records().equals("match") || each.isAuthenticatedByPkix();
        if (ours.isSent()) {
            assertThat(each.records())
                    .as("RFC 7672: a server that does not match, or a failed lookup")
                    .isNotIn("mismatch", "failed");
            assertThat(each.mode().equals("opportunistic") || each.records().equals("match"))
                    .as("mandatory")
                    .isTrue();
            assertThat(ours == Outcome.ENCRYPTED || !hasSecureRecords)
                    .as("RFC 7672: TLS where there are secure records")
                    .isTrue();
            assertThat(ours == Outcome.ENCRYPTED || angus == Outcome.CLEAR)
                    .as("TLS where the application asks for it")
                    .isTrue();
            assertThat(angus.isSent() || each.records().equals("match"))
                    .as("a server that Angus refuses: authenticated by DANE")
                    .isTrue();
            assertThat(isAuthenticated || !hasSecureRecords || each.login().equals("no"))
                    .as("no credentials to a server that nobody authenticated")
                    .isTrue();
        } else if (each.mode().equals("opportunistic")
                && !Set.of("mismatch", "failed").contains(each.records())) {
            assertThat(!angus.isSent()
                            || (each.records().equals("unusable")
                                    && each.login().equals("yes")))
                    .as("withheld although neither DANE nor the application objects")
                    .isTrue();
        }
        if (each.mode().equals("opportunistic") && Set.of("none", "insecure").contains(each.records())) {
            assertThat(ours).as("as without DANE").isEqualTo(angus);
        }
    }

    /** Angus knows nothing of records and modes. */
    private static Outcome angus(Case each) throws Exception {
        List<String> known = List.of(each.transport(), each.login(), each.application(), each.path(), each.name());
        Outcome outcome = ANGUS.get(known);
        if (outcome == null) {
            Properties properties = application(each);
            properties.setProperty("mail." + each.protocol() + ".proxy.host", "127.0.0.1");
            properties.setProperty("mail." + each.protocol() + ".proxy.port", String.valueOf(proxy.port()));
            outcome = send(each, properties);
            ANGUS.put(known, outcome);
        }
        return outcome;
    }

    /** The application's settings, without a word of DANE. */
    private static Properties application(Case each) throws Exception {
        Properties properties = new Properties();
        String prefix = "mail." + each.protocol() + ".";
        properties.setProperty("mail.transport.protocol.rfc822", each.protocol());
        properties.setProperty(prefix + "host", each.host());
        properties.setProperty(prefix + "port", String.valueOf(each.server().port()));
        properties.setProperty(prefix + "localhost", "client.example.net");
        properties.setProperty(prefix + "connectiontimeout", "30000");
        properties.setProperty(prefix + "timeout", "30000");
        if (each.transport().equals("required")) {
            properties.setProperty(prefix + "starttls.required", "true");
        }
        switch (each.application()) {
            case "pkix" -> properties.put(prefix + "ssl.socketFactory", pkix());
            case "trusts-all" -> properties.put(prefix + "ssl.socketFactory", AcceptAll.socketFactory());
            case "no-name-check" -> {
                properties.put(prefix + "ssl.socketFactory", pkix());
                properties.setProperty(prefix + "ssl.checkserveridentity", "false");
            }
            case "ssl.trust" -> properties.setProperty(prefix + "ssl.trust", "*");
            default -> throw new AssertionError(each);
        }
        return properties;
    }

    private static SSLSocketFactory pkix() throws GeneralSecurityException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init((KeyStore) null);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static Properties withDane(Case each) throws Exception {
        Properties properties = application(each);
        String prefix = "mail." + each.protocol() + ".";
        Class<?> transport = each.protocol().equals("smtps") ? SMTPSSLTransport.class : SMTPTransport.class;
        properties.setProperty(prefix + "class", transport.getName());
        properties.setProperty(prefix + "dane", each.mode());
        properties.setProperty(prefix + "dane.timeout", "60000");
        properties.setProperty(
                prefix + "dane.nameservers", "127.0.0.1:" + dns.address().getPort());
        Path anchors = directory.resolve("anchors");
        Files.writeString(anchors, dns.trustAnchors() + "\n");
        properties.setProperty(prefix + "dane.trustanchors", anchors.toString());
        return properties;
    }

    /** Sends one mail, and looks what the server has of it. */
    private static Outcome send(Case each, Properties properties) throws Exception {
        SmtpServer server = each.server();
        int connections = server.connections();
        int received = server.received().size();
        int credentials = server.credentials().size();
        int commands = server.commands().size();
        Session session = Session.getInstance(properties);
        try {
            if (each.login().equals("yes")) {
                Transport.send(MailTest.message(session, "bob@example.org"), "alice", "password");
            } else {
                Transport.send(MailTest.message(session, "bob@example.org"));
            }
        } catch (MessagingException e) {
            assertThat(server.received()).hasSize(received);
        }
        server.awaitClosed(server.connections(), A_WHILE);
        assertThat(server.handshakes()).noneMatch(Handshake::resumed);
        if (server.connections() == connections) {
            return Outcome.NOT_CONNECTED;
        }
        List<SmtpServer.Credentials> given =
                server.credentials().subList(credentials, server.credentials().size());
        if (server.received().size() == received) {
            assertThat(given).isEmpty();
            assertThat(server.commands().subList(commands, server.commands().size()))
                    .allSatisfy(command -> assertThat(command).matches("(EHLO|HELO|STARTTLS|QUIT).*"));
            return Outcome.REFUSED;
        }
        boolean encrypted = server.received().get(received).encrypted();
        assertThat(given)
                .containsExactlyElementsOf(
                        each.login().equals("yes")
                                ? List.of(new SmtpServer.Credentials("alice", "password", encrypted))
                                : List.of());
        return encrypted ? Outcome.ENCRYPTED : Outcome.CLEAR;
    }
}
