package io.github.dane4j.cli.beside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dane4j.DomainName;
import io.github.dane4j.cli.Dane;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.ProducedCodes;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a domain has beside DANE, as dane check reports it. */
@ExtendWith(ProducedCodes.class)
class BesideDaneTest {
    private static final String POLICY = "version: STSv1\r\nmode: enforce\r\nmx: *.example.test\r\nmax_age: 604800\r\n";

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private Dane check(String records, String... more) throws IOException {
        return check(9, records, more);
    }

    private Dane check(int policyPort, String records, String... more) throws IOException {
        return check(tree(records, true), policyPort, more);
    }

    private DnsTree tree(String records, boolean signed) {
        return network.start(DnsTree.builder().zone("example.test", zone -> {
            if (!signed) {
                zone.unsigned();
            }
            zone.record("@ MX 10 mx").record("mx A 127.0.0.1").record("mta-sts A 127.0.0.1");
            Stream.of(records.split("#"))
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(zone::record);
        }));
    }

    private Dane check(DnsTree tree, int policyPort, String... more) throws IOException {
        return check(tree, tree.trustAnchors(), policyPort, more);
    }

    private Dane check(DnsTree tree, String trusted, int policyPort, String... more) throws IOException {
        Path anchors = Files.writeString(folder.resolve("root.key"), trusted);
        List<String> args = new ArrayList<>(List.of(
                "check",
                "example.test",
                "--port",
                "9",
                "--nameserver",
                "127.0.0.1:" + tree.address().getPort(),
                "--trust-anchor",
                anchors.toString(),
                "--mta-sts-port",
                String.valueOf(policyPort)));
        args.addAll(List.of(more));
        return Dane.run(args.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                " | none  MTA-STS: there is no record at _mta-sts.example.test",
                " | none  TLSRPT: there is no record at _smtp._tls.example.test",
                " | none  DMARC: there is no record at _dmarc.example.test",
                " | none  SPF: example.test has no record",
                "_mta-sts TXT \"v=STSv1; id=\" | warn  MTA-STS: the record at _mta-sts.example.test is not valid:"
                        + " v=STSv1; id=",
                "_mta-sts TXT \"v=STSv1; id=1\" | warn  MTA-STS: https://mta-sts.example.test/.well-known/mta-sts.txt"
                        + " cannot be had: Connection refused",
                "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.test\" | ok    TLSRPT: reports go to"
                        + " mailto:tls@example.test; its record is signed by DNSSEC",
                "_smtp._tls TXT \"v=TLSRPTv1\" | warn  TLSRPT: the record at _smtp._tls.example.test is not valid",
                "_dmarc TXT \"v=DMARC1; p=reject\" | ok    DMARC: policy reject, by _dmarc.example.test; its record is"
                        + " signed by DNSSEC",
                "_dmarc TXT \"v=DMARC1; p=no\" | warn  DMARC: the record at _dmarc.example.test is not valid",
                "@ TXT \"v=spf1 mx -all\" | ok    SPF: v=spf1 mx -all; its record is signed by DNSSEC",
                "@ TXT \"v=spf1 mx\" # @ TXT \"v=spf1 a\" | warn  SPF: example.test has 2 records, so that none counts",
                "@ TXT \"v=spf1 +all\" | warn  SPF: the record of example.test lets everybody send: v=spf1 +all",
                "k1._domainkey TXT \"v=DKIM1; p=abc\" | ok    DKIM: k1._domainkey.example.test has a key",
                "k1._domainkey TXT \"v=DKIM1; p=\" | warn  DKIM: the key at k1._domainkey.example.test is revoked",
                " | warn  DKIM: there is no key at k1._domainkey.example.test",
            })
    void records(String records, String line) throws Exception {
        Dane dane = check(records == null ? "" : records, "--dkim-selector", "k1");

        assertThat(dane.out()).contains("\nbeside DANE\n", "\n  " + line);
        // It does not change the verdict, which is that of a domain without TLSA records.
        assertThat(dane.status()).isEqualTo(4);
    }

