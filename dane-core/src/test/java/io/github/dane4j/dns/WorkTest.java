package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.dns.anchors.AnchorSet;
import io.github.dane4j.dns.lookup.CachingResolver;
import io.github.dane4j.dns.lookup.LookupObserver;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** What a lookup costs that a zone, or whoever changes replies on the way, makes as costly as can be: {@link BoundsTest}. */
class WorkTest {
    private static final String TLSA = "TLSA 3 1 1 " + "ab".repeat(32);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private DnsTree tree(Consumer<ZoneBuilder> more) {
        return network.start(DnsTree.builder().zone("example.test", zone -> {
            zone.record("mx A 127.0.0.1").record("_25._tcp.mx " + TLSA).record("alias1 CNAME mx");
            IntStream.rangeClosed(2, 10).forEach(i -> zone.record("alias" + i + " CNAME alias" + (i - 1)));
            more.accept(zone);
        }));
    }

    private static Answer<?> ask(RecordedUpstream upstream, DnsTree tree, String name, RecordType<?> type) {
        try (DnssecResolver resolver = new CachingResolver(
                upstream,
                AnchorSet.of(tree.trustAnchors()),
                SignatureVerifier.standard(),
                Resolvers.PATIENCE,
                CacheSettings.DEFAULT,
                Clock.systemUTC(),
                new LookupObserver(null))) {
            return resolver.query(DomainName.of(name), type);
        }
    }

    private Answer<?> askChanged(DnsTree tree, String name, RecordType<?> type, UnaryOperator<Message> change) {
        RecordedUpstream upstream = new RecordedUpstream(tree);
        upstream.changeMessages(change);
        return ask(upstream, tree, name, type);
    }

    /** Before each signature so many others with the same tag, of which none holds. */
    private static UnaryOperator<Message> withFalseSignatures(int number) {
        return reply -> {
            for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
                List<Record> records = List.copyOf(reply.getSection(section));
                reply.removeAllRecords(section);
                for (Record record : records) {
                    if (record instanceof RRSIGRecord signature) {
                        IntStream.range(0, number).forEach(i -> reply.addRecord(falsified(signature, i), section));
                    }
                    reply.addRecord(record, section);
                }
            }
            return reply;
        };
    }

    private static RRSIGRecord falsified(RRSIGRecord signature, int number) {
        byte[] octets = signature.getSignature().clone();
        octets[octets.length - 1 - number] ^= 1;
        return new RRSIGRecord(
                signature.getName(),
                signature.getDClass(),
                signature.getTTL(),
                signature.getTypeCovered(),
                signature.getAlgorithm(),
                signature.getOrigTTL(),
                signature.getExpire(),
                signature.getTimeSigned(),
                signature.getFootprint(),
                signature.getSigner(),
                octets);
    }

    /** The answer, DS and DNSKEY of two zones, and the keys of the root: six sets, each with its false signatures. */
    @Test
    void moreFalseSignaturesThanAllowed() {
        DnsTree tree = tree(zone -> {});
        String name = "mx.example.test";
        assertThat(askChanged(tree, name, RecordType.A, withFalseSignatures(1)).describe())
                .isEqualTo("secure, 1 record");
        assertThat(((Answer.Failure<?>) askChanged(tree, name, RecordType.A, withFalseSignatures(2))).reason())
                .isEqualTo(Reason.DNS_BUDGET);
    }

    /** Any number of signatures that hold. */
    @Test
    void sixZonesInOneLookupAreNotTooMuch() {
        DnsTree.Builder zones = DnsTree.builder();
        IntStream.range(0, 6)
                .forEach(i -> zones.zone(
                        "zone" + i + ".test",
                        zone -> zone.record("mx A 127.0.0.1").record("alias CNAME alias.zone" + (i + 1) + ".test.")));
        zones.zone("zone6.test", zone -> zone.record("alias A 127.0.0.1"));
        DnsTree tree = network.start(zones);
        assertThat(ask(new RecordedUpstream(tree), tree, "alias.zone0.test", RecordType.A)
                        .describe())
                .isEqualTo("secure, 1 record at alias.zone6.test");
    }

    /** The most that a zone can make one lookup cost; the time is reported, and the outcome is what must not change. */
    @ParameterizedTest(name = "algorithm {0}, {1} iterations, {2} false signatures: {3}")
    @CsvSource({
        "13, 0,   0, 'secure, no such records at mx.example.test'",
        "8,  0,   0, 'secure, no such records at mx.example.test'",
        "14, 0,   0, 'secure, no such records at mx.example.test'",
        "16, 0,   0, 'secure, no such records at mx.example.test'",
        "14, 500, 0, 'secure, no such records at mx.example.test'",
        "14, 500, 7, dns-budget"
    })
    void worstZoneEndsAsItShould(int algorithm, int iterations, int number, String rightly, TestReporter reporter) {
        DnsTree tree = tree(zone -> {
            zone.algorithm(algorithm);
            if (iterations > 0) {
                zone.nsec3(iterations, new byte[255], false);
            }
        });
        RecordedUpstream upstream = new RecordedUpstream(tree);
        upstream.changeMessages(withFalseSignatures(number));
        int runs = Integer.getInteger("dane4j.work.runs", 1);
        Duration best = Duration.ofDays(1);
        for (int run = 0; run < runs; run++) {
            Duration before = cpuTime();
            Answer<?> answer = ask(upstream, tree, "alias10.example.test", RecordType.TLSA);
            Duration taken = cpuTime().minus(before);
            best = taken.compareTo(best) < 0 ? taken : best;
            assertThat(answer.describe()).startsWith(rightly);
        }
        reporter.publishEntry(
                "CPU of one lookup, algorithm " + algorithm + ", " + iterations + " iterations, " + number + " false",
                best.toMillis() + " ms");
    }

    private static Duration cpuTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
