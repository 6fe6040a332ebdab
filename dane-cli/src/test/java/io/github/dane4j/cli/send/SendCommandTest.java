package io.github.dane4j.cli.send;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TrustedRoot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One message, delivered, deferred and refused. */
class SendCommandTest {
    private static final String MESSAGE = """
            From: Bob <bob@sender.test>
            To: alice@example.test
            Bcc: carol@example.test
            Subject: Under DANE

            Hello.
            """;

    private static final TestCertificate CA =
            TestCertificate.builder().certificateAuthority().build();
    private static final TestCertificate BY_CA =
            TestCertificate.builder().issuedBy(CA).dnsNames("mx.example.test").build();
    private static final TestCertificate SELF =
            TestCertificate.builder().dnsNames("mx.example.test").build();
    private static final TestCertificate OTHER =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private SmtpServer server() {
        return network.start(SmtpServer.builder("mx.example.test").certificate(SELF));
    }

    /** The zone of the recipients, with these lines beside the MX host and its address. */
    private DnsTree tree(String records) {
        return network.start(DnsTree.builder().zone("example.test", zone -> {
            zone.record("@ MX 10 mx").record("mx A 127.0.0.1");
            records.lines().forEach(zone::record);
        }));
    }

    private Dane send(SmtpServer server, String records, String... args) throws IOException {
        return send(server, tree(records), args);
    }

