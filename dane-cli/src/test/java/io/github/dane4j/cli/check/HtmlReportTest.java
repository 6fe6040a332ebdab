package io.github.dane4j.cli.check;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page that {@code dane check --html} writes. */
class HtmlReportTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate certificate =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    private Path page = Path.of("");

    private Dane check(DnsTree tree, int port, String... more) throws IOException {
        page = folder.resolve("report.html");
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        List<String> args = new ArrayList<>(List.of(
                "check",
                "example.test",
                "--html",
                page.toString(),
                "--port",
                String.valueOf(port),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString()));
        args.addAll(List.of(more));
        return Dane.run(args.toArray(String[]::new));
    }

    private DnsTree tree(Consumer<ZoneBuilder> zone) {
        return network.start(DnsTree.builder().zone("example.test", zone));
    }

    private Document read() throws IOException {
        Document document = Jsoup.parse(Files.readString(page));
        assertHarmless(document);
        return document;
    }

    /** One file, without anything that runs or is fetched. */
    private static void assertHarmless(Document document) {
        assertThat(document.select("script, img, iframe, object, embed, link, base, form, a, foreignObject, use"))
                .isEmpty();
        for (Element each : document.getAllElements()) {
            for (Attribute attribute : each.attributes()) {
                assertThat(attribute.getKey()).doesNotStartWith("on").isNotIn("src", "href", "xlink:href", "style");
            }
        }
        assertThat(document.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .isEqualTo("default-src 'none'; style-src 'unsafe-inline'");
        assertThat(document.select("style").outerHtml())
                .contains("prefers-color-scheme: dark")
                .doesNotContain("url(", "@import");
        assertThat(document.select("meta[name=viewport]").attr("content")).contains("width=device-width");
    }

    private static String steady(String text) {
        return text.replaceAll("\\b[0-9a-f]{64}\\b", "SHA-256")
                .replaceAll("[0-9a-f]{12}(…|\\.\\.\\.)[0-9a-f]{4}", "DIGEST")
                .replaceAll("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:PORT")
                .replaceAll("_[0-9]{2,5}\\._tcp", "_PORT._tcp")
                .replaceAll("test:[0-9]{2,5}", "test:PORT")
                .replaceAll("TLS_\\w+", "SUITE")
                .replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
    }

    @Test
    void pathOfTrustOfAGoodDomain() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));
        DnsTree tree = tree(zone -> zone.record("@ MX 10 mx")
                .record("mx A 127.0.0.1")
                .record("_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1)));

        Dane dane = check(tree, server.port(), "--dane-only");

        assertThat(dane.status()).as(dane.err()).isZero();
        Document document = read();
        assertThat(document.title()).isEqualTo("DANE: example.test");
        assertThat(document.select("ol.path").get(0).select("li .mono").eachText())
                .containsExactly(".", "test", "example.test", "example.test");
        assertThat(document.select("ol.path svg").eachAttr("aria-label")).containsOnly("proven");
        assertThat(document.select("article ol.path li:last-child .kind").text())
                .isEqualTo("server");
        assertThat(document.select("article code").text()).contains(certificate.tlsa(3, 1, 1));
        assertThat(document.select("article li.ok").text()).contains("authenticated by 3 1 1");
        assertGolden("check-authenticated.html", steady(Files.readString(page)));
        // The report for a person is as without it.
        assertThat(dane.out()).contains("ok  example.test: every server is the one that DNS names");
    }

    @Test
    void unsignedZoneEndsTheTrust() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));
        DnsTree tree = tree(zone -> zone.unsigned().record("@ MX 10 mx").record("mx A 127.0.0.1"));

        check(tree, server.port(), "--dane-only");

        Element path = read().select("ol.path").get(0);
        assertThat(path.select("svg").eachAttr("aria-label")).containsExactly("proven", "proven", "open", "open");
        assertThat(path.text()).contains("not signed, or its parent has no DS record");
    }

    @Test
    void brokenAnswer() throws Exception {
        DnsTree tree = tree(zone -> zone.record("@ MX 10 mx").record("mx A 127.0.0.1"));
        tree.fault("example.test.", "MX", Fault.CORRUPT_SIGNATURES);

        Dane dane = check(tree, 25, "--dane-only");

        assertThat(dane.status()).isEqualTo(1);
        Document document = read();
        assertThat(document.select("ol.path svg").eachAttr("aria-label"))
                .containsExactly("proven", "unknown", "unknown", "broken");
        assertThat(document.select("li.failure").text()).contains("fails DNSSEC validation", "For the zone: repair");
    }

    /** Names, texts and certificates that try to become markup. */
    @Test
    void hostileTextsStayTexts() throws Exception {
        TestCertificate hostile = TestCertificate.builder()
                .subject("CN=\\<script\\>alert(1)\\</script\\>")
                .dnsNames("mx.example.test")
                .build();
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(hostile));
        SmtpServer rude = network.start(SmtpServer.builder("mx2.example.test")
                .address(InetAddress.getByName("127.0.0.2"))
                .port(server.port())
                .greeting("554 \"><img src=x onerror=alert(2)> '&lt;"));
        DnsTree tree = tree(zone -> zone.record("@ MX 10 mx")
                .record("@ MX 20 mx2")
                .record("@ MX 30 <svg/onload=alert>")
                .record("@ TXT \"v=spf1 </li><script>alert(4)</script> +all\"")
                .record("mx A 127.0.0.1")
                .record("mx2 A 127.0.0.2")
                .record("_" + server.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1))
                .record("_" + rude.port() + "._tcp.mx2 TLSA " + certificate.tlsa(3, 1, 1)));

        check(tree, server.port(), "--mta-sts-port", "1");

        Document document = read();
        assertThat(document.text())
                .contains("CN=\\<script\\>alert(1)\\</script\\>")
                .contains("554 \"><img src=x onerror=alert(2)> '&lt;")
                .contains("<svg/onload=alert>")
                .contains("</li><script>alert(4)</script> +all");
    }

    @Test
    void severalDestinationsOnOnePage() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").certificate(certificate));
        DnsTree tree = tree(zone -> zone.record("@ MX 0 ."));

        check(tree, server.port(), "--dane-only", "none.test", "--json");

        assertThat(read().select("section h2").eachText()).containsExactly("example.test", "none.test");
    }

    // The file.

    @Test
    void fileThatCannotBeWritten() throws Exception {
        DnsTree tree = tree(zone -> zone.record("@ MX 0 ."));
        for (Path file : List.of(folder, folder.resolve("missing").resolve("report.html"))) {
            Dane dane = Dane.run("check", "example.test", "--html", file.toString());

            assertThat(dane.status()).isEqualTo(2);
            assertThat(dane.out()).isEmpty();
            assertThat(dane.err()).contains("--html: " + file + " cannot be written");
        }
        assertThat(tree.queries()).isEmpty();
    }

    @Test
    void replacesTheFileAsAWhole() throws Exception {
        DnsTree tree = tree(zone -> zone.record("@ MX 0 ."));
        Files.writeString(folder.resolve("report.html"), "x".repeat(1 << 20));

        check(tree, 25, "--dane-only");

        assertThat(Files.readString(page)).startsWith("<!doctype html>").endsWith("</html>\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("report.html", "root.key");
        }
    }
}
