package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Domains whose mail once waited for ever although other validators had an answer. Each is what they say it is. */
class FormerFailuresTest {
    private static final String STALE_DIGEST = "ab".repeat(32);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private DnsTree tree(Consumer<ZoneBuilder> domain) {
        return network.start(DnsTree.builder()
                .zone("example.org", domain)
                .zone("u.net", zone -> zone.unsigned().record("mx A 127.0.0.1")));
    }

    private static Answer<?> query(DnssecResolver resolver, String name, RecordType<?> type) {
        return resolver.query(DomainName.of(name), type);
    }

    private static Answer.Data<?> data(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Data.class);
        return (Answer.Data<?>) answer;
    }

    /** RFC 2308 section 2.2: a denial of an unsigned zone needs no SOA record. */
    @Test
    void unsignedDomainWithoutMxWhoseServerSendsNoSoa() {
        DnsTree tree = tree(zone -> zone.unsigned().record("@ A 127.0.0.1"));
        tree.fault("example.org", "MX", Fault.EMPTY);
        DnssecResolver resolver = resolvers.over(tree);
        assertThat(query(resolver, "example.org", RecordType.MX).describe()).isEqualTo("insecure, no such records");
        assertThat(query(resolver, "example.org", RecordType.A)).isInstanceOf(Answer.Data.class);
    }

    /** RFC 6840 section 5.11: any one path that validates is enough. */
    @Test
    void dsLeftOverFromTheOldAlgorithm() {
        DnssecResolver resolver = resolvers.over(tree(zone ->
                zone.ds("12345 8 2 " + STALE_DIGEST).record("@ MX 10 mx").record("mx A 127.0.0.1")));
        assertThat(data(query(resolver, "example.org", RecordType.MX)).security())
                .isEqualTo(Security.SECURE);
    }

    /** The same for a digest: one of SHA-384 that fits no key, beside a good one of SHA-256. */
    @Test
    void strongerDigestThatFitsNoKey() {
        DnssecResolver resolver = resolvers.over(tree(zone ->
                zone.ds("12345 13 4 " + "ab".repeat(48)).record("@ MX 10 mx").record("mx A 127.0.0.1")));
        assertThat(data(query(resolver, "example.org", RecordType.MX)).security())
                .isEqualTo(Security.SECURE);
    }

    /** RFC 7672 section 2.1.3: what an alias leads to is as secure as its own zone. */
    @Test
    void hostBelowADnameIntoAnUnsignedZone() {
        DnssecResolver resolver =
                resolvers.over(tree(zone -> zone.record("@ MX 10 mx.old").record("old DNAME u.net.")));
        assertThat(data(query(resolver, "mx.old.example.org", RecordType.A)).security())
                .isEqualTo(Security.INSECURE);
        assertThat(TlsaLookup.perform(resolver, new Service(DomainName.of("mx.old.example.org"), 25)))
                .isInstanceOf(TlsaLookup.Absent.class);
    }

    /** RFC 5155 section 9.2: what rests on an opt-out range is insecure, and no failure. */
    @Test
    void hostByAWildcardUnderOptOut() {
        DnssecResolver resolver = resolvers.over(tree(
                zone -> zone.nsec3(0, new byte[0], true).record("@ MX 10 mx").record("* A 127.0.0.1")));
        assertThat(data(query(resolver, "mx.example.org", RecordType.A)).security())
                .isEqualTo(Security.INSECURE);
        assertThat(TlsaLookup.perform(resolver, new Service(DomainName.of("mx.example.org"), 25)))
                .isInstanceOf(TlsaLookup.Insecure.class);
    }

    /** RFC 9276 section 3.2: up to 500 iterations are computed. */
    @Test
    void twoHundredIterationsOfNsec3() {
        DnssecResolver resolver = resolvers.over(tree(
                zone -> zone.nsec3(200, new byte[0], false).record("@ MX 10 mx").record("mx A 127.0.0.1")));
        assertThat(query(resolver, "_25._tcp.mx.example.org", RecordType.TLSA).describe())
                .isEqualTo("secure, no such name");
        assertThat(TlsaLookup.perform(resolver, new Service(DomainName.of("mx.example.org"), 25)))
                .isInstanceOf(TlsaLookup.Absent.class);
    }

    /** And more fail, with the zone and the number in the text. */
    @Test
    void twoThousandIterationsOfNsec3() {
        DnssecResolver resolver = resolvers.over(tree(zone ->
                zone.nsec3(2000, new byte[0], false).record("@ MX 10 mx").record("mx A 127.0.0.1")));
        assertThat(query(resolver, "_25._tcp.mx.example.org", RecordType.TLSA))
                .isInstanceOfSatisfying(Answer.Failure.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(Reason.DNS_BUDGET);
                    assertThat(failure.detail()).contains("example.org asks for 2000 NSEC3 iterations");
                });
    }

    /** TCP has a time of its own, and does not get what UDP has left. */
    @Test
    void largeReplyOfAServerThatTakesASecond() {
        DnsTree tree = tree(zone -> IntStream.range(0, 100).forEach(i -> zone.record("mx A 127.0.1." + i)));
        tree.fault("mx.example.org", "A", Fault.delay(Duration.ofSeconds(1)));
        assertThat(data(query(resolvers.over(tree), "mx.example.org", RecordType.A))
                        .records())
                .hasSize(100);
    }
}
