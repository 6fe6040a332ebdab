package io.github.dane4j.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.cli.check.ScriptedServer.Turn;
import io.github.dane4j.cli.finding.ProducedCodes;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single servers of other protocols than mail between servers, and services found by SRV records. */
@ExtendWith(ProducedCodes.class)
class ServiceCheckTest {
    private static final String LDAP_OID = "1.3.6.1.4.1.1466.20037";

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final TestCertificate certificate =
            TestCertificate.builder().dnsNames("host.example.test").build();

    /** What a client says to a server of XMPP, as far as a server goes by it (RFC 6120 sections 4.7 and 4.8). */
    private static final String XMPP =
            "xmlns='jabber:%s' xmlns:stream='http://etherx.jabber.org/streams' to='%s' version='1.0'>";

    private static final String FEATURES = "<?xml version='1.0'?><stream:stream><stream:features><starttls"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>";

    /** Servers that offer TLS after a few words, by the word of {@code --starttls}. */
    private static final Map<String, Turn[]> WILLING = Map.of(
            "imap",
            new Turn[] {
                new Turn("", "* OK hello\r\n"),
                new Turn("\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\na OK done\r\n"),
                new Turn("STARTTLS\r\n", "* OK by the way\r\nb OK begin\r\n")
            },
            "pop3",
            new Turn[] {
                new Turn("", "+OK hello\r\n"),
                new Turn("CAPA\r\n", "+OK\r\nTOP\r\nSTLS\r\n.\r\n"),
                new Turn("STLS\r\n", "+OK begin\r\n")
            },
            "xmpp",
            new Turn[] {
                new Turn(XMPP.formatted("client", "host.example.test"), FEATURES),
                new Turn("tls'/>", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
            },
            "xmpp-server",
            new Turn[] {
                new Turn(XMPP.formatted("server", "host.example.test"), FEATURES),
                new Turn("tls'/>", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
            },
            "ldap",
            new Turn[] {new Turn(LDAP_OID, "0\f\2\1\1x\7\n\1\0\4\0\4\0")},
            "postgres",
            new Turn[] {new Turn("/", "S")});

    /** The same without TLS. */
    private static final Map<String, Turn[]> UNWILLING = Map.of(
            "imap",
            new Turn[] {
                new Turn("", "* OK hello\r\n"), new Turn("\r\n", "* CAPABILITY IMAP4rev1 XSTARTTLS\r\na OK done\r\n")
            },
            "pop3",
            new Turn[] {new Turn("", "+OK hello\r\n"), new Turn("CAPA\r\n", "+OK\r\nTOP\r\n.\r\n")},
            "xmpp",
            new Turn[] {new Turn("version='1.0'>", "<stream:stream><stream:features></stream:features>")},
            "xmpp-server",
            new Turn[] {
                new Turn(
                        XMPP.formatted("server", "host.example.test"),
                        "<stream:stream><stream:features></stream:features>")
            },
            "ldap",
            new Turn[] {new Turn(LDAP_OID, "0\f\2\1\1x\7\n\1\2\4\0\4\0")},
            "postgres",
            new Turn[] {new Turn("/", "N")});

    private Dane check(String destination, String records, String... more) throws IOException {
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> {
            zone.record("host A 127.0.0.1");
            records.lines().forEach(zone::record);
        }));
        return check(tree, destination, more);
    }

