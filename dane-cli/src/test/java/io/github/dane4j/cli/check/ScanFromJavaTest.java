package io.github.dane4j.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of docs/cli.md: what dane check finds, as values. */
class ScanFromJavaTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @Test
    void troublesOfDomains() throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "good.test",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32)))
                .zone("plain.test", zone -> zone.unsigned().record("@ MX 10 mx").record("mx A 127.0.0.1")));
        try (DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build()) {
            PlainDns plain = new PlainDns(List.of(tree.address()), Duration.ofSeconds(5));
            assertThat(ScanFromJava.troubles(
                            resolver, plain, List.of(DomainName.of("good.test"), DomainName.of("plain.test"))))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("plain.test: "))
                    .anyMatch(line -> line.startsWith("plain.test: mx-unsigned, for the zone: "));
        }
    }
}