    /** Records of an unsigned zone are there, and anybody on the way may have put them there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.test\" | TLSRPT: reports go to mailto:tls@example.test",
                "_dmarc TXT \"v=DMARC1; p=reject\" | DMARC: policy reject, by _dmarc.example.test",
                "@ TXT \"v=spf1 mx -all\" | SPF: v=spf1 mx -all",
                "k1._domainkey TXT \"v=DKIM1; p=abc\" | DKIM: k1._domainkey.example.test has a key",
            })
    void recordsThatAreNotSigned(String records, String line) throws Exception {
        Dane dane = check(tree(records, false), 9, "--dkim-selector", "k1");

        assertThat(dane.out()).contains("\n  ok    " + line + "; its record is not signed by DNSSEC\n");
    }

    private static Fault fault(String name) {
        return switch (name) {
            case "servfail" -> Fault.SERVFAIL;
            case "refused" -> Fault.REFUSED;
            case "no-reply" -> Fault.NO_REPLY;
            case "bogus" -> Fault.CORRUPT_SIGNATURES;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** A lookup that failed says nothing of whether there is a record: neither that there is none, nor that it is not signed. */
    @ParameterizedTest
    @CsvSource({
        "_mta-sts.example.test, servfail, MTA-STS, beside-lookup-failed, the zone",
        "_mta-sts.example.test, no-reply, MTA-STS, beside-lookup-unanswered, your resolver",
        "_smtp._tls.example.test, refused, TLSRPT, beside-lookup-failed, the zone",
        "_smtp._tls.example.test, bogus, TLSRPT, beside-lookup-bogus, the zone",
        "_dmarc.example.test, servfail, DMARC, beside-lookup-failed, the zone",
        "_dmarc.example.test, bogus, DMARC, beside-lookup-bogus, the zone",
        "example.test, servfail, SPF, beside-lookup-failed, the zone",
        "example.test, bogus, SPF, beside-lookup-bogus, the zone",
        "k1._domainkey.example.test, bogus, DKIM, beside-lookup-bogus, the zone",
        "k1._domainkey.example.test, refused, DKIM, beside-lookup-failed, the zone",
    })
    void lookupThatFails(String name, String fault, String mechanism, String code, String culprit) throws Exception {
        DnsTree tree = tree(
                "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.test\" # _dmarc TXT \"v=DMARC1; p=reject\""
                        + " # @ TXT \"v=spf1 mx -all\" # k1._domainkey TXT \"v=DKIM1; p=abc\"",
                true);
        tree.fault(name, "TXT", fault(fault));
        String[] selector = {"--dkim-selector", "k1", "--timeout", "5"};

        Dane text = check(tree, 9, selector);
        Dane json = check(tree, 9, "--json", "--dkim-selector", "k1", "--timeout", "5");

        assertThat(text.out())
                .contains(
                        "\n  ?     " + mechanism + ": not known, because ", "\"" + name + " TXT\"", "(" + culprit + ")")
                .doesNotContain(
                        mechanism.equals("SPF") ? "SPF: example.test has no record" : mechanism + ": there is no");
        assertThat(json.out()).contains("\"code\": \"" + code + "\"").doesNotContain("not signed");
        // The verdict is about DANE, and that is as before.
        assertThat(text.status()).isEqualTo(4);
    }