    private Dane check(DnsTree tree, String destination, String... more) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), tree.trustAnchors());
        List<String> args = new ArrayList<>(List.of(
                "check",
                destination,
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString()));
        args.addAll(List.of(more));
        return Dane.run(args.toArray(String[]::new));
    }

    private static Turn[] script(Map<String, Turn[]> servers, String protocol) {
        return Objects.requireNonNull(servers.get(protocol));
    }

    private static String tlsa(int port, String record) {
        return "_" + port + "._tcp.host TLSA " + record;
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3", "xmpp", "xmpp-server", "ldap", "postgres"})
    void startTlsOfOtherProtocols(String protocol) throws Exception {
        try (ScriptedServer server = new ScriptedServer(certificate, script(WILLING, protocol))) {
            Dane dane = check(
                    "host.example.test:" + server.port(),
                    tlsa(server.port(), certificate.tlsa(3, 1, 1)),
                    "--starttls",
                    protocol);

            assertThat(dane.out()).contains("ok    127.0.0.1, TLSv1.3: authenticated by 3 1 1");
            assertThat(dane.status()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3", "xmpp", "xmpp-server", "ldap", "postgres"})
    void serverThatDoesNotOfferIt(String protocol) throws Exception {
        try (ScriptedServer server = new ScriptedServer(certificate, script(UNWILLING, protocol))) {
            Dane dane = check(
                    "host.example.test:" + server.port(),
                    tlsa(server.port(), certificate.tlsa(3, 1, 1)),
                    "--starttls",
                    protocol,
                    "--format",
                    "jsonl");

            assertThat(dane.out()).contains("\"code\":\"starttls-not-offered\",\"protocol\":\"" + protocol + "\"");
            assertThat(dane.status()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "imap, * OK hello",
        "imap, * OK [CAPABILITY IMAP4rev1 STARTTLS] ready",
        "pop3, +OK hello",
        "pop3, +OK <1896.697170952@host.example.test>"
    })
    void serverThatSpeaksFirstIsRecognized(String protocol, String greeting) throws Exception {
        Turn[] script = script(WILLING, protocol).clone();
        script[0] = new Turn("", greeting + "\r\n");
        try (ScriptedServer server = new ScriptedServer(certificate, script)) {
            Dane dane = check(
                    "host.example.test:" + server.port(),
                    tlsa(server.port(), certificate.tlsa(3, 1, 1)),
                    "--format",
                    "jsonl");

            assertThat(dane.out()).contains("\"code\":\"authenticated\",\"protocol\":\"" + protocol + "\"");
            assertThat(dane.status()).isZero();
        }
    }

    /** What greets otherwise is not taken for one of them. */
    @ParameterizedTest
    @ValueSource(strings = {"* BYE not now", "-ERR not now", "SSH-2.0-OpenSSH_9.2", "22 mx.example.test"})
    void serverThatSpeaksFirstAndIsNotRecognized(String greeting) throws Exception {
        Turn[] script = {new Turn("", greeting + "\r\n")};
        try (ScriptedServer server = new ScriptedServer(certificate, script)) {
            Dane dane = check(
                    "host.example.test:" + server.port(),
                    tlsa(server.port(), certificate.tlsa(3, 1, 1)),
                    "--format",
                    "jsonl");

            assertThat(dane.out()).contains("\"code\":\"handshake-failed\",\"protocol\":\"none\"");
            assertThat(dane.status()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"imap, pop3", "pop3, imap", "smtp, imap", "ldap, pop3", "postgres, imap", "xmpp, imap"})
    void serverOfAnotherProtocol(String asked, String spoken) throws Exception {
        try (ScriptedServer server = new ScriptedServer(certificate, script(WILLING, spoken))) {
            Dane dane = check(
                    "host.example.test:" + server.port(),
                    tlsa(server.port(), certificate.tlsa(3, 1, 1)),
                    "--starttls",
                    asked);

            assertThat(dane.out())
                    .contains(
                            "the server does not speak ", "hint (your settings): choose the protocol with --starttls");
            assertThat(dane.status()).isEqualTo(3);
        }
    }

    /** RFC 7671 section 4: usages 0 and 1 count where mail between servers would not use them; the roots are the system's. */
    @Test
    void usageOfPkixNeedsARootThatIsTrustedHere() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));

        Dane dane =
                check("host.example.test:" + server.port(), tlsa(server.port(), certificate.tlsa(1, 1, 1)), "--json");

        assertThat(dane.status()).isEqualTo(1);
        assertThat(dane.out())
                .contains("\"requirement\": \"authenticated\"", "\"code\": \"chain-incomplete\"", "no-pkix-path");
    }

    @Test
    void serversOfAServiceAreFoundBySrvRecords() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));

        Dane dane = check(
                "example.test",
                "_imaps._tcp SRV 0 1 " + server.port() + " host\n" + tlsa(server.port(), certificate.tlsa(3, 1, 1))
                        + "\n_pop3s._tcp SRV 0 0 0 .",
                "--srv",
                "imaps,pop3s,ldaps");

        assertThat(dane.out())
                .contains(
                        "ok    127.0.0.1, TLSv1.3: authenticated by 3 1 1",
                        "ok  _imaps._tcp.example.test: every server is the one that DNS names",
                        "none  the domain declares that it does not offer _pop3s._tcp.example.test",
                        "none  _ldaps._tcp.example.test has no SRV records");
        assertThat(dane.status()).isEqualTo(4);
    }

    /** A server asks for the domain, whose service it is, and not for the host (RFC 6120 section 4.7.2). */
    @Test
    void serverOfAnXmppDomain() throws Exception {
        Turn[] script = script(WILLING, "xmpp-server").clone();
        script[0] = new Turn(XMPP.formatted("server", "example.test"), FEATURES);
        try (ScriptedServer server = new ScriptedServer(certificate, script)) {
            Dane dane = check(
                    "example.test",
                    "_xmpp-server._tcp SRV 0 1 " + server.port() + " host\n"
                            + tlsa(server.port(), certificate.tlsa(3, 1, 1)),
                    "--srv",
                    "xmpp-server");

            assertThat(dane.out()).contains("ok  _xmpp-server._tcp.example.test: every server is the one");
            assertThat(dane.status()).isZero();
        }
    }

    @Test
    void srvRecordsOfAZoneThatIsNotSigned() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("host A 127.0.0.1").record(tlsa(server.port(), certificate.tlsa(3, 1, 1))))
                .zone(
                        "plain.test",
                        zone -> zone.unsigned()
                                .record("_imaps._tcp SRV 0 1 " + server.port() + " host.example.test.")));

        Dane dane = check(tree, "plain.test", "--srv", "imaps", "--format", "jsonl");

        assertThat(dane.out())
                .contains(
                        "\"origin\":\"srv-insecure\"",
                        "\"code\":\"srv-unsigned\",\"level\":\"not-covered\",\"culprit\":\"zone\"");
        assertThat(dane.status()).isEqualTo(4);
    }

    @Test
    void severalDestinations() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));
        String good = "host.example.test:" + server.port();

        Dane dane = check(good, tlsa(server.port(), certificate.tlsa(3, 1, 1)), "missing.test", "--format", "jsonl");

        assertThat(dane.out().lines().toList())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"destination\":\"" + good + "\",\"level\":\"ok\""),
                        second ->
                                assertThat(second).contains("\"destination\":\"missing.test\",\"level\":\"failure\""));
        assertThat(dane.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 1 1 | 0 | DANE OK - HOST: every server is the one that DNS names, warnings=0 failures=0",
                "3 1 0 | 0 | DANE OK - HOST: every server is the one that DNS names, warnings=0 failures=0",
                "none  | 1 | DANE WARNING - HOST: host.example.test: host.example.test has no TLSA records, warnings=0",
                "other | 2 | DANE CRITICAL - HOST: host.example.test: the server matches none of its TLSA records,"
                        + " failures=1",
            })
    void lineForNagios(String record, int status, String expected) throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));
        String host = "host.example.test:" + server.port();
        String records = record.equals("none")
                ? ""
                : record.equals("other")
                        ? tlsa(server.port(), TestCertificate.builder().build().tlsa(3, 1, 1))
                        : tlsa(server.port(), certificate.tlsa(3, 1, Integer.parseInt(record.substring(4))));

        Dane dane = check(host, records, "--format", "nagios");

        assertThat(dane.status()).isEqualTo(status);
        assertThat(dane.out().lines()).hasSize(1);
        assertThat(dane.out()).contains(expected.replace("HOST", host).split(", "));
    }

    @Test
    void metricsForPrometheus() throws Exception {
        TlsServer server = network.start(TlsServer.builder().certificate(certificate));
        String host = "host.example.test:" + server.port();

        Dane dane = check(host, "", "--format", "prometheus");

        assertThat(dane.status()).isEqualTo(4);
        assertThat(dane.out().lines())
                .contains(
                        "# TYPE dane_check_level gauge",
                        "dane_check_level{destination=\"" + host + "\",level=\"not-covered\"} 1",
                        "dane_check_level{destination=\"" + host + "\",level=\"ok\"} 0",
                        "dane_check_findings{destination=\"" + host
                                + "\",code=\"tlsa-missing\",level=\"not-covered\"} 1");
    }
}
