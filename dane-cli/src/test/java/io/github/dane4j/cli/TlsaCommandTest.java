package io.github.dane4j.cli;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.finding.ProducedCodes;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ProducedCodes.class)
class TlsaCommandTest {
    private static final Path FILES = Path.of("src", "test", "resources", "io", "github", "dane4j", "cli");
    private static final String CERTIFICATE = FILES.resolve("certificate.pem").toString();
    private static final String CHAIN = FILES.resolve("chain.pem").toString();
    private static final String REQUEST = FILES.resolve("request.pem").toString();
    private static final String KEY = FILES.resolve("key.pem").toString();

    // By openssl, see records-by-openssl.txt of dane-core.
    private static final String SPKI = "1fba0424ec6a16dedb6de86e6d51340ff46e9541e4982b0ca1247f06575abe22";
    private static final String ISSUER_SPKI = "80aa9d6796d943ee11954da5e1ded1ced39fa4d07c8244ec3dd1960ef5e13298";
    private static final String ISSUER_CERT = "6b55516b726272f3e3243a47c228256ac9e4d6f4bf5f854d3f2688cf4bd445bb";

    private static final String KEY_RECORD = "3 1 1 06329e3fe4b42d608bf3dc187e17c8f62b9f3b6b462810a1f2016a3ccb2956a8";

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    private Path folder;

