package io.github.dane4j.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.Dane;
import io.github.dane4j.cli.finding.ProducedCodes;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Signatures that end within the days of --days, wherever the proof rests on them. */
@ExtendWith(ProducedCodes.class)
class SignatureEndsTest {
    private static final String TLSA = " TLSA 3 1 1 " + "ab".repeat(32);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final Instant now = Instant.now();
    private final Instant before = now.minus(Duration.ofDays(20));
    private final Instant soon = now.plus(Duration.ofDays(3));

    private String check(DnsTree.Builder builder, String... more) throws Exception {
        DnsTree tree = network.start(builder);
        String[] args = new String[more.length + 9];
        String[] first = {
            "check",
            "example.test",
            "--dane-only",
            "--port=9",
            "--timeout=60",
            "--nameserver",
            "127.0.0.1:" + tree.address().getPort(),
            "--trust-anchor",
            Files.writeString(folder.resolve("root.key"), tree.trustAnchors()).toString()
        };
        System.arraycopy(first, 0, args, 0, first.length);
        System.arraycopy(more, 0, args, first.length, more.length);
        return Dane.run(args).out();
    }

    /** The parent signs the DS records, and the zone can do nothing about their signature. */
    @Test
    void signatureOfTheDsRecords() throws Exception {
        String out = check(DnsTree.builder()
                .zone("test", zone -> zone.signatures(before, soon))
                .zone(
                        "example.test",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_9._tcp.mx" + TLSA)));

        assertThat(out)
                .contains(
                        "the signature of example.test DS ends on ",
                        "hint (the parent zone): have the parent zone signed again")
                .doesNotContain("the signature of example.test MX", "TLSA ends", "DNSKEY ends");
    }

    /** The TLSA records are in another zone, by an alias: the addresses have signatures of their own. */
    @Test
    void signatureOfTheAddresses() throws Exception {
        String out = check(DnsTree.builder()
                .zone("example.test", zone -> zone.record("@ MX 10 mx.provider.test."))
                .zone(
                        "provider.test",
                        zone -> zone.signatures(before, soon)
                                .record("mx A 127.0.0.1")
                                .record("_9._tcp.mx CNAME tlsa.keys.test."))
                .zone("keys.test", zone -> zone.record("tlsa" + TLSA)));

        assertThat(out)
                .contains("the signature of mx.provider.test A ends on ")
                .doesNotContain("the signature of example.test MX", "TLSA ends on");
    }

    /** One finding for all that a zone has signed alike, and one for its MX records. */
    @Test
    void everySignatureOfAZone() throws Exception {
        String out = check(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.signatures(before, soon)
                                .record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_9._tcp.mx" + TLSA)));

        assertThat(out.lines().filter(line -> line.contains("the signature of ")))
                .hasSize(2)
                .anyMatch(line -> line.contains("the signature of example.test MX ends on "))
                .anyMatch(line -> line.contains("the signature of _9._tcp.mx.example.test TLSA ends on "));
    }

    /** A signer that renews each day has signatures that never last for fourteen. */
    @Test
    void shortLivedSignatures() throws Exception {
        String out = check(
                DnsTree.builder()
                        .zone(
                                "example.test",
                                zone -> zone.signatures(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(6)))
                                        .record("@ MX 10 mx")
                                        .record("mx A 127.0.0.1")
                                        .record("_9._tcp.mx" + TLSA)),
                "--days",
                "30");

        assertThat(out).contains("example.test MX: secure").doesNotContain("the signature of ");
    }
}