    /** The keys of DKIM are in a zone of their own. */
    private DnsTree treeWithAZoneOfKeys() {
        return network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("@ MX 10 mx").record("mx A 127.0.0.1"))
                .zone("_domainkey.example.test", zone -> zone.record("k1 TXT \"v=DKIM1; p=abc\"")));
    }

    @Test
    void delegationThatIsNotProven() throws Exception {
        DnsTree tree = treeWithAZoneOfKeys();
        tree.fault("_domainkey.example.test", "DS", Fault.CORRUPT_SIGNATURES);

        assertThat(check(tree, 9, "--json", "--dkim-selector", "k1").out())
                .contains("\"code\": \"beside-ds-not-proven\"");
    }

    /** What may pass says nothing about what the parent zone proves. */
    @Test
    void delegationThatIsNotAnswered() throws Exception {
        DnsTree tree = treeWithAZoneOfKeys();
        tree.fault("_domainkey.example.test", "DS", Fault.SERVFAIL);

        assertThat(check(tree, 9, "--json", "--dkim-selector", "k1").out())
                .contains("\"code\": \"beside-lookup-failed\"")
                .doesNotContain("beside-ds-not-proven");
    }

    @Test
    void lookupThatIsInterrupted() {
        DnsTree tree = treeWithAZoneOfKeys();
        try (DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build()) {
            Thread.currentThread().interrupt();
            Finding finding = BesideDane.dnsOnly(resolver).mtaStsOf(DomainName.of("example.test"), List.of());
            assertThat(Thread.interrupted()).isTrue();
            ProducedCodes.saw(finding);

            assertThat(finding.code().word()).isEqualTo("beside-lookup-not-made");
            assertThat(finding.text()).contains("was not completed here").doesNotContain("null");
        }
    }

    @Test
    void trustAnchorThatMatchesNoKey() throws Exception {
        DnsTree tree = treeWithAZoneOfKeys();
        String anchors = tree.trustAnchors() + "\n_domainkey.example.test. IN DS 12345 13 2 " + "00".repeat(32) + "\n";

        assertThat(check(tree, anchors, 9, "--json", "--dkim-selector", "k1").out())
                .contains("\"code\": \"beside-lookup-not-trusted\"");
    }

    /** There is a record, but what the policy says cannot be told. */
    @Test
    void addressesOfThePolicyHostThatCannotBeLookedUp() throws Exception {
        DnsTree tree = tree("_mta-sts TXT \"v=STSv1; id=1\"", true);
        tree.fault("mta-sts.example.test", "A", Fault.CORRUPT_SIGNATURES);

        assertThat(check(tree, 9).out())
                .contains(
                        "\n  ?     MTA-STS: not known, because the answer to \"mta-sts.example.test A\" fails DNSSEC");
    }

    @Test
    void codesForMachines() throws Exception {
        Dane dane = check(
                "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.test\" # _dmarc TXT \"v=DMARC1; p=reject\""
                        + " # @ TXT \"v=spf1 mx -all\" # k1._domainkey TXT \"v=DKIM1; p=abc\"",
                "--dkim-selector",
                "k1",
                "--json");

        for (String code :
                List.of("mta-sts-absent", "tlsrpt-present", "dmarc-present", "spf-present", "dkim-present")) {
            assertThat(dane.out()).contains("\"code\": \"" + code + "\"");
        }
    }

    @Test
    void canBeLeftOut() throws Exception {
        assertThat(check("", "--dane-only").out()).doesNotContain("beside DANE", "SPF");
        assertThat(check("", "--json").out()).contains("\"beside\": [", "\"code\": \"spf-absent\"");
    }

    @Test
    void policyIsFetchedFromTheAddressThatDnsNames() throws Exception {
        TestCertificate certificate =
                TestCertificate.builder().dnsNames("mta-sts.example.test").build();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.createContext("/.well-known/mta-sts.txt", exchange -> {
            byte[] body = POLICY.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            // The system does not trust the test's certificate, and so neither does the command.
            assertThat(check(port, "_mta-sts TXT \"v=STSv1; id=1\"").out())
                    .contains("mta-sts.txt cannot be had: ", "unable to find valid certification path");
            HttpsPolicySource source =
                    new HttpsPolicySource(trusting(certificate).getSocketFactory(), port, Duration.ofSeconds(20));
            assertThat(source.policy(DomainName.of("mta-sts.example.test"), InetAddress.getLoopbackAddress()))
                    .isEqualTo(POLICY);
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext trusting(TestCertificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("test", certificate.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.test, true",
        "MX.example.test, true",
        "a.mx.example.test, false",
        "example.test, false",
        "mx.example.org, false"
    })
    void patternsStandForOneLabel(String host, boolean allowed) {
        assertThat(MtaStsPolicy.parse(POLICY).allows(host)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version: STSv2\nmode: none\nmax_age: 1",
                "version: STSv1\nmode: on\nmax_age: 1",
                "version: STSv1\nmode: none\nmax_age: 31557601",
                "version: STSv1\nmode: none\nmax_age: -1",
                "version: STSv1\nmode: enforce\nmax_age: 1",
            })
    void policiesThatAreNotValid(String text) {
        assertThat(catchThrowable(() -> MtaStsPolicy.parse(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected");
    }
}
