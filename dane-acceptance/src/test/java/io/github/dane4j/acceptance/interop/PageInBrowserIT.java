package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.DaneCommand;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of {@code dane check --html} in Chromium: on a screen and on a phone, in light and in dark. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageInBrowserIT {
    /** No window of Chromium is narrower. */
    private static final int NARROWEST = 500;

    private final Parts parts = new Parts();
    private Path folder = Path.of("");

    @BeforeAll
    void start() throws IOException {
        folder = parts.keep(TemporaryFolder.create()).path();
        TestCertificate certificate = TestCertificate.builder()
                .subject("CN=\\<script\\>document.title\\='run'\\</script\\>")
                .dnsNames("mx.example.test")
                .build();
        TestCertificate other =
                TestCertificate.builder().dnsNames("mx.example.test").build();
        SmtpServer server = parts.keep(
                SmtpServer.builder("mx.example.test").certificate(certificate).start());
        DnsTree tree = parts.keep(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("@ MX 10 mx")
                                .record("@ MX 20 <img/src=x/onerror=document.title='run'>")
                                .record("mx A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.mx TLSA " + other.tlsa(3, 1, 1))
                                .record("_" + server.port() + "._tcp.mx TLSA " + other.tlsa(3, 0, 2)))
                .start());
        report("broken", server, tree, "--dane-only");
        SmtpServer goodServer = parts.keep(
                SmtpServer.builder("mx1.mail.example.test").certificate(other).start());
        DnsTree goodTree = parts.keep(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_" + goodServer.port() + "._tcp.mx TLSA " + other.tlsa(3, 1, 1))
                                .record("@ TXT \"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32"
                                        + " include:a-long-name-of-a-relay.provider.example -all\"")
                                .record("_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:dmarc-reports@example.test\"")
                                .record("_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls-reports@example.test\"")
                                .record("selector-2026._domainkey TXT \"v=DKIM1; p=abc\""))
                .start());
        report("good", goodServer, goodTree, "--dkim-selector", "selector-2026,selector-2027");
    }

    private void report(String name, SmtpServer server, DnsTree tree, String... more) throws IOException {
        Path anchors = Files.writeString(folder.resolve(name + ".key"), tree.trustAnchors());
        List<String> arguments = new ArrayList<>(List.of("check", "example.test"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of(
                "--html",
                page(name).toString(),
                "--port",
                String.valueOf(server.port()),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString()));
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        DaneCommand.run(nowhere, nowhere, arguments.toArray(String[]::new));
    }

    private Path page(String name) {
        return folder.resolve(name + ".html");
    }

    /** A window of Chromium is never narrower than 500 pixels; a frame in it is as narrow as a phone. */
    private Path framed(String name, int width) throws IOException {
        return Files.writeString(folder.resolve(name + "-framed.html"), """
                <!doctype html>
                <meta name="color-scheme" content="light dark">
                <style>
                html, body { margin: 0; }
                iframe { display: block; border: 0; width: %dpx; height: 6000px; }
                </style>
                <iframe src="%s"></iframe>
                """.formatted(
                        width, page(name).getFileName()));
    }

    @AfterAll
    void stop() {
        parts.close();
    }

    private String chromium(Path page, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("profile")));
        arguments.addAll(List.of(more));
        arguments.add(page.toUri().toString());
        return Command.run(Program.CHROMIUM, arguments.toArray(String[]::new));
    }

    @Test
    void nothingOfTheNetworkRuns() {
        String document = chromium(page("broken"), "--dump-dom");

        assertThat(document)
                .contains("<title>DANE: example.test</title>", "document.title")
                .contains("class=\"badge failure\"")
                .doesNotContain("<script", "<img");
    }

    /** The margin is empty, so nothing is wider than the page; its colour is that of the scheme. */
    @ParameterizedTest
    @CsvSource({
        "broken, 1000, 1, ffffff",
        "broken, 1000, 0, 0d1117",
        "broken,  500, 1, ffffff",
        "broken,  500, 0, 0d1117",
        "broken,  360, 1, ffffff",
        "broken,  360, 0, 0d1117",
        "good,   1000, 1, ffffff",
        "good,    360, 1, ffffff",
        "good,    360, 0, 0d1117"
    })
    void readableInEachWidthAndColour(String name, int width, int scheme, String background) throws Exception {
        // Where somebody can look at it afterwards.
        Path picture = Files.createDirectories(Path.of("target", "pages"))
                .toAbsolutePath()
                .resolve(name + "-" + width + "-" + scheme + ".png");
        int window = Math.max(NARROWEST, width);
        chromium(
                width < NARROWEST ? framed(name, width) : page(name),
                "--window-size=" + window + ",6000",
                "--blink-settings=preferredColorScheme=" + scheme,
                "--screenshot=" + picture);

        BufferedImage image = ImageIO.read(picture.toFile());

        assertThat(image.getWidth()).isEqualTo(window);
        int expected = Integer.parseInt(background, 16);
        int inked = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = width - 12; x < width; x++) {
                assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(expected);
            }
            for (int x = 0; x < width; x++) {
                inked += (image.getRGB(x, y) & 0xffffff) == expected ? 0 : 1;
            }
        }
        assertThat(inked).isGreaterThan(100_000);
    }
}