    private Dane send(SmtpServer server, DnsTree tree, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "send",
                "--allow-loopback",
                "--port",
                String.valueOf(server.port()),
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                Files.writeString(folder.resolve("root.key"), tree.trustAnchors())
                        .toString()));
        all.addAll(List.of(args));
        return Dane.run(all.toArray(String[]::new));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("message.eml"), text).toString();
    }

    private String tlsa(SmtpServer server, String record) {
        return "_" + server.port() + "._tcp.mx TLSA " + record;
    }

    @Test
    void deliveredToTheRecipientsOfTheHeader() throws Exception {
        SmtpServer server = server();

        Dane dane = send(server, tlsa(server, SELF.tlsa(3, 1, 1)), file(MESSAGE), "--mode", "mandatory");

        assertThat(dane.status()).as(dane.out() + dane.err()).isZero();
        assertThat(dane.out())
                .contains("MX secure, TLSA secure (1); asks for: TLS, and the server matches its TLSA records")
                .endsWith("delivered  alice@example.test\ndelivered  carol@example.test\n");
        assertThat(server.received()).allSatisfy(mail -> {
            assertThat(mail.encrypted()).isTrue();
            assertThat(mail.sender()).isEqualTo("bob@sender.test");
            assertThat(mail.content()).contains("Subject: Under DANE", "Hello.").doesNotContain("Bcc");
        });
        assertThat(server.received().stream().flatMap(mail -> mail.recipients().stream()))
                .containsExactlyInAnyOrder("alice@example.test", "carol@example.test");
    }

    @Test
    void fromStandardInputToOthers() throws Exception {
        SmtpServer server = server();
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(MESSAGE.getBytes(StandardCharsets.US_ASCII)));
            Dane dane = send(
                    server, tlsa(server, SELF.tlsa(3, 1, 1)), "--to", "dave@example.test", "--from", "eve@sender.test");
            assertThat(dane.status()).as(dane.out() + dane.err()).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(server.received()).singleElement().satisfies(mail -> {
            assertThat(mail.recipients()).containsExactly("dave@example.test");
            assertThat(mail.sender()).isEqualTo("eve@sender.test");
        });
    }

    @Test
    void deferredWithTheWholeExplanation() throws Exception {
        SmtpServer server = server();
        String another = OTHER.tlsa(3, 1, 1);

        Dane dane = send(server, tlsa(server, another), file(MESSAGE));
        Dane json = send(server, tlsa(server, another), file(MESSAGE), "--json");

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains(": leaf-mismatch", "deferred  alice@example.test");
        assertThat(json.status()).isEqualTo(3);
        assertThat(json.out()).contains("\"fate\": \"deferred\"", "\"reason\": \"leaf-mismatch\"");
        assertThat(server.received()).isEmpty();
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void jsonOfADelivery() throws Exception {
        SmtpServer server = server();

        Dane dane = send(server, tlsa(server, SELF.tlsa(3, 1, 1)), file(MESSAGE), "--json");

        assertGolden(
                "send.json", dane.out().replace(":" + server.port(), ":PORT").replace(SELF.tlsa(3, 1, 1), "RECORD"));
    }

    @Test
    void refusedByTheServer() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test")
                .certificate(SELF)
                .replyToRecipient("alice@example.test", "550 5.1.1 no such user"));

        Dane dane = send(server, tlsa(server, SELF.tlsa(3, 1, 1)), file(MESSAGE));

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .contains("refused  alice@example.test: 550 5.1.1 no such user", "delivered  carol@example.test");
    }

    /** RFC 1047: neither sent again without a word, nor called delivered. */
    @Test
    void serverThatDoesNotSayWhetherItAccepts() throws Exception {
        SmtpServer server = network.start(
                SmtpServer.builder("mx.example.test").certificate(SELF).endAfter(0, ".", ""));

        Dane dane = send(server, tlsa(server, SELF.tlsa(3, 1, 1)), file(MESSAGE));
        Dane json = send(server, tlsa(server, SELF.tlsa(3, 1, 1)), file(MESSAGE), "--json");

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains("sent again, it may arrive twice", "uncertain  alice@example.test");
        assertThat(json.out()).contains("\"fate\": \"uncertain\"", "\"uncertain\": true");
    }

    /** Mandatory mode sends nothing in the clear, and opportunistic mode only where nothing is promised. */
    @Test
    void serverWithoutTls() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").withoutStartTls());

        assertThat(send(server, "", file(MESSAGE), "--mode", "mandatory").status())
                .isEqualTo(3);
        assertThat(send(server, tlsa(server, SELF.tlsa(3, 1, 1)), file(MESSAGE)).status())
                .isEqualTo(3);
        assertThat(server.received()).isEmpty();
        assertThat(send(server, "", file(MESSAGE)).status()).isZero();
        assertThat(server.received()).isNotEmpty().noneMatch(mail -> mail.encrypted());
    }

    /** A server that does not match its records: each mode does what it says, and tells why. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audit-only|0|TLSA secure (1); asks for: TLS, and the server matches|DANE would have refused",
                "opportunistic|3|TLSA secure (1); asks for: TLS, and the server matches|: leaf-mismatch",
                "mandatory|3|TLSA secure (1); asks for: TLS, and the server matches|: leaf-mismatch",
            })
    void modes(String mode, int status, String asked, String outcome) throws Exception {
        SmtpServer server = server();
        String another = OTHER.tlsa(3, 1, 1);

        Dane dane = send(server, tlsa(server, another), file(MESSAGE), "--mode", mode);
        Dane json = send(server, tlsa(server, another), file(MESSAGE), "--mode", mode, "--json");

        assertThat(dane.status()).as(dane.out() + dane.err()).isEqualTo(status);
        assertThat(dane.out())
                .startsWith("example.test: " + mode + "\n")
                .contains(asked, outcome)
                .doesNotContain("without TLS");
        assertThat(dane.err()).isEmpty();
        assertThat(json.out()).contains("\"policy\": \"" + mode + "\"");
        assertThat(json.out().contains("audit: DANE would have refused")).isEqualTo(mode.equals("audit-only"));
        assertThat(json.out().contains("\"reason\": \"not-enforced\"")).isEqualTo(mode.equals("audit-only"));
        assertThat(server.received()).hasSize(status == 0 ? 2 : 0).allMatch(mail -> mail.encrypted());
    }

    /** Nothing is asked of DNS that DANE needs; the system's resolver says where the host is. */
    @Test
    void withoutDane() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("localhost").certificate(SELF));
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> zone.record("@ MX 10 localhost.")));

        Dane dane = send(server, tree, file(MESSAGE), "--mode", "none");

        assertThat(dane.status()).as(dane.out() + dane.err()).isZero();
        assertThat(dane.out())
                .startsWith("example.test: none\n")
                .contains("TLSA not looked up; asks for: TLS if offered", "TLSv1.3, not authenticated by DANE");
        assertThat(tree.queries()).noneMatch(query -> query.type().equals("TLSA"));
    }

    @Test
    void tellsWhatAuthenticatedTheServer() throws Exception {
        SmtpServer server = server();

        Dane dane = send(server, tlsa(server, SELF.tlsa(3, 1, 1)), file(MESSAGE));

        assertThat(dane.out())
                .contains("\nmx.example.test:" + server.port() + ": TLSv1.3, authenticated by the TLSA record 3 1 1 ");
    }

    /** A line for the destination comes before the mode, and a tenant's line before both. */
    @Test
    void policyOfTheDestination() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").withoutStartTls());
        String policy = Files.writeString(
                        folder.resolve("policy"), "# ours\nexample.test mandatory\nacme/example.test audit-only\n")
                .toString();

        Dane strict = send(server, "", file(MESSAGE), "--policy", policy, "--mode", "none");
        assertThat(strict.status()).isEqualTo(3);
        assertThat(strict.out())
                .startsWith("example.test: mandatory, by line 2 of the policy, example.test\n")
                .contains("deferred  alice@example.test");
        assertThat(server.received()).isEmpty();

        Dane tenant = send(server, "", file(MESSAGE), "--policy", policy, "--tenant", "acme", "--mode", "mandatory");
        assertThat(tenant.status()).isZero();
        assertThat(tenant.out())
                .startsWith("example.test: audit-only, by line 3 of the policy, acme/example.test\n")
                .contains(": without TLS, not authenticated by DANE");
    }

    /** RFC 7672 section 2.2.1 leaves it to the sender what TLSA records count for behind unsigned MX records. */
    @ParameterizedTest
    @CsvSource({"dane, 3, 0", "encrypt, 0, 1", "may, 0, 1"})
    void hostBehindUnsignedMxRecords(String word, int status, int mails) throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.provider.test").certificate(SELF));
        String another =
                TestCertificate.builder().dnsNames("mx.provider.test").build().tlsa(3, 1, 1);
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.unsigned().record("@ MX 10 mx.provider.test."))
                .zone("provider.test", zone -> zone.record("mx A 127.0.0.1").record(tlsa(server, another))));

        Dane dane = send(server, tree, file(MESSAGE), "--insecure-mx", word);

        assertThat(dane.status()).as(dane.out() + dane.err()).isEqualTo(status);
        assertThat(dane.out()).contains("MX insecure, ");
        assertThat(server.received()).hasSize(mails).allMatch(mail -> mail.encrypted());
    }

    /** Without the option nobody asks for a policy. */
    @Test
    void mtaStsPoliciesAreAskedForOnlyIfWanted() throws Exception {
        SmtpServer server = server();
        DnsTree tree = tree(tlsa(server, SELF.tlsa(3, 1, 1)));

        Dane without = send(server, tree, file(MESSAGE), "--json");
        assertThat(without.status()).isZero();
        assertThat(without.out()).contains("\"mtaSts\": null,\n      \"decides\": \"dane\"");
        assertThat(tree.queries()).noneMatch(query -> query.name().startsWith("_mta-sts."));

        Dane with = send(server, tree, file(MESSAGE), "--mta-sts", folder.toString());
        assertThat(with.status()).isZero();
        assertThat(with.out()).contains("MTA-STS policy: none; DANE decides\n");
        assertThat(tree.queries()).anyMatch(query -> query.name().startsWith("_mta-sts.example.test"));
    }

    /**
     * An enforced policy (RFC 8461 section 5) delivers to the hosts that it names, if PKIX authenticates them or DANE does, and
     * to no other host; the report says which of the two decided.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enforce|mx.example.test|ca|-|0|mta-sts|TLSv1.3, authenticated under the MTA-STS policy of example.test",
                "enforce|*.example.test|ca|-|0|mta-sts|asks for: TLS, and a certificate of a trusted CA for mx.example.test",
                "enforce|mx.example.test|self|-|3|mta-sts|: no-pkix-path",
                "enforce|mx.example.test|none|-|3|mta-sts|: starttls-not-offered",
                "enforce|other.example.test|ca|-|3|mta-sts|mode enforce, and it does not name this host, which gets no mail",
                "enforce|other.example.test|ca|right|3|mta-sts|: mta-sts-mx-mismatch",
                "enforce|mx.example.test|self|right|0|dane|TLSv1.3, authenticated by the TLSA record",
                "enforce|mx.example.test|ca|wrong|3|dane|: leaf-mismatch",
                "testing|other.example.test|self|-|0|nothing|mode testing, which stops no mail; neither DANE nor MTA-STS decides",
                "none|-|self|-|0|nothing|MTA-STS policy: none; neither DANE nor MTA-STS decides",
            })
    void mtaSts(String mode, String mx, String tls, String records, int status, String decides, String words)
            throws Exception {
        TestCertificate shown = tls.equals("ca") ? BY_CA : SELF;
        SmtpServer.Builder builder = SmtpServer.builder("mx.example.test");
        SmtpServer server = network.start(tls.equals("none") ? builder.withoutStartTls() : builder.certificate(shown));
        TestCertificate published = records.equals("wrong") ? OTHER : shown;
        DnsTree tree = tree("_mta-sts TXT \"v=STSv1; id=1\""
                + (records.equals("-") ? "" : "\n" + tlsa(server, published.tlsa(3, 1, 1))));
        String kept =
                keep("version: STSv1\nmode: " + mode + (mx.equals("-") ? "" : "\nmx: " + mx) + "\nmax_age: 604800\n");

        Dane text;
        Dane json;
        TrustedRoot trusted = new TrustedRoot(CA, folder);
        try (trusted) {
            text = send(server, tree, file(MESSAGE), "--mta-sts", kept);
            json = send(server, tree, file(MESSAGE), "--mta-sts", kept, "--json");
        }

        assertThat(text.status()).as(text.out() + text.err()).isEqualTo(status);
        assertThat(text.out()).contains(words);
        assertThat(text.err()).isEmpty();
        assertThat(json.out()).contains("\"mtaSts\": \"" + mode + "\",\n      \"decides\": \"" + decides + "\"");
        assertThat(server.received()).hasSize(status == 0 ? 2 : 0).allMatch(mail -> mail.encrypted());
    }

    /** What cannot be found out is neither taken for a policy nor called none (RFC 8461 section 3.3). */
    @Test
    void mtaStsPolicyThatIsNotKnown() throws Exception {
        SmtpServer server = server();
        DnsTree tree = tree("_mta-sts TXT \"v=STSv1; id=1\"");
        tree.fault("_mta-sts.example.test", "TXT", Fault.SERVFAIL);

        Dane dane = send(server, tree, file(MESSAGE), "--mta-sts", folder.toString());

        assertThat(dane.status()).as(dane.out() + dane.err()).isZero();
        assertThat(dane.out()).contains("MTA-STS policy: unknown, so the mail is sent as if there were none: ");
        assertThat(dane.err()).isEmpty();
    }

    /** Where no host is known, no policy is asked for, and none is said to forbid the host. */
    @Test
    void mtaStsPolicyWithoutAHost() throws Exception {
        SmtpServer server = server();
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.unsigned()
                                .record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_mta-sts TXT \"v=STSv1; id=1\"")));
        String kept = keep("version: STSv1\nmode: enforce\nmx: mx.example.test\nmax_age: 604800\n");
        String[] options = {"--mode", "mandatory", "--mta-sts", kept};

        Dane text = send(server, tree, file(MESSAGE), options[0], options[1], options[2], options[3]);
        Dane json = send(server, tree, file(MESSAGE), options[0], options[1], options[2], options[3], "--json");

        assertThat(text.status()).as(text.out() + text.err()).isEqualTo(3);
        assertThat(text.out()).contains("example.test: MX insecure").doesNotContain("does not name this host");
        assertThat(json.out()).contains("\"mtaSts\": null,\n      \"decides\": null");
        assertThat(tree.queries()).noneMatch(query -> query.name().startsWith("_mta-sts."));
        assertThat(server.received()).isEmpty();
    }

    /** In the words of the findings of the other commands. */
    @Test
    void culpritOfARefusal() throws Exception {
        SmtpServer server = server();
        DnsTree tree = tree("");
        tree.fault("example.test", "DS", Fault.SERVFAIL);

        Dane json = send(server, tree, file(MESSAGE), "--json");

        assertThat(json.status()).as(json.out() + json.err()).isEqualTo(3);
        assertThat(json.out()).contains("\"culprit\": \"parent-zone\"");
    }

    /** A line of the policy file exempts a destination from MTA-STS. */
    @Test
    void mtaStsPolicyThatDoesNotCount() throws Exception {
        SmtpServer server = server();
        DnsTree tree = tree("_mta-sts TXT \"v=STSv1; id=1\"");
        String kept = keep("version: STSv1\nmode: enforce\nmx: other.example.test\nmax_age: 604800\n");
        String policy = Files.writeString(folder.resolve("policy"), "example.test opportunistic mta-sts=none\n")
                .toString();

        Dane dane = send(server, tree, file(MESSAGE), "--mta-sts", kept, "--policy", policy);

        assertThat(dane.status()).as(dane.out() + dane.err()).isZero();
        assertThat(dane.out()).doesNotContain("MTA-STS");
    }

    /** A folder in which the policy of example.test was put as it was fetched a moment ago. */
    private String keep(String policy) throws IOException {
        Path kept = Files.createDirectories(folder.resolve("sts"));
        Instant now = Instant.now();
        Files.writeString(
                kept.resolve("_example.test.mta-sts"),
                "1 1 " + now + " " + now.plus(Duration.ofDays(7)) + "\n" + policy);
        return kept.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.test mandatry|--policy: |policy:1:14: expected a mode",
                "example.test|--policy: |policy:1:13: expected a mode after",
                "example.test mandatory mta-sts=opportunistic|line 1 of the policy asks for MTA-STS policies; name a folder"
                        + "|--mta-sts"
            })
    void policyThatCannotBeUsed(String line, String complaint, String place) throws Exception {
        Path policy = Files.writeString(folder.resolve("policy"), line + "\n");

        Dane dane = Dane.run("send", file(MESSAGE), "--policy", policy.toString(), "--nameserver", "127.0.0.1:9");

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err()).contains(complaint, place).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty; expected a message",
                "'From: a@b.test\n\nx'|names no recipient; give one with --to",
                "'To: a@b.test\n\nx'|names no sender; give one with --from"
            })
    void messageThatCannotBeSent(String text, String complaint) throws Exception {
        Dane dane = Dane.run("send", file(text));

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains(complaint).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--to x|expected an address such as alice@example.org",
                "--mode off|--mode",
                "--mode ''|--mode",
                "--mode audit|--mode",
                "--policy none.txt|--policy: ",
                "--tenant a/b|--tenant: expected 1 to 64 letters",
                "--tenant acme|--tenant needs --policy",
                "--insecure-mx must|--insecure-mx: expected dane, encrypt or may, found must",
                "--mta-sts none|--mta-sts: none is not a folder",
                "--mta-sts /proc|--mta-sts: /proc cannot be used",
                "--helo a\tb|--helo",
                "--port 0|--port is 1 to 65535",
                "--deadline 0|--deadline is 1 to 86400"
            })
    void wrongUse(String args, String complaint) throws Exception {
        List<String> all = new ArrayList<>(List.of("send", file(MESSAGE)));
        all.addAll(List.of(args.replace("''", "").split(" ", -1)));

        Dane dane = Dane.run(all.toArray(String[]::new));

        assertThat(dane.status()).as(dane.out()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err()).contains(complaint).doesNotContain("\tat ", "mail.smtp-mx.");
    }

    /** What the transport finds wrong with the settings stays wrong when the message is sent again: it is not deferred. */
    @Test
    void settingThatTheTransportRefuses() throws Exception {
        SmtpServer server = server();

        Dane dane = send(server, "", file(MESSAGE), "--helo", "two words");

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err().lines().findFirst())
                .get()
                .asString()
                .contains("--helo", "two words")
                .doesNotContain("mail.smtp-mx.");
        assertThat(server.commands()).isEmpty();
    }
}
