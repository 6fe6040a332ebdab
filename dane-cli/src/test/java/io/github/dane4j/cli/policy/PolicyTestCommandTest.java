package io.github.dane4j.cli.policy;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command with the policy file that docs/mail.md shows. */
class PolicyTestCommandTest {
    private static final Pattern SECTION = Pattern.compile(
            "^## One policy for each destination$.*?^```text$\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        Matcher section = SECTION.matcher(Files.readString(Path.of("..", "docs", "mail.md")));
        assertThat(section.find()).isTrue();
        file = Files.writeString(folder.resolve("policy"), section.group(1));
    }

    private String withoutFolder(String text) {
        return text.replace(folder.toString(), "/etc/dane");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            example.org              | 0 | example.org: mandatory                              | rules    line 2, example.org
            a.Example.ORG.           | 0 | a.example.org: opportunistic insecure-mx=encrypt    | no line  a.example.org
            a.b.example.org          | 0 | a.b.example.org: opportunistic insecure-mx=encrypt  | rules    line 3, .example.org
            [smtp.example.net]:587   | 0 | [smtp.example.net]:587: opportunistic pkix          | rules    line 4, [smtp.example.net]:587
            example.net              | 0 | example.net: opportunistic mta-sts=opportunistic    | rules    line 6, example.net
            [smtp.example.net]       | 4 | [smtp.example.net]:25: no line rules                | no line  [smtp.example.net]
            example.com              | 4 | example.com: no line rules                          | no line  .com
            """)
    void tellsWhichLineRules(String destination, int status, String verdict, String why) {
        Dane dane = Dane.run("policy", "test", file.toString(), destination);

        assertThat(dane.status()).isEqualTo(status);
        assertThat(dane.out()).startsWith(verdict).contains("  " + why + System.lineSeparator());
        assertThat(dane.err()).isEmpty();
    }

    @Test
    void tenantHasLinesOfItsOwn() {
        assertGolden(
                "policy-test-tenant.txt",
                withoutFolder(Dane.run("policy", "test", "--tenant", "acme", file.toString(), "example.com")
                        .out()));
        assertGolden(
                "policy-test-parent.txt",
                withoutFolder(Dane.run("policy", "test", "--tenant", "acme", file.toString(), "a.example.org")
                        .out()));
    }

    @Test
    void tenantHasADefaultOfItsOwn() {
        Dane dane = Dane.run("policy", "test", "--tenant", "acme", file.toString(), "a.example.info");

        assertThat(dane.status()).isZero();
        assertThat(dane.out().lines())
                .containsExactly(
                        "a.example.info: mandatory",
                        "  rules    line 7, acme/*",
                        "  no line  acme/a.example.info",
                        "  no line  a.example.info",
                        "  no line  acme/.example.info",
                        "  no line  .example.info",
                        "  no line  acme/.info",
                        "  no line  .info");
    }

    @Test
    void json() {
        assertGolden(
                "policy-test.json",
                withoutFolder(Dane.run("policy", "test", "--json", file.toString(), "a.example.org")
                        .out()));
        assertThat(Dane.run("policy", "test", "--json", file.toString(), "example.com"))
                .matches(dane -> dane.status() == 4)
                .extracting(Dane::out)
                .asString()
                .contains("\"line\": null", "\"policy\": null");
    }

    @Test
    void fileThatCannotBeUsedIsToldLineByLine() throws IOException {
        Files.writeString(file, "example.org mandatry\n[relay.example] none pkix key-strength=recommended\n");

        Dane text = Dane.run("policy", "test", file.toString(), "example.org");
        Dane json = Dane.run("policy", "test", "--json", file.toString(), "example.org");

        assertThat(text.status()).isEqualTo(1);
        assertGolden("policy-test-bad.txt", withoutFolder(text.out()));
        assertThat(json.status()).isEqualTo(1);
        assertGolden("policy-test-bad.json", withoutFolder(json.out()));
        assertThat(Dane.run("policy", "test", folder.resolve("missing").toString(), "example.org"))
                .matches(dane -> dane.status() == 1)
                .extracting(Dane::out)
                .asString()
                .contains("missing: there is no such file");
    }

    @Test
    void keyStrengthAndMtaStsInJson() throws IOException {
        Files.writeString(file, "example.org mandatory key-strength=recommended mta-sts=none\n");

        assertThat(Dane.run("policy", "test", "--json", file.toString(), "example.org")
                        .out())
                .contains("\"modulusBits\": 2048", "\"pkix\": false", "\"mtaSts\": \"none\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.1          |      | is an IP address
            a b                |      | is not a DNS name
            [a.example]:0      |      | the port of a relay is 1 to 65535, not 0
            [a.example]:70000  |      | the port of a relay is 1 to 65535, not 70000
            [192.0.2.1]        |      | is an IP address
            example.org        | a/b  | expected the name of a tenant
            """)
    void wrongUse(String destination, String tenant, String text) {
        Dane dane = tenant == null
                ? Dane.run("policy", "test", file.toString(), destination)
                : Dane.run("policy", "test", "--tenant", tenant, file.toString(), destination);

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(text).contains("See: dane policy test --help");
        assertThat(Dane.run("policy").status()).isEqualTo(2);
    }
}
