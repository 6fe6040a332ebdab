package io.github.dane4j.cli;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.TestCertificate;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                Dane.run(("tlsa " + CERTIFICATE + " --name dtls.example.org --port 853 --protocol udp --ttl 3600")
                        .split(" ", -1)),
                "_853._udp.dtls.example.org. 3600 IN TLSA 3 1 1 " + SPKI);
        prints(
                Dane.run("tlsa", CERTIFICATE, "--name", "mx.example.org", "--generic"),
                "_25._tcp.mx.example.org. IN TYPE52 \\# 35 030101" + SPKI);
        prints(Dane.run("tlsa", CERTIFICATE, "--generic"), "TYPE52 \\# 35 030101" + SPKI);
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

    private Path keyStore(String type, String... aliases) throws Exception {
        TestCertificate own =
                TestCertificate.builder().dnsNames("mx.example.org").build();
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        for (String alias : aliases) {
            store.setKeyEntry(
                    alias, own.keyPair().getPrivate(), "secret".toCharArray(), new Certificate[] {own.certificate()});
        }
        Path file = folder.resolve("store." + type);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "secret".toCharArray());
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
        complains(Dane.run("tlsa", store, "--alias", "mail"), "does it need --storepass?");
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
        complains(Dane.run("tlsa", CERTIFICATE, "--name", "mx", "--ttl", "-1"), "--ttl is not negative");
        complains(Dane.run("tlsa", CERTIFICATE, "--name", "192.0.2.1"), "is an IP address");
        complains(Dane.run("tlsa"), "FILE");
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
                "more than 1048576 octets");
    }
}
