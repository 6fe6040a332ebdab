package io.github.dane4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.verify.KeyStrength;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies that are written down: which line rules, and what is wrong with one that cannot be used. */
class MailPolicyTableTest {
    private static final Optional<String> NOBODY = Optional.empty();

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("policy"), text);
    }

    private MailPolicyTable table(String... lines) throws IOException {
        return MailPolicyTable.read(file(String.join("\n", lines) + "\n"));
    }

    private List<String> problems(String text) throws IOException {
        Path file = file(text);
        MailPolicyException bad = catchThrowableOfType(MailPolicyException.class, () -> MailPolicyTable.read(file));
        assertThat(bad).as(text).isNotNull();
        assertThat(bad.getMessage()).isNotBlank().contains(file.toString());
        return bad.problems().stream()
                .map(each -> each.line() + ":" + each.column() + " " + each.text())
                .toList();
    }

    private static DomainName name(String text) {
        return DomainName.of(text);
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, '', example.org",
        "example.org, acme, acme/example.org",
        "example.org, other, example.org",
        "mail.example.org, '', .example.org",
        "a.mail.example.org, '', .mail.example.org",
        "b.a.mail.example.org, '', .mail.example.org",
        "mail.example.org, acme, .example.org",
        "example.net, '', .net",
        "example.net, acme, acme/.net",
        "example.com, acme, ''",
        "org, '', ''",
        "net, acme, ''"
    })
    @DisplayName(
            "the most specific line rules: exact before parents, and for each of them the tenant's before that for all")
    void mostSpecificLineRules(String domain, String tenant, String destination) throws IOException {
        MailPolicyTable table = table(
                ".net none",
                "acme/.net audit-only",
                ".example.org opportunistic",
                ".mail.example.org mandatory",
                "example.org mandatory",
                "acme/example.org none");

        MailPolicyTable.Decision decision =
                table.decideDomain(name(domain), Optional.of(tenant).filter(text -> !text.isEmpty()));

        assertThat(decision.line().map(MailPolicyTable.Line::destination).orElse(""))
                .isEqualTo(destination);
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, '', example.org",
        "a.example.org, '', .example.org",
        "example.net, '', *",
        "org, '', *",
        "example.net, acme, acme/*",
        "example.net, other, *",
        "example.org, acme, example.org",
        "a.example.org, acme, .example.org",
        "example.com, acme, acme/example.com",
        "example.com, globex, globex/*"
    })
    @DisplayName("the default is last: one for all, and one for each tenant in the same file, before that for all")
    void defaultIsLast(String domain, String tenant, String destination) throws IOException {
        MailPolicyTable table = table(
                "* audit-only",
                "acme/* mandatory",
                "globex/* none",
                "example.org opportunistic",
                ".example.org opportunistic",
                "acme/example.com none",
                "[*] mandatory");

        assertThat(table.decideDomain(name(domain), Optional.of(tenant).filter(text -> !text.isEmpty()))
                        .line()
                        .map(MailPolicyTable.Line::destination))
                .contains(destination);
    }

    @ParameterizedTest
    @CsvSource({
        "relay.example.net, 587, '', [relay.example.net]:587",
        "relay.example.net, 25, '', [*]",
        "other.example.net, 25, '', [*]",
        "other.example.net, 25, acme, acme/[*]",
        "relay.example.net, 587, acme, [relay.example.net]:587"
    })
    @DisplayName("the default for relays is another than that for domains")
    void defaultForRelays(String host, int port, String tenant, String destination) throws IOException {
        MailPolicyTable table =
                table("* none", "[*] opportunistic pkix", "acme/[*] mandatory", "[relay.example.net]:587 none");

        assertThat(table.decideRelay(name(host), port, Optional.of(tenant).filter(text -> !text.isEmpty()))
                        .line()
                        .map(MailPolicyTable.Line::destination))
                .contains(destination);
        assertThat(table.forDomain(name(host), NOBODY)).contains(MailPolicy.of(DaneMode.NONE));
    }

    @Test
    @DisplayName("two defaults are two lines for one destination")
    void twoDefaults() throws IOException {
        assertThat(problems("* none\nacme/* none\n* mandatory\n"))
                .containsExactly(
                        "3:1 expected one line for each destination, found a second one for *: line 1 is for it too");
    }

    @Test
    @DisplayName("a decision tells what was looked for, in order, and the number of the line")
    void decisionTellsWhy() throws IOException {
        MailPolicyTable table = table("# policies", "", ".example.org opportunistic insecure-mx=may # a comment");

        MailPolicyTable.Decision found = table.decideDomain(name("a.example.org"), Optional.of("acme"));
        MailPolicyTable.Decision none = table.decideDomain(name("example.org"), NOBODY);

        assertThat(found.searched())
                .containsExactly("acme/a.example.org", "a.example.org", "acme/.example.org", ".example.org");
        assertThat(found.line())
                .contains(new MailPolicyTable.Line(
                        3,
                        ".example.org",
                        new MailPolicy(
                                DaneMode.OPPORTUNISTIC,
                                Optional.of(InsecureMx.MAY),
                                false,
                                Optional.empty(),
                                Optional.empty())));
        assertThat(none.searched()).containsExactly("example.org", ".org", "*");
        assertThat(none.line()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "smtp.example.net, 587, '', [smtp.example.net]:587",
        "smtp.example.net, 465, '', [smtp.example.net]",
        "smtp.example.net, 465, acme, acme/[smtp.example.net]",
        "smtp.example.net, 587, acme, [smtp.example.net]:587",
        "other.example.net, 587, '', ''"
    })
    @DisplayName("a relay is found by its port, then for all ports; never by a line for a domain")
    void relay(String host, int port, String tenant, String destination) throws IOException {
        MailPolicyTable table = table(
                "[SMTP.example.net]:587 opportunistic pkix",
                "[smtp.example.net.] mandatory",
                "acme/[smtp.example.net] none pkix",
                ".example.net audit-only",
                "smtp.example.net none");

        assertThat(table.decideRelay(name(host), port, Optional.of(tenant).filter(text -> !text.isEmpty()))
                        .line()
                        .map(MailPolicyTable.Line::destination)
                        .orElse(""))
                .isEqualTo(destination);
        assertThat(table.forDomain(name("smtp.example.net"), NOBODY)).contains(MailPolicy.of(DaneMode.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "audit-only",
                "opportunistic",
                "mandatory",
                "opportunistic insecure-mx=dane",
                "audit-only insecure-mx=encrypt",
                "opportunistic insecure-mx=may key-strength=recommended",
                "mandatory key-strength=jvm",
                "none mta-sts=opportunistic",
                "mandatory key-strength=jvm mta-sts=none"
            })
    @DisplayName("a policy prints in the words of a file")
    void printsAsItIsWritten(String words) {
        assertThat(MailPolicies.of(Map.of("example.org", words)).forDomain(name("example.org"), NOBODY))
                .get()
                .hasToString(words);
    }

    @Test
    @DisplayName("what a policy leaves open is empty, and what it says is there")
    void whatIsLeftOpen() throws IOException {
        MailPolicyTable table =
                table("[relay.example.net] OPPORTUNISTIC PKIX Key-Strength=Recommended", "example.org mandatory");

        assertThat(table.forRelay(name("relay.example.net"), 25, NOBODY))
                .contains(new MailPolicy(
                        DaneMode.OPPORTUNISTIC,
                        Optional.empty(),
                        true,
                        Optional.of(KeyStrength.RECOMMENDED.atLeast(KeyStrength.ofJvm())),
                        Optional.empty()));
        assertThat(table.forDomain(name("example.org"), NOBODY)).contains(MailPolicy.of(DaneMode.MANDATORY));
        assertThat(table).hasToString("2 destinations");
        assertThat(MailPolicies.of(Map.of("example.org", "none"))).hasToString("1 destination");
    }

    @Test
    @DisplayName("byte order mark, CR LF, tabs, comments and blank lines are no part of a policy")
    void shapesOfFiles() throws IOException {
        MailPolicyTable table = MailPolicyTable.read(
                file("\uFEFF# first\r\n\r\n  \t\r\n  # indented\r\nexample.org\t \tmandatory\t# why\r\n#last\r\n"));

        assertThat(table.decideDomain(name("example.org"), NOBODY).line())
                .contains(new MailPolicyTable.Line(5, "example.org", MailPolicy.of(DaneMode.MANDATORY)));
    }

    @Test
    @DisplayName("U-labels, capital letters and a trailing dot are the same destination")
    void namesInNormalForm() throws IOException {
        MailPolicyTable table = table("B\u00fccher.Example. mandatory");

        assertThat(table.forDomain(name("xn--bcher-kva.example"), NOBODY)).contains(MailPolicy.of(DaneMode.MANDATORY));
        assertThat(problems("bücher.example none\nXN--BCHER-KVA.example mandatory\n"))
                .containsExactly("2:1 expected one line for each destination, found a second one for"
                        + " xn--bcher-kva.example: line 1 is for it too");
    }

    /** Each with its column, in characters, and a part of what is said. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            example.org                                | 12 | expected a mode after the destination: none, audit-only, opportunistic or mandatory
            example.org # mandatory                    | 12 | expected a mode after the destination
            example.org mandatry                       | 13 | expected a mode, none, audit-only, opportunistic or mandatory, found "mandatry"
            example.org audit                          | 13 | expected a mode
            example.org =mandatory                     | 13 | expected a mode
            example.org dane-only                      | 13 | Postfix's dane-only is mandatory here
            example.org dane                           | 13 | Postfix's dane is opportunistic here
            [a.example] secure                         | 13 | Postfix's secure, for a relay, is none pkix here
            example.org mandatory mta-sts=off          | 23 | expected mta-sts=opportunistic or none, found "off"
            example.org mandatory mta-sts=             | 23 | expected mta-sts=opportunistic or none, found ""
            example.org mandatory mta-sts              | 23 | expected insecure-mx=…, key-strength=…, mta-sts=… or pkix, found "mta-sts"
            [a.example] none mta-sts=none              | 18 | mta-sts is for a domain
            a.b none mta-sts=none mta-sts=opportunistic | 23 | the setting is there twice
            example.org mandatory mandatory            | 23 | expected insecure-mx=
            example.org opportunistic insecure-mx=     | 27 | expected insecure-mx=dane, encrypt or may, found ""
            example.org opportunistic insecure-mx      | 27 | expected insecure-mx=
            example.org opportunistic insecure-mx=none | 27 | expected insecure-mx=dane, encrypt or may, found "none"
            example.org mandatory insecure-mx=dane     | 23 | no effect with mandatory
            example.org none insecure-mx=may           | 18 | no effect with none
            example.org none key-strength=jvm          | 18 | no effect with none
            example.org mandatory key-strength=        | 23 | expected key-strength=jvm or recommended, found ""
            example.org mandatory key-strength=strong  | 23 | expected key-strength=jvm or recommended, found "strong"
            example.org none pkix                      | 18 | pkix is for a relay
            [a.example] mandatory pkix                 | 23 | pkix has no effect with mandatory
            [a.example] none pkix pkix                 | 23 | the setting is there twice
            [a.example] opportunistic insecure-mx=may  | 27 | a relay is reached without MX records
            a.b opportunistic insecure-mx=may insecure-mx=may | 35 | the setting is there twice
            a.b mandatory key-strength=jvm key-strength=jvm   | 32 | the setting is there twice
            *.example.org mandatory                    | 1  | an asterisk stands alone
            acme/*.example.org mandatory               | 6  | all domains below one are .domain
            .* mandatory                               | 1  | an asterisk stands alone
            [*]:25 mandatory                           | 1  | an asterisk stands alone
            [*.example.org] none                       | 1  | an asterisk stands alone
            */example.org mandatory                    | 1  | expected the name of a tenant
            * none pkix                                | 8  | pkix is for a relay
            [*] opportunistic insecure-mx=may          | 19 | a relay is reached without MX records
            . mandatory                                | 1  | expected a domain
            .. mandatory                               | 1  | expected a domain
            192.0.2.1 mandatory                        | 1  | is an IP address
            [192.0.2.1] mandatory                      | 1  | is an IP address
            [] mandatory                               | 1  | expected a domain
            [a.example mandatory                       | 1  | expected a relay as [host] or [host]:port
            [a.example]: mandatory                     | 1  | expected a relay as [host] or [host]:port
            [a.example]:0 mandatory                    | 1  | expected a port from 1 to 65535, found 0
            [a.example]:65536 mandatory                | 1  | expected a port from 1 to 65535, found 65536
            a.example:25 mandatory                     | 1  | [host]:port
            -a.example mandatory                       | 1  | is not a DNS name
            user@a.example mandatory                   | 1  | is not a DNS name
            /a.example mandatory                       | 1  | expected the name of a tenant
            a/b/c.example mandatory                    | 3  | is not a DNS name
            te~nant/a.example mandatory                | 1  | expected the name of a tenant
            acme/-a.example mandatory                  | 6  | is not a DNS name
            """)
    @DisplayName("a bad line is an error with its place and what was expected")
    void badLine(String line, int column, String text) throws IOException {
        List<String> problems = problems("# a comment\ngood.example none\n" + line + "\n");

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("3:" + column + " ")
                .contains(text);
    }

    @Test
    @DisplayName("a line that begins with a blank is not a continuation, and not a policy of its own")
    void continuationLine() throws IOException {
        assertThat(problems("example.org mandatory\n  key-strength=recommended\n"))
                .containsExactly("2:1 expected a destination, found a blank: a line cannot continue the one before it");
    }

    @Test
    @DisplayName("columns count characters, also those outside of the basic plane")
    void columnsCountCharacters() throws IOException {
        assertThat(problems("b\u00fccher.example bad\n"))
                .singleElement()
                .asString()
                .startsWith("1:16 ");
        assertThat(problems("\uD83D\uDE00 mandatory bad\n"))
                .singleElement()
                .asString()
                .startsWith("1:1 expected a domain");
        assertThat(problems("a.example bad\u0000\n"))
                .containsExactly("1:14 expected text, found the control character U+0000");
        assertThat(problems("a.example none\rb.example none\n"))
                .containsExactly("1:15 expected text, found the control character U+000D");
    }

    @Test
    @DisplayName("every bad line is told, and a long list of them is cut in the message only")
    void everyBadLineIsTold() throws IOException {
        String text =
                IntStream.range(0, 30).mapToObj(i -> "a" + i + ".example\n").collect(Collectors.joining());

        assertThat(problems(text)).hasSize(30);
        assertThatThrownBy(() -> MailPolicyTable.read(file(text)))
                .hasMessageContaining("policy:20:")
                .hasMessageNotContaining("policy:21:")
                .hasMessageEndingWith("and 10 more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org mandatory", "example.org none\nexample.net mandator", "example.org none\n#"})
    @DisplayName("a file whose last line has no end may be half written")
    void halfWritten(String text) throws IOException {
        assertThat(problems(text))
                .last()
                .asString()
                .matches(problem -> problem.contains("half written") || problem.contains("expected a mode"));
        assertThat(problems("example.org mandatory"))
                .containsExactly(
                        "1:22 expected the end of the line, found the end of the file, which may be half written");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\uFEFF", "# nothing\n"})
    @DisplayName("a file without any policy is an error: it may have been emptied to be written anew")
    void emptyFile(String text) throws IOException {
        assertThat(problems(text))
                .containsExactly(
                        "0:0 expected at least one line with a policy, found none: the file may be half written");
    }

    @Test
    @DisplayName("a file that is not UTF-8 is an error at the first byte that is not")
    void notUtf8() throws IOException {
        Path file = Files.write(
                folder.resolve("latin"),
                "a.example none\nb\u00fccher.example none\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> MailPolicyTable.read(file))
                .isInstanceOf(MailPolicyException.class)
                .hasMessage(file + ":2:2: expected UTF-8, found a byte that is not");
    }

    @Test
    @DisplayName("a file that is missing, a directory, unreadable or too large is an error that says so")
    void filesThatCannotBeRead() throws IOException {
        assertBad(folder.resolve("missing"), "there is no such file");
        assertBad(folder, "expected a file, found a directory");
        Path large = Files.write(folder.resolve("large"), new byte[(4 << 20) + 1]);
        assertBad(large, "expected at most 4194304 bytes, found more");
        assertBad(Path.of("/dev/null"), "expected a file, found something else");
        Path closed = file("example.org none\n");
        if (closed.toFile().setReadable(false, false) && !Files.isReadable(closed)) {
            assertBad(closed, "the file cannot be read: permission denied");
        }
    }

    private static void assertBad(Path file, String text) {
        assertThatThrownBy(() -> MailPolicyTable.read(file))
                .isInstanceOf(MailPolicyException.class)
                .hasMessage(file + ": " + text);
        assertThatThrownBy(() -> MailPolicies.fromFile(file)).hasMessage(file + ": " + text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            example.org   | ''            | expected a mode
            example.org   | mandatory bad | found "bad"
            a b           | mandatory     | expected a destination, found "a b"
            '# a'         | mandatory     | expected a destination
            ''            | mandatory     | expected a destination, found ""
            """)
    @DisplayName("single entries are read as lines are, and an empty value is an error")
    void singleEntries(String destination, String words, String text) {
        assertThatThrownBy(() -> MailPolicies.of(Map.of(destination, words)))
                .isInstanceOf(MailPolicyException.class)
                .hasMessageStartingWith(destination + ": ")
                .hasMessageContaining(text);
    }

    @Test
    @DisplayName("two entries for one destination are an error")
    void twoEntries() {
        assertThatThrownBy(() -> MailPolicies.of(Map.of("example.org", "none", "Example.ORG", "mandatory")))
                .hasMessageContaining("there are two entries for example.org");
    }

    @Test
    @DisplayName("a table tells whether it needs MTA-STS, which none does not")
    void asksForMtaSts() throws IOException {
        assertThat(table("a.example none mta-sts=none", "b.example none").asksForMtaSts())
                .isFalse();
        assertThat(table("a.example none", "b.example mandatory MTA-STS=Opportunistic")
                        .asksForMtaSts())
                .isTrue();
    }

    @Test
    @DisplayName("mandatory leaves nothing to PKIX")
    void mandatoryAndPkix() {
        assertThatThrownBy(() ->
                        new MailPolicy(DaneMode.MANDATORY, Optional.empty(), true, Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        MailPolicies domainsOnly = (domain, tenant) -> Optional.empty();
        assertThat(domainsOnly.forRelay(name("a.example"), 25, NOBODY)).isEmpty();
    }
}
