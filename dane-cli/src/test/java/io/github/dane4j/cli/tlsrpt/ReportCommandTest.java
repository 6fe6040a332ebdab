package io.github.dane4j.cli.tlsrpt;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command with reports of three senders: shapes as they are seen, contents made up. */
class ReportCommandTest {
    private static final Path SAMPLES = Path.of("src", "test", "resources", "io", "github", "dane4j", "cli", "tlsrpt");
    private static final Path SENDER = SAMPLES.resolve("sender.json");
    private static final String SUMS =
            "1 report of 1 sender, 2026-11-25 to 2026-11-25: 17 sessions succeeded, 7 failed";

    @TempDir
    Path folder;

    private static Dane report(Object... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "report";
        for (int i = 0; i < arguments.length; i++) {
            words[i + 1] = arguments[i].toString();
        }
        return Dane.run(words);
    }

    private static byte[] gzip(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(data);
        }
        return out.toByteArray();
    }

    private static String base64(byte[] data) {
        return Base64.getMimeEncoder().encodeToString(data);
    }

    private Path file(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    /** A report about one policy, with its name, its counts and its failure details filled in. */
    private static String made(String sender, String domain, long succeeded, long failed, String details) {
        return "{\"organization-name\":\"" + sender
                + "\",\"policies\":[{\"policy\":{\"policy-type\":\"tlsa\",\"policy-domain\":\""
                + domain + "\"},\"summary\":{\"total-successful-session-count\":" + succeeded
                + ",\"total-failure-session-count\":" + failed + "},\"failure-details\":[" + details + "]}]}";
    }

    @Test
    void sumsOfAFolderForAPersonAndForAMachine() {
        Dane text = report(SAMPLES);
        Dane json = report("--json", SAMPLES);

        assertThat(text.err()).isEmpty();
        assertThat(text.status()).isEqualTo(1);
        assertGolden("report.txt", text.out());
        assertThat(json.status()).isEqualTo(1);
        assertGolden("report.json", json.out());
    }

    @Test
    void withoutFailureTheStatusIsZero() throws IOException {
        Dane dane = report(file("good.json", made("Sender", "example.org", 3, 0, "")));

        assertThat(dane.err()).isEmpty();
        assertThat(dane.status()).isZero();
        assertThat(dane.out())
                .startsWith("1 report of 1 sender: 3 sessions succeeded, 0 failed")
                .contains("ok    example.org, policy tlsa: 3 sessions succeeded, 0 failed")
                .doesNotContain("hint", "dane check");
    }

    /** A summary without its failures does not hide them. */
    @Test
    void failuresInTheDetailsCount() throws IOException {
        String detail = "{\"result-type\":\"tlsa-invalid\",\"failed-session-count\":1}";

        assertThat(report(file("a.json", made("Sender", "example.org", 3, 0, detail)))
                        .status())
                .isEqualTo(1);
    }

    @Test
    void failuresWithoutDetailsAreCounted() throws IOException {
        assertThat(report(file("a.json", made("Sender", "example.org", 3, 2, "")))
                        .out())
                .contains("      2  in a way that the reports do not tell");
    }

    @Test
    void missingSessionsAreAddedUp() throws IOException {
        String one = made("One", "example.org", 3, 0, "").replaceFirst("[{]", "{\"missing-session-count\":2,");
        String two = made("Two", "example.org", 3, 0, "")
                .replaceFirst("[{]", "{\"missing-session-count\":" + Long.MAX_VALUE + ",");

        assertThat(report(file("one.json", one)).out())
                .contains("up to 2 sessions missing in the reports, because the senders could not count them\n");
        assertThat(report("--json", folder.resolve("one.json"), file("two.json", two))
                        .out())
                .contains("\"missing\": " + Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/report; report-type=tlsrpt; boundary=b|application/tlsrpt+gzip",
                "multipart/report; report-type=tlsrpt; boundary=\"b\"|Application/TLSRPT+JSON; name=x",
                "multipart/mixed; boundary=b|application/gzip",
                "multipart/mixed; boundary=b|application/octet-stream; name=\"a!b!1!2.json.gz\"",
            })
    void reportInAMail(String types) throws IOException {
        String part = types.split("\\|", 2)[1];
        byte[] report = Files.readAllBytes(SENDER);
        String mail = "From: reports@sender.example\r\nSubject: Report Domain: example.org\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: " + types.split("\\|", 2)[0] + "\r\n\r\n--b\r\nContent-Type: text/plain\r\n"
                + "Content-Disposition: inline; filename=a report\r\n\r\nA report.\r\n"
                + "--b\r\nContent-Type: " + part + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + base64(part.endsWith("x") ? report : gzip(report)) + "\r\n--b--\r\n";

        assertThat(report(file("mail.eml", mail)).out()).startsWith(SUMS);
        assertThat(report(file("mbox", "From reports Thu Nov 26 00:00:00 2026\n" + mail))
                        .out())
                .startsWith(SUMS);
        String forwarded = "Subject: Fwd\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nSee below.\n--c\n"
                + "Content-Type: message/rfc822\n\n" + mail + "\n--c--\n";
        assertThat(report(file("forwarded.eml", forwarded)).out()).startsWith(SUMS);
    }

    @Test
    void mailThatIsNothingButTheReport() throws IOException {
        String mail = "Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n"
                + base64(gzip(Files.readAllBytes(SENDER)));

        assertThat(report(file("mail.eml", mail)).out()).startsWith(SUMS);
    }

    @Test
    void reportThatWasReceivedTwiceCountsOnce() throws IOException {
        Path again = Files.write(folder.resolve("again.json.gz"), gzip(Files.readAllBytes(SENDER)));

        Dane dane = report(SENDER, again);

        assertThat(dane.out()).startsWith(SUMS).contains("1 report received before, and not counted again");
        assertThat(report("--json", SENDER, again).out()).contains("\"duplicates\": 1");
    }

    @Test
    void standardInput() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(gzip(Files.readAllBytes(SENDER))));
            assertThat(report("-").out()).startsWith(SUMS);
        } finally {
            System.setIn(before);
        }
    }

    // Bad input.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                              | is not a TLS report: expected a JSON object, found nothing
            []                              | is not a TLS report: expected a JSON object, found []
            {"a":1}                         | is not a TLS report: the JSON has no member "policies"
            <html>                          | is not a TLS report: expected JSON at line 1
            Subject: hello\\n\\nHello.      | is not a TLS report: the mail has no TLS report attached
            Content-Type: multipart/mixed\\n\\nHello. | is not a TLS report: the mail
            """)
    void whatIsNotAReportIsOneLine(String text, String problem) throws IOException {
        Path file = file("a", text.replace("\\n", "\n"));

        Dane dane = report(file);

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err().lines()).singleElement().asString().startsWith(file + " " + problem);
        assertThat(dane.out()).isEmpty();
    }

    /** The sums are those of the others, and say so. */
    @Test
    void oneBadFileHidesNoOther() throws IOException {
        byte[] whole = gzip(Files.readAllBytes(SENDER));
        Files.write(folder.resolve("a.json.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.copy(SENDER, folder.resolve("b.json"));
        Files.createDirectory(folder.resolve("sub"));
        file(".hidden", "x");

        Dane text = report(folder);
        Dane json = report("--json", folder);

        assertThat(text.status()).isEqualTo(2);
        assertThat(text.err().lines())
                .singleElement()
                .asString()
                .contains("a.json.gz is not a TLS report: the gzip data is damaged");
        assertThat(text.out())
                .startsWith(SUMS)
                .contains("1 file could not be read, and the sums lack what is in there");
        assertThat(json.status()).isEqualTo(2);
        assertThat(json.out()).contains("\"problem\": \"is not a TLS report: the gzip data is damaged");
    }

    @Test
    void filesThatAreTooLarge() throws IOException {
        byte[] blanks = new byte[(16 << 20) + 1];
        Arrays.fill(blanks, (byte) ' ');
        Path large = Files.write(folder.resolve("large.json"), blanks);
        Path bomb = Files.write(folder.resolve("bomb.json.gz"), gzip(blanks));
        Path mail = file("mail.eml", "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n".repeat(2000));

        assertThat(report(large, bomb, mail).err().lines())
                .containsExactly(
                        large + " cannot be read: it has more than 16777216 bytes, too many for a TLS report",
                        bomb + " is not a TLS report: the report is larger than 10485760 bytes",
                        mail + " is not a TLS report: the mail has too many lines or parts for a TLS report");
    }

    @Test
    void folderWithoutFiles() {
        Dane dane = report(folder);

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).startsWith(folder + " has no files").contains("See: dane report --help");
    }

    /** Neither a terminal nor a command line that is copied does what a report wants. */
    @Test
    void textOfAReportIsText() throws IOException {
        String detail =
                "{\"result-type\":\"\\u001b[2J\",\"failed-session-count\":1,\"receiving-mx-hostname\":\"$(reboot)\"}";
        Path file = file("a.json", made("\\u001b]0;x", "example.org; reboot", 1, 1, detail));

        Dane text = report(file);

        assertThat(text.status()).isEqualTo(1);
        assertThat(text.out()).doesNotContain("\u001b", "dane check").contains("example.org; reboot, policy tlsa");
        assertThat(report("--json", file).out()).doesNotContain("\u001b");
    }

    /** However many hosts reports name, and whatever they count. */
    @Test
    void boundedWhateverReportsSay() throws IOException {
        String details = IntStream.range(0, 12_000)
                .mapToObj(i -> "{\"result-type\":\"tlsa-invalid\",\"failed-session-count\":" + Long.MAX_VALUE
                        + ",\"receiving-mx-hostname\":\"mx" + i + ".example.org\"}")
                .collect(Collectors.joining(","));
        Path file = file("a.json", made("Sender", "example.org", Long.MAX_VALUE, Long.MAX_VALUE, details));
        Path other = file("b.json", made("Other", "example.org", Long.MAX_VALUE, 1, ""));

        Dane dane = report(file, other);

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .contains(Long.MAX_VALUE + " sessions succeeded, " + Long.MAX_VALUE + " failed", "(others)")
                .doesNotContain("-9");
        List<String> rows =
                dane.out().lines().filter(line -> line.contains("reported by")).toList();
        assertThat(rows).hasSize(10_001);
    }
}
