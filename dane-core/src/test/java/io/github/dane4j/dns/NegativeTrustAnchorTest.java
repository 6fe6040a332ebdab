package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7646: names that are taken for unsigned while their zone is broken. */
class NegativeTrustAnchorTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private DnsTree tree;
    private DnssecResolver resolver;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone(
                        "broken.test",
                        zone -> zone.wrongDs()
                                .record("@ A 127.0.0.1")
                                .record("www A 127.0.0.1")
                                .record("out CNAME www.good.test."))
                .zone("sub.broken.test", zone -> zone.record("www A 127.0.0.1"))
                .zone(
                        "good.test",
                        zone -> zone.record("www A 127.0.0.1")
                                .record("alias CNAME www.broken.test.")
                                .record("gone CNAME nowhere.broken.test.")
                                .record("*.wild CNAME www.broken.test.")));
        resolver = resolvers.built(resolvers
                .builder(tree)
                .negativeTrustAnchor(DomainName.of("broken.test"), "their DS is wrong, call 4711"));
    }

    private String ask(String name) {
        return resolver.query(DomainName.of(name), RecordType.A).describe();
    }

    @Test
    void withoutOneTheZoneIsBogus() {
        Answer<?> answer = resolvers.over(tree).query(DomainName.of("www.broken.test"), RecordType.A);
        assertThat(((Answer.Failure<?>) answer).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    broken.test            | insecure, 1 record
                    www.broken.test        | insecure, 1 record
                    www.sub.broken.test    | insecure, 1 record
                    nowhere.broken.test    | insecure, no such name
                    out.broken.test        | insecure, 1 record at www.good.test
                    www.good.test          | secure, 1 record
                    alias.good.test        | insecure, 1 record at www.broken.test
                    gone.good.test         | insecure, no such name at nowhere.broken.test
                    any.wild.good.test     | insecure, 1 record at www.broken.test
                    nowhere.good.test      | secure, no such name
                    test                   | secure, no such records
                    """)
    void namesAtAndBelowAreInsecureAndNoOthers(String name, String expected) {
        assertThat(ask(name)).isEqualTo(expected);
    }

    @Test
    void aliasIntoItIsStillValidated() {
        tree.fault("alias.good.test", "*", Fault.CORRUPT_SIGNATURES);
        assertThat(ask("alias.good.test")).startsWith("bogus");
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.good.test", "broken.test.good.test", "notbroken.test"})
    void forgeryElsewhereIsBogusAllTheSame(String name) {
        tree.forge(name, "*", "@ IN A 192.0.2.66");
        // That there is no such name may be proven by what else was asked.
        assertThat(ask(name)).matches("bogus.*|secure, no such name");
    }

    @Test
    void errorBelowItIsAnError() {
        tree.fault("www.broken.test", "A", Fault.SERVFAIL);
        assertThat(((Answer.Failure<?>) resolver.query(DomainName.of("www.broken.test"), RecordType.A)).reason())
                .isEqualTo(Reason.DNS_ERROR);
    }

    @Test
    void trustAnchorBelowItStillCounts() {
        String ds = TrustAnchors.iana().anchors().records().get(0).toString().replaceFirst("^\\.", "sub.broken.test.");
        DnssecResolver other = resolvers.built(resolvers
                .builder(tree)
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()).with(ds))
                .negativeTrustAnchor(DomainName.of("broken.test"), "broken"));
        assertThat(other.query(DomainName.of("www.sub.broken.test"), RecordType.A)
                        .describe())
                .startsWith("trust-anchor-failed: ")
                .contains("none of the trust anchors of sub.broken.test matches any of its keys");
        assertThat(other.query(DomainName.of("www.broken.test"), RecordType.A).describe())
                .startsWith("insecure");
    }

    @Test
    void ofTwoAnchorsForOneNameTheNegativeOneCounts() {
        String ds = TrustAnchors.iana().anchors().records().get(0).toString().replaceFirst("^\\.", "broken.test.");
        DnssecResolver other = resolvers.built(resolvers
                .builder(tree)
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()).with(ds))
                .negativeTrustAnchor(DomainName.of("broken.test"), "broken"));
        assertThat(other.query(DomainName.of("www.broken.test"), RecordType.A).describe())
                .startsWith("insecure");
    }

    @Test
    void thereIsNoneForTheRoot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnssecResolver.builder().negativeTrustAnchor(DomainName.ROOT, "everything"));
    }
}
