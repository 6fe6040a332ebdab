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
    private final Parts parts = new Parts();
    private Path folder = Path.of("");
    private Path page = Path.of("");

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
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        page = folder.resolve("report.html");
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        DaneCommand.run(
                nowhere,
                nowhere,
                "check",
                "example.test",
                "--dane-only",
                "--html",
                page.toString(),
                "--port",
                String.valueOf(server.port()),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString());
    }

    @AfterAll
    void stop() {
        parts.close();
    }

    private String chromium(String... more) {
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
        String document = chromium("--dump-dom");

        assertThat(document)
                .contains("<title>DANE: example.test</title>", "document.title")
                .contains("class=\"badge failure\"")
                .doesNotContain("<script", "<img");
    }

    /** The margin is empty, so nothing is wider than the page; its colour is that of the scheme. */
    @ParameterizedTest
    @CsvSource({"1000, 1, ffffff", "1000, 0, 0d1117", "500, 1, ffffff", "500, 0, 0d1117"})
    void readableInEachWidthAndColour(int width, int scheme, String background) throws Exception {
        Path picture = folder.resolve("page-" + width + "-" + scheme + ".png");
        chromium(
                "--window-size=" + width + ",3000",
                "--blink-settings=preferredColorScheme=" + scheme,
                "--screenshot=" + picture);

        BufferedImage image = ImageIO.read(picture.toFile());

        assertThat(image.getWidth()).isEqualTo(width);
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