    private static void prints(Dane dane, String... lines) {
        assertThat(dane.err()).isEmpty();
        assertThat(dane.status()).isZero();
        assertThat(dane.out().lines()).containsExactly(lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate.pem", "request.pem"})
    void oneFileIsTheRecommendedRecord(String file) {
        prints(Dane.run("tlsa", FILES.resolve(file).toString()), "3 1 1 " + SPKI);
    }

    @Test
    void chainIsTheOwnRecordAndThatOfItsIssuer() {
        prints(
                Dane.run("tlsa", CHAIN),
                "3 1 1 " + SPKI,
                "; or, for a server that sends this certificate with its own (RFC 7672 section 3.1.2): CN=Vector CA",
                "2 1 1 " + ISSUER_SPKI);
    }

    @Test
    void keysOfNowAndNextAreTwoRecords() {
        prints(
                Dane.run("tlsa", CERTIFICATE, KEY, REQUEST),
                "3 1 1 " + SPKI,
                "3 1 1 06329e3fe4b42d608bf3dc187e17c8f62b9f3b6b462810a1f2016a3ccb2956a8");
    }

    @ParameterizedTest
    @CsvSource({
        "-u 2 -s 0 -m 1, 2 0 1 " + ISSUER_CERT,
        "-u DANE-TA -s Cert -m sha2-256, 2 0 1 " + ISSUER_CERT,
        "--usage 0 --selector 1 --matching-type 1, 0 1 1 " + ISSUER_SPKI,
        "--usage=pkix-ee, 1 1 1 " + SPKI
    })
    void usageChoosesFromTheChain(String options, String record) {
        prints(Dane.run(("tlsa " + CHAIN + " " + options).split(" ", -1)), record);
    }

    @Test
    void anchorByItselfCanBePublishedAsAnchor() throws Exception {
        TestCertificate issuer = TestCertificate.builder()
                .subject("CN=CA")
                .certificateAuthority()
                .build();
        Path file = Files.writeString(folder.resolve("ca.pem"), issuer.pem());

        prints(Dane.run("tlsa", "-u", "2", file.toString()), issuer.tlsa(2, 1, 1));
    }

    @Test
    void linesForTheZone() {
        prints(
                Dane.run("tlsa", CERTIFICATE, "--name", "mx.example.org"),
                "_25._tcp.mx.example.org. IN TLSA 3 1 1 " + SPKI);
        prints(
                Dane.run(("tlsa " + CERTIFICATE + " --name mx.example.org --port 853 --protocol udp --ttl 3600")
                        .split(" ", -1)),
                "_853._udp.mx.example.org. 3600 IN TLSA 3 1 1 " + SPKI);
        prints(
                Dane.run("tlsa", CERTIFICATE, "--name", "mx.example.org", "--generic"),
                "_25._tcp.mx.example.org. IN TYPE52 \\# 35 030101" + SPKI);
        prints(Dane.run("tlsa", CERTIFICATE, "--generic"), "TYPE52 \\# 35 030101" + SPKI);
    }

    /** People paste what is in their zone file. */
    @ParameterizedTest
    @CsvSource({
        "_25._tcp.mx.example.org, _25._tcp.mx.example.org.",
        "_853._UDP.mx.example.org., _853._udp.mx.example.org.",
        "mx.example.org:465, _465._tcp.mx.example.org."
    })
    void understandsOwnerNames(String name, String owner) {
        prints(Dane.run("tlsa", KEY, "--name", name), owner + " IN TLSA " + KEY_RECORD);
    }

    @Test
    void severalNamesAndPorts() {
        prints(
                Dane.run("tlsa", KEY, "--name", "mx1.example.org,mx2.example.org", "--port", "25,465"),
                "_25._tcp.mx1.example.org. IN TLSA " + KEY_RECORD,
                "_465._tcp.mx1.example.org. IN TLSA " + KEY_RECORD,
                "_25._tcp.mx2.example.org. IN TLSA " + KEY_RECORD,
                "_465._tcp.mx2.example.org. IN TLSA " + KEY_RECORD);
    }

    @Test
    void alternativeIsACommentInAZone() {
        prints(
                Dane.run("tlsa", CHAIN, "--name", "mx.example.org"),
                "_25._tcp.mx.example.org. IN TLSA 3 1 1 " + SPKI,
                "; or, for a server that sends this certificate with its own (RFC 7672 section 3.1.2): CN=Vector CA",
                "; _25._tcp.mx.example.org. IN TLSA 2 1 1 " + ISSUER_SPKI);
        assertThat(Dane.run("tlsa", CHAIN, "--json").out())
                .containsSubsequence("\"alternative\": false", "\"alternative\": true");
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"EC_P256", "EC_P384", "RSA_2048", "ED25519"})
    void privateKeyCountsByItsPublicKeyAndIsNeverPrinted(KeyAlgorithm algorithm) throws Exception {
        TestCertificate own = TestCertificate.builder().keyAlgorithm(algorithm).build();
        String key = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(own.keyPair().getPrivate().getEncoded());
        Path file = Files.writeString(
                folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");

        prints(Dane.run("tlsa", file.toString()), own.tlsa(3, 1, 1));
        assertThat(Dane.run("tlsa", file.toString(), "--json").out()).doesNotContain(key.substring(0, 20));
    }

    @Test
    void encryptedPrivateKeyIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("key.pem"), """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MBwwGgYJKoZIhvcNAQUDMA0ECAAAAAAAAAAAAgEBBAA=
            -----END ENCRYPTED PRIVATE KEY-----
            """);

        complains(Dane.run("tlsa", file.toString()), "the private key is ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void textOfWindows(String charset) throws Exception {
        String text = "\ufeff" + Files.readString(Path.of(CERTIFICATE)).replace("\n", "\r\n");
        Path file = Files.write(folder.resolve("windows.pem"), text.getBytes(Charset.forName(charset)));

        prints(Dane.run("tlsa", file.toString()), "3 1 1 " + SPKI);
    }

    @Test
    void standardInput() throws Exception {
        InputStream before = System.in;
        System.setIn(Files.newInputStream(Path.of(CERTIFICATE)));
        try {
            prints(Dane.run("tlsa", "-"), "3 1 1 " + SPKI);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void passwordFromAFile() throws Exception {
        String store = keyStore("PKCS12", "mail").toString();
        Path secret = Files.writeString(folder.resolve("secret"), "secret\n");

        prints(Dane.run("tlsa", store, "--storepass-file", secret.toString()), record);
        complains(Dane.run("tlsa", store, "--storepass-env", "DANE_NO_SUCH_VARIABLE"), "is not set");
        complains(Dane.run("tlsa", store, "--storepass-env", variable().getKey()), "cannot be opened as a key store");
        complains(
                Dane.run(
                        "tlsa",
                        store,
                        "--storepass-file",
                        folder.resolve("none").toString()),
                "there is no such file");
        complains(
                Dane.run("tlsa", store, "--storepass-file", secret.toString(), "--storepass-env", "X"),
                "exclude each other");
    }

    /** What cannot work is said, and with --strict refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leaf    | -u 2                        | as a trust anchor, which is not a CA",
                "leaf    | -u 1 --name mx.example.test | has usage 1, which mail servers treat as unusable",
                "leaf    | --name other.example.test   | which is not for other.example.test",
                "expired | -u 3                        | which expired on 20",
                "weak    | -u 3                        | is for a weak key: RSA with 1024 bits",
            })
    void warnsOfWhatCannotWork(String certificate, String options, String warning) throws Exception {
        Instant now = Instant.now();
        TestCertificate.Builder builder = TestCertificate.builder().dnsNames("mx.example.test");
        TestCertificate made = switch (certificate) {
            case "expired" ->
                builder.notBefore(now.minusSeconds(7200))
                        .notAfter(now.minusSeconds(3600))
                        .build();
            case "weak" -> builder.keyAlgorithm(KeyAlgorithm.RSA_1024).build();
            default -> builder.build();
        };
        Path file = Files.writeString(folder.resolve("cert.pem"), made.pem());
        List<String> args = new ArrayList<>(List.of("tlsa", file.toString()));
        args.addAll(List.of(options.split(" ")));

        Dane dane = Dane.run(args.toArray(String[]::new));
        assertThat(dane.status()).isZero();
        assertThat(dane.out().lines()).hasSize(1);
        assertThat(dane.err()).startsWith("warning: ").contains(warning);

        args.add("--strict");
        Dane strict = Dane.run(args.toArray(String[]::new));
        assertThat(strict.status()).isEqualTo(1);
        assertThat(strict.out()).isEmpty();
        assertThat(strict.err()).contains(warning, "because of --strict");
    }

    @Test
    void liveServer() throws Exception {
        TestCertificate own =
                TestCertificate.builder().dnsNames("mx.example.test").build();
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(own));
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> zone.record("mx A 127.0.0.1")));
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        String[] args = {
            "tlsa",
            "--from",
            "mx.example.test:" + server.port(),
            "--nameserver",
            "127.0.0.1:" + tree.address().getPort(),
            "--trust-anchor",
            anchors.toString()
        };

        Dane dane = Dane.run(args);
        assertThat(dane.out().lines()).containsExactly(own.tlsa(3, 1, 1));
        assertThat(dane.err()).contains("nothing proves that it was the right server");
        assertThat(dane.status()).isZero();

        server.close();
        Dane gone = Dane.run(args);
        assertThat(gone.status()).isEqualTo(3);
        assertThat(gone.err()).contains("not reached; Connection refused");
    }

    @Test
    void json() {
        Dane dane = Dane.run("tlsa", CHAIN, KEY, "--name", "mx.example.org", "--ttl", "60", "--json");

        assertThat(dane.status()).isZero();
        assertGolden("tlsa.json", dane.out().replace("\\\\", "/"));
    }

    @Test
    void jsonSaysNothingWithNull() {
        assertThat(Dane.run("tlsa", KEY, "--json").out())
                .contains("\"owner\": null", "\"ttl\": null", "\"subject\": null", "\"kind\": \"public-key\"");
    }

    @Test
    void derIsReadAsWell() throws Exception {
        byte[] der = Base64.getMimeDecoder()
                .decode(Files.readString(Path.of(REQUEST)).replaceAll("-----.*-----", ""));
        Path file = Files.write(folder.resolve("request.der"), der);

        prints(Dane.run("tlsa", file.toString()), "3 1 1 " + SPKI);
    }

    @Test
    void passwordFromTheEnvironment() throws Exception {
        Map.Entry<String, String> variable = variable();
        String store = keyStoreUnder(variable.getValue(), "PKCS12", "mail").toString();

        prints(Dane.run("tlsa", store, "--storepass-env", variable.getKey()), record);
        complains(Dane.run("tlsa", store, "--storepass", "secret"), "cannot be opened as a key store");
    }

    /** Any that this process has: a process cannot set one for itself. */
    private static Map.Entry<String, String> variable() {
        return System.getenv().entrySet().stream()
                .filter(each -> each.getValue().matches("[\\x21-\\x7e]{1,500}"))
                .findFirst()
                .orElseThrow();
    }

    private Path keyStore(String type, String... aliases) throws Exception {
        return keyStoreUnder("secret", type, aliases);
    }

    private Path keyStoreUnder(String password, String type, String... aliases) throws Exception {
        TestCertificate own =
                TestCertificate.builder().dnsNames("mx.example.org").build();
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        for (String alias : aliases) {
            store.setKeyEntry(
                    alias, own.keyPair().getPrivate(), password.toCharArray(), new Certificate[] {own.certificate()});
        }
        Path file = folder.resolve("store." + type);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        record = own.tlsa(3, 1, 1);
        return file;
    }

    private String record = "";

    @Test
    void keyStores() throws Exception {
        String store = keyStore("PKCS12", "mail").toString();
        prints(Dane.run("tlsa", store, "--storepass", "secret"), record);
        prints(Dane.run("tlsa", store, "--storepass", "secret", "--alias", "mail"), record);

        String older = keyStore("JKS", "mail").toString();
        prints(Dane.run("tlsa", older), record);
    }

    @Test
    void keyStoreThatCannotBeUsed() throws Exception {
        String store = keyStore("PKCS12", "mail", "web").toString();

        complains(Dane.run("tlsa", store), "choose one with --alias: mail, web");
        complains(Dane.run("tlsa", store, "--alias", "mail"), "does it need --storepass-file or --storepass?");
        complains(Dane.run("tlsa", store, "--storepass", "wrong"), "cannot be opened as a key store");
        complains(Dane.run("tlsa", store, "--storepass", "secret"), "choose one with --alias: mail, web");
        complains(
                Dane.run("tlsa", store, "--storepass", "secret", "--alias", "imap"),
                "no certificate under the alias \"imap\"; it has 2: \"mail\", \"web\"");
        complains(Dane.run("tlsa", CERTIFICATE, "--alias", "mail"), "cannot be opened as a key store");
    }

    private static void complains(Dane dane, String message) {
        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err())
                .contains(message)
                .contains("See: dane tlsa --help")
                .doesNotContain("Exception");
    }

    @Test
    void whatMakesNoSenseIsNoRecord() throws Exception {
        complains(Dane.run("tlsa", KEY, "-s", "0"), "key.pem: selector Cert(0) needs the certificate");
        complains(Dane.run("tlsa", CERTIFICATE, "-s", "2"), "expected 0 (Cert), 1 (SPKI), not '2'");
        complains(Dane.run("tlsa", CERTIFICATE, "-u", "dane"), "3 (DANE-EE), not 'dane'");
        complains(Dane.run("tlsa", CERTIFICATE, "-m", "sha1"), "2 (SHA2-512), not 'sha1'");
        complains(Dane.run("tlsa", CERTIFICATE, "--port", "25"), "needs --name");
        complains(Dane.run("tlsa", CERTIFICATE, "--name", "mx", "--port", "65536"), "--port is 1 to 65535");
        complains(Dane.run("tlsa", CERTIFICATE, "--name", "mx", "--ttl", "-1"), "--ttl must not be negative");
        complains(Dane.run("tlsa", CERTIFICATE, "--name", "192.0.2.1"), "is an IP address");
        complains(Dane.run("tlsa"), "expected a FILE, or --from HOST:PORT");
        complains(Dane.run("tlsa", CERTIFICATE, "--name", "mx:25", "--port", "25"), "already has a port");
        complains(
                Dane.run("tlsa", CERTIFICATE, "--name", "_25._tcp.mx", "--port", "25"),
                "already has port and protocol");
        complains(Dane.run("tlsa", CERTIFICATE, "--name", "_0._tcp.mx"), "a port is 1 to 65535, not 0");
        complains(Dane.run("tlsa", "--from", "mx"), "--from: expected HOST:PORT, found mx");
        complains(Dane.run("tlsa", folder.resolve("none.pem").toString()), "there is no such file");
        complains(Dane.run("tlsa", folder.toString()), "cannot be read");
        complains(
                Dane.run(
                        "tlsa",
                        Files.writeString(folder.resolve("text"), "hello").toString()),
                "neither a certificate");
        complains(
                Dane.run(
                        "tlsa",
                        Files.writeString(folder.resolve("bad.pem"), "-----BEGIN CERTIFICATE-----\nA\n")
                                .toString()),
                "bad.pem: -----END CERTIFICATE----- is expected (line 2)");
        complains(
                Dane.run(
                        "tlsa",
                        Files.write(folder.resolve("big"), new byte[(1 << 20) + 1])
                                .toString()),
                "more than 1048576 bytes");
    }
}
