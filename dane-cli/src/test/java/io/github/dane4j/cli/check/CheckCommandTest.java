package io.github.dane4j.cli.check;

import static io.github.dane4j.cli.Golden.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.cli.finding.ProducedCodes;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole command against a signed DNS tree and servers on loopback. */
@ExtendWith(ProducedCodes.class)
class CheckCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate certificate =
            TestCertificate.builder().dnsNames("mx.example.test").build();
    private final TestCertificate other =
            TestCertificate.builder().dnsNames("mx.example.test").build();

    private SmtpServer server(TestCertificate presented) {
        return network.start(SmtpServer.builder("mx.example.test").certificate(presented));
    }

    private DnsTree tree(Consumer<ZoneBuilder> contents) {
        return network.start(DnsTree.builder().zone("example.test", contents));
    }

    /** A zone with one MX host and these TLSA records. */
    private DnsTree tree(int port, String... tlsa) {
        return tree(zone -> mailHost(zone, port, tlsa));
    }

    private static void mailHost(ZoneBuilder zone, int port, String... tlsa) {
        zone.record("@ MX 10 mx").record("mx A 127.0.0.1");
        for (String record : tlsa) {
            zone.record("_" + port + "._tcp.mx TLSA " + record);
        }
    }

    private Dane check(DnsTree tree, String destination, int port, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("check", destination));
        if (port > 0) {
            args.addAll(List.of("--port", String.valueOf(port)));
        }
        args.addAll(arguments(tree));
        args.addAll(List.of(more));
        return Dane.run(args.toArray(String[]::new));
    }

    private List<String> arguments(DnsTree tree) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        return List.of("--nameserver", "127.0.0.1:" + tree.address().getPort(), "--trust-anchor", anchors.toString());
    }

    /** What differs from run to run: ports, keys, and where the name servers are. */
    private static String steady(String text) {
        return text.replaceAll("EDE 6 .*", "EDE 6 …")
                .replaceAll("port [0-9]{4,5}", "port PORT")
                .replaceAll("\\b[0-9a-f]{128}\\b", "SHA-512")
                .replaceAll("\\b[0-9a-f]{64}\\b", "SHA-256")
                .replaceAll("[0-9a-f]{12}(…|\\.\\.\\.)[0-9a-f]{4}", "DIGEST")
                .replaceAll("\"cipherSuite\": \"\\w+\"", "\"cipherSuite\": \"SUITE\"")
                .replaceAll("_[0-9]{2,5}\\._tcp", "_PORT._tcp")
                .replaceAll("--port [0-9]+", "--port PORT")
                .replaceAll("\"port\": [0-9]+", "\"port\": 25")
                .replaceAll("test:[0-9]{2,5}", "test:PORT");
    }

    // What is promised of the texts.

    @Test
    void authenticated() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));

        Dane text = check(tree, "example.test", server.port());
        Dane json = check(tree, "example.test", server.port(), "--json");

        assertThat(text.err()).isEmpty();
        assertThat(text.status()).isZero();
        assertGolden("check-authenticated.txt", steady(text.out()));
        assertThat(json.status()).isZero();
        assertGolden("check-authenticated.json", steady(json.out()));
    }

    @Test
    void anotherKey() throws Exception {
        SmtpServer server = server(other);
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));

        Dane text = check(tree, "example.test", server.port());
        Dane json = check(tree, "example.test", server.port(), "--json");

        assertThat(text.status()).isEqualTo(1);
        assertGolden("check-another-key.txt", steady(text.out()));
        assertThat(json.status()).isEqualTo(1);
        assertGolden("check-another-key.json", steady(json.out()));
    }

    @Test
    void bogus() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));
        tree.fault("_" + server.port() + "._tcp.mx.example.test.", "TLSA", Fault.CORRUPT_SIGNATURES);

        Dane text = check(tree, "example.test", server.port());

        assertThat(text.status()).isEqualTo(1);
        assertGolden("check-bogus.txt", steady(text.out()));
        assertThat(server.connections()).isZero();
    }

    /** RFC 5321 section 5.1, RFC 7505: mail for such a domain is returned at once, and waits for nothing. */
    @ParameterizedTest
    @CsvSource({"missing.test, 1, does not exist", "null.test, 4, takes no mail"})
    void domainThatTakesNoMail(String domain, int status, String summary) throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("test", zone -> zone.record("@ A 127.0.0.1"))
                .zone("null.test", zone -> zone.record("@ MX 0 .")));

        Dane text = check(tree, domain, 0);

        assertThat(text.status()).isEqualTo(status);
        assertThat(text.out())
                .contains(
                        domain + ": " + summary,
                        "a sender in opportunistic mode returns the mail",
                        "a sender in mandatory mode returns the mail")
                .doesNotContain("waiting", "at least one server");
    }

    @Test
    void traceOfLookupsLeavesTheReportAsItIs() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));

        Dane dane = check(tree, "example.test", server.port(), "--json", "--trace");

        assertThat(dane.status()).isZero();
        assertThat(steady(dane.out()))
                .isEqualTo(steady(
                        check(tree, "example.test", server.port(), "--json").out()));
        assertThat(dane.err().lines())
                .contains("example.test MX", "_" + server.port() + "._tcp.mx.example.test TLSA")
                .anyMatch(line -> line.matches("  query     example\\.test DNSKEY: NOERROR, \\d records, from 127.*"))
                .contains("  validated example.test MX: secure");
    }

    @Test
    void withoutRecords() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(server.port());

        Dane text = check(tree, "example.test", server.port());

        assertThat(text.status()).isEqualTo(4);
        assertGolden("check-without-records.txt", steady(text.out()));
    }

    @Test
    void withoutDnssec() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(zone -> mailHost(zone.unsigned(), server.port(), certificate.tlsa(3, 1, 1)));

        Dane text = check(tree, "example.test", server.port());

        assertThat(text.status()).isEqualTo(4);
        assertGolden("check-without-dnssec.txt", steady(text.out()));
    }

    @Test
    void withoutStartTls() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").withoutStartTls());
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));

        Dane text = check(tree, "example.test", server.port());

        assertThat(text.status()).isEqualTo(1);
        assertGolden("check-without-starttls.txt", steady(text.out()));
    }

    // Verdicts.

    @Test
    void neverSaysMoreThanAGreeting() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));

        check(tree, "example.test", server.port());

        // Once, and once more to see whether it has a certificate with another kind of key.
        server.awaitClosed(2, PATIENCE);
        assertThat(server.commands())
                .containsExactlyInAnyOrder("EHLO [127.0.0.1]", "STARTTLS", "QUIT", "EHLO [127.0.0.1]", "STARTTLS");
        assertThat(server.serverNames()).containsOnly("mx.example.test");
        assertThat(server.received()).isEmpty();
    }

    @Test
    void trustAnchorAndItsChain() throws Exception {
        TestCertificate issuer = TestCertificate.builder()
                .subject("CN=Test CA")
                .certificateAuthority()
                .build();
        TestCertificate own = TestCertificate.builder()
                .dnsNames("mx.example.test")
                .issuedBy(issuer)
                .build();
        SmtpServer complete =
                network.start(SmtpServer.builder("mx.example.test").chain(own, own.chain()));
        SmtpServer withoutRoot = server(own);
        DnsTree tree = tree(zone -> {
            mailHost(zone, complete.port(), issuer.tlsa(2, 0, 1));
            zone.record("_" + withoutRoot.port() + "._tcp.mx TLSA " + issuer.tlsa(2, 0, 1));
        });

        Dane yes = check(tree, "example.test", complete.port(), "--json");
        assertThat(yes.status()).isZero();
        assertThat(yes.out()).contains("\"depth\": 1", "\"matchedName\": \"mx.example.test\"");

        Dane no = check(tree, "example.test", withoutRoot.port());
        assertThat(no.status()).isEqualTo(1);
        assertThat(no.out())
                .contains("matches no issuer that the server sent", "make the server send every CA certificate");
    }

    @Test
    void worstOfTheServersDecides() throws Exception {
        SmtpServer good = server(certificate);
        SmtpServer bad = network.start(SmtpServer.builder("mx2.example.test")
                .certificate(other)
                .address(InetAddress.getByName("127.0.0.2"))
                .port(good.port()));
        DnsTree tree = tree(zone -> {
            zone.record("@ MX 20 mx2").record("mx2 A 127.0.0.2");
            mailHost(zone, good.port(), certificate.tlsa(3, 1, 1));
            zone.record("_" + bad.port() + "._tcp.mx2 TLSA " + certificate.tlsa(3, 1, 1));
        });

        Dane dane = check(tree, "example.test", good.port());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .containsSubsequence(
                        "\n10 mx.example.test:",
                        "ok    127.0.0.1, TLSv1.3: authenticated by 3 1 1",
                        "\n20 mx2.example.test:",
                        "FAIL  127.0.0.2, TLSv1.3: the server matches none of its TLSA records",
                        "\nFAIL  example.test: broken");
    }

    @Test
    void everyAddressIsAsked() throws Exception {
        SmtpServer good = server(certificate);
        SmtpServer bad = network.start(SmtpServer.builder("mx.example.test")
                .certificate(other)
                .address(InetAddress.getByName("127.0.0.2"))
                .port(good.port()));
        DnsTree tree = tree(zone -> {
            mailHost(zone, good.port(), certificate.tlsa(3, 1, 1));
            zone.record("mx A 127.0.0.2");
        });

        Dane dane = check(tree, "example.test", good.port());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out()).contains("ok    127.0.0.1", "FAIL  127.0.0.2");
        bad.awaitConnections(1, PATIENCE);
    }

    @Test
    void unsignedMxRecordOfASignedHostIsNoProtection() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> mailHost(zone, server.port(), certificate.tlsa(3, 1, 1)))
                .zone("plain.test", zone -> zone.unsigned().record("@ MX 10 mx.example.test.")));

        Dane dane = check(tree, "plain.test", server.port());

        assertThat(dane.status()).isEqualTo(4);
        assertThat(dane.out())
                .contains(
                        "plain.test MX: insecure, 1 record",
                        "hint (the zone): sign the zone plain.test with DNSSEC",
                        "ok    127.0.0.1",
                        "none  plain.test: not protected by DANE");
    }

    @Test
    void recordsThatNobodyCanUse() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(server.port(), certificate.tlsa(1, 1, 1));

        Dane dane = check(tree, "example.test", server.port());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .contains(
                        "none of the TLSA records of mx.example.test is usable",
                        "publish a record that senders can use");
    }

    @Test
    void startTlsRefused() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").refuseStartTls());
        Dane dane = check(tree(server.port(), certificate.tlsa(3, 1, 1)), "example.test", server.port());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .contains("the server offers STARTTLS and refuses it; it said: 454 TLS not available")
                .contains("hint (the server): repair the server's TLS");
        server.awaitClosed(1, PATIENCE);
        assertThat(server.commands()).containsExactly("EHLO [127.0.0.1]", "STARTTLS", "QUIT");
    }

    @Test
    void handshakeThatFails() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").breakHandshake());
        Dane dane = check(tree(server.port(), certificate.tlsa(3, 1, 1)), "example.test", server.port());

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out()).contains("FAIL  127.0.0.1: the TLS handshake failed: ");
    }

    @Test
    void uncoveredServerWithoutTlsIsJustUncovered() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").withoutStartTls());
        Dane dane = check(tree(server.port()), "example.test", server.port());

        assertThat(dane.status()).isEqualTo(4);
        assertThat(dane.out()).contains("none  127.0.0.1: the server does not offer STARTTLS; it said: 250-mx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 no service", "450 \u001b[31mlater"})
    void serverThatDoesNotWantToTalk(String greeting) throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").greeting(greeting));
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));

        for (Dane dane : List.of(
                check(tree, "example.test", server.port()), check(tree, "example.test", server.port(), "--json"))) {
            assertThat(dane.status()).isEqualTo(3);
            assertThat(dane.out())
                    .contains("the server does not want to talk; it said: " + greeting.substring(0, 4))
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void serverThatHangsUp() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").closeAfterGreeting());
        Dane dane = check(tree(server.port(), certificate.tlsa(3, 1, 1)), "example.test", server.port());

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains("?     127.0.0.1: ", "?  example.test: not every server could be judged");
    }

    @Test
    void serverThatSaysNothing() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").silent());
        Dane dane =
                check(tree(server.port(), certificate.tlsa(3, 1, 1)), "example.test", server.port(), "--timeout", "5");

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains("the server took more than 5 seconds");
    }

    @Test
    void serverThatIsNotThere() throws Exception {
        SmtpServer server = server(certificate);
        int port = server.port();
        server.close();
        Dane dane = check(tree(port, certificate.tlsa(3, 1, 1)), "example.test", port);

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out()).contains("?     127.0.0.1: the server cannot be reached: Connection refused");
    }

    @ParameterizedTest
    @CsvSource({
        "null.test, 4, none  the domain null.test takes no mail",
        "nothing.test, 1, FAIL  the domain nothing.test does not exist",
        "lost.test, 1, 'hint (the zone): correct the MX record, or publish an address'",
        "literal.test, 4, hint (the zone): give the host a name",
        "invalid.test, 1, hint (the zone): correct the MX record",
    })
    void destinationsWithoutAServer(String domain, int status, String message) throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("null.test", zone -> zone.record("@ MX 0 ."))
                .zone("lost.test", zone -> zone.record("@ MX 10 mx"))
                .zone("literal.test", zone -> zone.record("@ MX 10 127.0.0.1."))
                .zone("invalid.test", zone -> zone.record("@ MX 10 a\\032\\027b")));

        Dane dane = check(tree, domain, 9);

        assertThat(dane.out()).contains(message).doesNotContain("\u001b");
        assertThat(dane.status()).isEqualTo(status);
        assertThat(check(tree, domain, 9, "--json").status()).isEqualTo(status);
    }

    @Test
    void domainWithoutMxRecordsIsItsOwnHost() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(zone ->
                zone.record("@ A 127.0.0.1").record("_" + server.port() + "._tcp TLSA " + certificate.tlsa(3, 1, 1)));

        assertThat(check(tree, "example.test", server.port()).status()).isZero();
    }

    @Test
    void looksAtNoMoreThanItPromises() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(zone -> {
            for (int i = 0; i <= DestinationCheck.MAX_HOSTS; i++) {
                zone.record("@ MX " + i + " mx" + i);
            }
            for (int i = 0; i <= DestinationCheck.MAX_ADDRESSES; i++) {
                zone.record("mx0 A 127.0.0." + (i + 1));
            }
            zone.record("_" + server.port() + "._tcp.mx0 TLSA " + certificate.tlsa(3, 1, 1));
        });

        Dane dane = check(tree, "example.test", server.port());

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out())
                .contains("1 more addresses of mx0.example.test were not looked at", "1 more hosts were not looked at")
                .contains("\n63 mx63.example.test:")
                .doesNotContain("\n64 mx64.example.test:");
        assertThat(check(tree, "example.test", server.port(), "--json").out())
                .contains("\"hostsLeftOut\": 1", "\"addressesLeftOut\": 1");
    }

    // One server.

    @Test
    void serverWithTlsFromTheFirstOctet() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));
        DnsTree tree = tree(zone -> zone.record("www A 127.0.0.1")
                .record("_" + server.port() + "._tcp.www TLSA " + certificate.tlsa(3, 1, 1)));

        Dane yes = check(tree, "www.example.test:" + server.port(), 0);
        assertThat(yes.out()).contains("ok    127.0.0.1, TLSv1.3: authenticated by 3 1 1");
        assertThat(yes.status()).isZero();

        server.certificate(other);
        Dane no = check(tree, "www.example.test:" + server.port(), 0, "--starttls", "none", "--json");
        assertThat(no.status()).isEqualTo(1);
        assertThat(no.out()).contains("\"mx\": null", "\"preference\": null", "\"reason\": \"leaf-mismatch\"");
    }

    @Test
    void oneMailServer() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));

        Dane dane = check(tree, "mx.example.test:" + server.port(), 0, "--starttls", "smtp");

        assertThat(dane.status()).isZero();
        server.awaitClosed(2, PATIENCE);
        assertThat(server.commands()).contains("EHLO [127.0.0.1]", "STARTTLS", "QUIT");
    }

    // Wrong use.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1                       | is an IP address",
                "192.0.2.1:25                    | is an IP address",
                "mx.example.test:0               | a port is 1 to 65535",
                "mx.example.test:70000           | a port is 1 to 65535",
                "a..b                            | is not a DNS name",
                "example.test --port 0           | --port is 1 to 65535",
                "example.test --port 65536       | --port is 1 to 65535",
                "example.test --timeout 0        | --timeout is 1 to 300",
                "example.test --timeout 301      | --timeout is 1 to 300",
                "example.test --starttls none    | --starttls none is for HOST:PORT",
                "example.test --starttls gopher  | starttls",
                "smtp://mx.example.test          | expected a domain or HOST:PORT, found a URL or path",
                "mx.example.test:25:25           | expected a domain or HOST:PORT with a port of 1 to 65535",
                "mx.example.test:smtp            | expected a domain or HOST:PORT with a port of 1 to 65535",
                "example.test -4 -6              | mutually exclusive",
                "example.test --json --format nagios | --json and --format nagios exclude each other",
                "example.test --days 0           | --days is 1 to 3650",
                "example.test --nameserver dns   | --nameserver is an address like",
                "example.test --nameserver 999.0.2.1 | --nameserver is an address like",
                "example.test --nameserver 192.0.2.1:0 | --nameserver is an address like",
                "example.test --nameserver 1::2::3 | --nameserver is an address like",
                "example.test --trust-anchor none.key | --trust-anchor: the trust anchor file none.key cannot be read",
            })
    void wrongUse(String arguments, String message) {
        Dane dane = Dane.run(("check " + arguments).split(" ", -1));

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err()).contains(message).contains("See: dane check --help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:9", "[::1]:9", "::1"})
    void nameServersThatDoNotAnswer(String nameServer) {
        Dane dane = Dane.run("check", "example.test", "--nameserver", nameServer, "--timeout", "1");

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out())
                .startsWith("example.test MX: dns-")
                .contains("?     your resolver ", " does not answer: ", "hint (your resolver): check the address")
                .doesNotContain("repair the signatures", "the name servers of the zone");
    }

    /** The root's keys are right, so that it is the anchor below it. */
    @Test
    void trustAnchorThatFitsNoKey() throws Exception {
        SmtpServer server = server(certificate);
        DnsTree tree = tree(server.port(), certificate.tlsa(3, 1, 1));
        Path anchors = Files.writeString(
                folder.resolve("anchors.key"),
                tree.trustAnchors() + "\nexample.test. IN DS 12345 13 2 " + "00".repeat(32) + "\n");

        Dane dane = Dane.run(
                "check",
                "example.test",
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString(),
                "--format",
                "jsonl");

        assertThat(dane.status()).isEqualTo(3);
        assertThat(dane.out())
                .contains(
                        "\"code\":\"lookup-not-trusted\",\"level\":\"unknown\",\"culprit\":\"your-settings\"",
                        "check the clock of this machine and the trust anchors; the domain is not at fault");
        assertThat(server.connections()).isZero();
    }

    @Test
    void helpListsTheExitStatus() {
        for (String command : Set.of("check", "tlsa", "verify")) {
            Dane dane = Dane.run(command, "--help");

            assertThat(dane.status()).isZero();
            assertThat(dane.out()).contains("Exit status:").containsPattern("\n +2 +wrong usage");
        }
    }
}
