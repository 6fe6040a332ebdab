package io.github.dane4j.cli;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyCommandTest {
    private static final Path FILES = Path.of("src", "test", "resources", "io", "github", "dane4j", "cli");
    private static final String CHAIN = FILES.resolve("chain.pem").toString();
    private static final String KEY = FILES.resolve("key.pem").toString();
    private static final String REQUEST = FILES.resolve("request.pem").toString();
    private static final String OWN = "3 1 1 1fba0424ec6a16dedb6de86e6d51340ff46e9541e4982b0ca1247f06575abe22";
    private static final String ISSUER = "2 0 1 6b55516b726272f3e3243a47c228256ac9e4d6f4bf5f854d3f2688cf4bd445bb";
    private static final String OTHER = "3 1 1 0000000000000000000000000000000000000000000000000000000000000000";
    private static final String RAW = "3 1 1 06329e3fe4b42d608bf3dc187e17c8f62b9f3b6b462810a1f2016a3ccb2956a8";

    @TempDir
    private Path folder;

    private static Dane verify(String file, String record, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "verify", file, "--record", record, "--name", "mx.example.org", "--time", "2030-01-01T00:00:00Z"));
        args.addAll(List.of(more));
        return Dane.run(args.toArray(String[]::new));
    }

    @Test
    void explainsAYes() {
        Dane dane = verify(CHAIN, ISSUER);

        assertThat(dane.status()).isZero();
        assertGolden("verify-authenticated.txt", dane.out());
    }

    @Test
    void explainsANo() {
        Dane dane = verify(CHAIN, OTHER, "--record", "2 0 1 " + OTHER.substring(6));

        assertThat(dane.status()).isEqualTo(1);
        assertGolden("verify-not-authenticated.txt", dane.out());
    }

    @Test
    void jsonOfAYes() {
        assertGolden(
                "verify-authenticated.json", verify(CHAIN, ISSUER, "--json").out());
    }

    @Test
    void jsonOfANo() {
        Dane dane = verify(CHAIN, OTHER, "--record", "3 1 9 00", "-n", "example.org", "--json");

        assertThat(dane.status()).isEqualTo(1);
        assertGolden("verify-not-authenticated.json", dane.out());
    }

    @Test
    void jsonWhereNoRecordIsUsable() {
        Dane dane = verify(CHAIN, "0 0 1 00", "--json");

        assertThat(dane.status()).isEqualTo(1);
        assertGolden("verify-no-usable-records.json", dane.out());
    }

    @Test
    void jsonOfARawPublicKey() {
        Dane yes = verify(KEY, RAW, "--json");
        assertThat(yes.status()).isZero();
        assertGolden("verify-raw-public-key.json", yes.out());

        assertThat(verify(KEY, OTHER, "--json").out()).contains("\"rawPublicKey\": \"302a300506032b6570");
    }

    @Test
    void jsonOfOctetsThatNobodyUnderstands() throws Exception {
        Path file = Files.writeString(
                folder.resolve("odd.pem"),
                // SEQUENCE { TBSCertificate of empty fields, empty algorithm, no signature bits }
                "-----BEGIN CERTIFICATE-----\nMBkwEgIBADAAMAAwADAAMAUwAAMBADAAAwEA\n-----END CERTIFICATE-----\n");

        Dane dane = verify(file.toString(), OTHER, "--json");

        assertThat(dane.err()).isEmpty();
        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out()).contains("\"subject\": null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_25._tcp.mx.example.org. IN TLSA " + OWN,
                "TYPE52 \\# 35 0301011fba0424ec6a16dedb6de86e6d51340ff46e9541e4982b0ca1247f06575abe22",
                "DANE-EE SPKI SHA2-256 1fba0424 ec6a16dedb6de86e6d51340ff46e9541e4982b0ca1247f06575abe22",
            })
    void takesRecordsAsTheyStandInZones(String record) {
        assertThat(verify(CHAIN, record).status()).isZero();
    }

    @Test
    void needsNoNameForUsage3() {
        assertThat(Dane.run("verify", CHAIN, "-r", OWN).status()).isZero();
    }

    @Test
    void readsRecordsFromTheOutputOfDig() throws Exception {
        Path file = Files.writeString(folder.resolve("dig.txt"), """
            ; <<>> DiG 9.18 <<>> _25._tcp.mx.example.org TLSA
            ;; QUESTION SECTION:
            ;_25._tcp.mx.example.org.       IN      TLSA

            ;; ANSWER SECTION:
            _25._tcp.mx.example.org. 300    IN      RRSIG   TLSA 13 5 300 20270101000000 20261201000000 1 example.org. x
            _25._tcp.mx.example.org. 300    IN      TLSA    3 1 1 1FBA0424EC6A16DEDB6DE86E6D51340FF46E9541E4982B0CA1247F06 575ABE22
            mx.example.org.          300    IN      A       192.0.2.1
            """);

        assertThat(Dane.run("verify", CHAIN, "--records", file.toString()).status())
                .isZero();
    }

    @Test
    void takesACommentBehindARecord() {
        assertThat(verify(CHAIN, OWN + " ; the key of 2026").status()).isZero();
    }

    @Test
    void timeMayBeADate() {
        assertThat(verifyAt("2030-01-01")).isZero();
        assertThat(verifyAt("1999-01-01")).isEqualTo(1);
        assertThat(verifyAt("2030-01-01T12:00:00+02:00")).isZero();
    }

    private static int verifyAt(String time) {
        return Dane.run("verify", CHAIN, "-r", ISSUER, "-n", "mx.example.org", "--time", time)
                .status();
    }

    /** Usages 0 and 1 count with roots, and not without. */
    @Test
    void usagesOfPkixNeedRoots() {
        String record = "1 " + OWN.substring(2);
        assertThat(verify(CHAIN, record).out()).contains("unusable: the certificate usage is not supported here");
        assertThat(verify(CHAIN, record, "--roots", CHAIN).status()).isZero();
        assertThat(verify(CHAIN, record, "--roots", "system").out()).contains("no-pkix-path");
    }

    @Test
    void judgesManyCases() throws Exception {
        String leaf = Files.readString(Path.of(CHAIN))
                .replaceAll("(?s)-----END CERTIFICATE-----.*", "")
                .replaceAll("(?s).*-----BEGIN CERTIFICATE-----", "")
                .replaceAll("\\s", "");
        Path file = Files.writeString(
                folder.resolve("cases.jsonl"),
                String.join(
                        "\n",
                        "{\"id\":\"yes\",\"records\":[\"" + OWN + "\"],\"chain\":[\"" + leaf + "\"]}",
                        "",
                        "{\"id\":\"no\",\"records\":[\"" + OTHER + "\"],\"chain\":[\"" + leaf
                                + "\"],\"names\":[\"mx.example.org\"]}",
                        "{\"id\":\"nameless\",\"records\":[\"" + ISSUER + "\"],\"chain\":[]}",
                        "{\"id\":\"odd\",\"cert\":1}",
                        "[]"));

        Dane dane = Dane.run("verify", "--cases", file.toString());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"id\":\"yes\",\"result\":{\"kind\":\"authenticated\""),
                        line -> assertThat(line).contains("\"id\":\"no\",\"result\":{\"kind\":\"not-authenticated\""),
                        line -> assertThat(line).contains("\"result\":null,\"error\":\"expected names"),
                        line -> assertThat(line).contains("\"error\":\"unknown field \\\"cert\\\""),
                        line -> assertThat(line).contains("\"error\":\"the line is not a JSON object"));
    }

    @Test
    void timeIsNowIfNotGiven() {
        assertThat(Dane.run("verify", CHAIN, "-r", OWN, "-n", "other.example").status())
                .isZero();
    }

    private static void complains(Dane dane, String... messages) {
        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err())
                .contains(messages)
                .contains("See: dane verify --help")
                .doesNotContain("Exception");
    }

    @Test
    void pointsAtWhatIsWrongWithARecord() {
        complains(
                verify(CHAIN, "3 1 1 00zz"),
                "--record: expected a hexadecimal digit, found \"z\" (column 9)\n  3 1 1 00zz\n          ^\n");
        complains(verify(CHAIN, "3 1 1 " + "0".repeat(101)), "an odd number of hexadecimal digits (column 107)\nSee");
        complains(verify(CHAIN, "3 1 1 \u001b"), "\\u001b");
    }

    @Test
    void whatMakesNoSense() {
        complains(verify(CHAIN, OWN, "--name", "[::1]"), "--name: ");
        complains(Dane.run("verify", CHAIN, "-r", OWN, "-n", "mx", "--time", "noon"), "--time is for example 2026");
        complains(Dane.run("verify", CHAIN, "-r", ISSUER), "expected --name: a record has another usage than 3");
        complains(Dane.run("verify", CHAIN, "-n", "mx"), "expected --record or --records");
        complains(Dane.run("verify", "-r", OWN), "expected a FILE with the server's chain");
        complains(Dane.run("verify", CHAIN, "--records", REQUEST), "has no TLSA record");
        complains(Dane.run("verify", CHAIN, "--cases", "x", "-r", OWN), "--cases brings chains");
        complains(Dane.run("verify", CHAIN, "--roots", KEY, "-r", OWN), "has no certificates");
        complains(
                verify(FILES.resolve("request.pem").toString(), OWN), "a server sends certificates, or one public key");
    }
}
