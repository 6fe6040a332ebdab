package io.github.dane4j.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.mtasts.MtaSts;
import io.github.dane4j.mtasts.StsLookup;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippet of docs/mta-sts.md stands in this class, word for word. */
class MtaStsDocTest {
    private static final Path THIS =
            Path.of("src", "test", "java", "io", "github", "dane4j", "acceptance", "readme", "MtaStsDocTest.java");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @Test
    void everySnippetStandsHere() {
        Readme document = Readme.read("docs/mta-sts.md");
        assertThat(document.blocks("java")).hasSize(1);
        assertThat(document.javaStandsIn(THIS)).isTrue();
    }

    @Test
    void withoutAPolicyEveryHostIsAllowed() {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> zone.record("@ MX 10 mx")));
        try (DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build()) {
            assertThat(named(resolver, DomainName.of("mx.example.org"))).isTrue();
        }
        assertThat(Path.of("mta-sts")).doesNotExist();
    }

    /** A policy that was kept, whose id is still that of the record: nothing is fetched. */
    @Test
    void withAPolicyOnlyTheHostsThatItNames() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.record("@ MX 10 mx").record("_mta-sts TXT \"v=STSv1; id=7\"")));
        Path folder = Files.createDirectories(Path.of("mta-sts"));
        Path kept = Files.writeString(
                folder.resolve("_example.org.mta-sts"),
                "1 7 " + Instant.now() + "\nversion: STSv1\nmode: enforce\nmx: mx.example.org\nmax_age: 86400\n");
        try (DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build()) {
            assertThat(named(resolver, DomainName.of("mx.example.org"))).isTrue();
            assertThat(named(resolver, DomainName.of("other.example.org"))).isFalse();
        } finally {
            Files.deleteIfExists(kept);
            Files.deleteIfExists(folder);
        }
    }

    private static boolean named(DnssecResolver resolver, DomainName mxHost) {
        MtaSts sts = MtaSts.builder(resolver, Path.of("mta-sts")).build();
        StsLookup found = sts.lookUp(DomainName.of("example.org"));
        found.failure()
                .ifPresent(failure -> System.err.println(failure.kind().resultType() + " " + failure.getMessage()));
        boolean named = found.policy().map(policy -> policy.allows(mxHost)).orElse(true);
        return named;
    }
}
