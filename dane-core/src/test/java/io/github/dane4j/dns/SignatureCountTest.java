package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.crypto.CountingProvider;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many signatures it takes to find out where mail for a domain goes, which is what a lookup costs. */
class SignatureCountTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private final CountingProvider provider = new CountingProvider();
    private DnssecResolver resolver;

    @BeforeEach
    void lookUpAnotherDomain() {
        String tlsa = "_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32);
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "first.test",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record(tlsa))
                .zone(
                        "signed.test",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record(tlsa))
                .zone(
                        "unsigned.test",
                        zone -> zone.unsigned().record("@ MX 10 mx").record("mx A 127.0.0.1")));
        resolver = resolvers.built(resolvers.builder(tree).signatureProvider(provider));
        assertThat(plan("first.test")).isGreaterThan(6);
    }

    /** The signatures verified for MX, A, AAAA, and TLSA where the host is signed. */
    private int plan(String domain) {
        int before = provider.verified();
        resolver.query(DomainName.of(domain), RecordType.MX);
        TlsaLookup.perform(resolver, new Service(DomainName.of("mx." + domain), 25));
        return provider.verified() - before;
    }

    /** DS, DNSKEY, MX, A, the denial of AAAA, and TLSA; those of the root and the top-level domain are known. */
    @Test
    void signedDomainTakesSix() {
        assertThat(plan("signed.test")).isEqualTo(6);
    }

    /** The denial of DS. */
    @Test
    void unsignedDomainTakesOne() {
        assertThat(plan("unsigned.test")).isEqualTo(1);
    }

    @Test
    void knownDomainTakesNone() {
        plan("signed.test");

        assertThat(plan("signed.test")).isZero();
    }
}
