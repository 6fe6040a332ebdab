package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each step of a lookup can be seen, by a person and by a machine. */
class LookupTraceTest {
    private static final DomainName MX = DomainName.of("mx.example.test");
    private static final DomainName UNSIGNED = DomainName.of("mx.unsigned.test");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private final LookupTrace trace = new LookupTrace();
    private DnsTree tree;
    private String server;
    private DnssecResolver resolver;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("mx A 127.0.0.1"))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1")));
        server = "127.0.0.1:" + tree.address().getPort();
        resolver = resolvers.built(
                resolvers.builder(tree).listener(trace).negativeTrustAnchor(DomainName.of("broken.test"), "call 4711"));
    }

    private List<String> lines() {
        return trace.toString()
                .lines()
                .map(line -> line.replaceAll("\\d+ ms", "N ms"))
                .toList();
    }

    @Test
    void everyQueryAndVerdictIsTold() {
        resolver.query(MX, RecordType.A);
        assertThat(lines())
                .startsWith("mx.example.test A")
                .contains(
                        "  query     mx.example.test A: NOERROR, 2 records, from " + server + " by udp in N ms",
                        "  validated mx.example.test A: secure")
                .anyMatch(line -> line.matches("  query     \\. DNSKEY: NOERROR, \\d+ records, from .*"))
                .anyMatch(line -> line.matches("  query     example\\.test DS: NOERROR, \\d+ records, from .*"))
                .endsWith("  answer    secure, 1 record, in N ms");
        assertThat(trace.events().stream().filter(LookupEvent.Queried.class::isInstance))
                .hasSameSizeAs(tree.queries());
    }

    /** Which key was named by what, and which signed what, from the trust anchor down (RFC 4035 section 5). */
    @Test
    void linksOfTheChainOfTrustAreTold() {
        resolver.query(MX, RecordType.A);
        List<LookupEvent.Linked> links = trace.events().stream()
                .filter(LookupEvent.Linked.class::isInstance)
                .map(LookupEvent.Linked.class::cast)
                .toList();

        assertThat(links)
                .extracting(link -> link.kind() + " " + link.records() + " " + link.zone())
                .containsExactly(
                        "ANCHORED . DNSKEY .",
                        "SIGNED . DNSKEY .",
                        "SIGNED test DS .",
                        "DELEGATED test DNSKEY test",
                        "SIGNED test DNSKEY test",
                        "SIGNED example.test DS test",
                        "DELEGATED example.test DNSKEY example.test",
                        "SIGNED example.test DNSKEY example.test",
                        "SIGNED mx.example.test A example.test");
        String[] anchor = tree.trustAnchors().split(" ", -1);
        assertThat(links.get(0).keyTag()).isEqualTo(Integer.parseInt(anchor[3]));
        assertThat(links.get(0).algorithm()).isEqualTo(Integer.parseInt(anchor[4]));
        assertThat(links.get(0).digestType()).hasValue(Integer.parseInt(anchor[5]));
        assertThat(links.get(7).keyTag()).isEqualTo(links.get(6).keyTag());
        assertThat(lines())
                .contains("  signed    mx.example.test A: by key "
                        + links.get(8).keyTag() + " (algorithm 13) of example.test");
    }

    @Test
    void zoneThatIsProvenToBeUnsignedIsTold() {
        resolver.query(UNSIGNED, RecordType.A);
        assertThat(lines())
                .contains("  validated mx.unsigned.test A: insecure from unsigned.test on")
                .endsWith("  answer    insecure, 1 record, in N ms");
    }

    @Test
    void answerThatIsKeptIsTold() {
        resolver.query(MX, RecordType.A);
        trace.clear();
        resolver.query(MX, RecordType.A);
        assertThat(lines()).containsExactly("mx.example.test A", "  answer    secure, 1 record, cached");
    }

    @Test
    void keysThatAreKeptAreTold() {
        resolver.query(MX, RecordType.A);
        trace.clear();
        resolver.query(DomainName.of("nowhere.unsigned.test"), RecordType.A);
        assertThat(lines())
                .contains("  cached    test DNSKEY")
                .noneMatch(line -> line.contains("query     test DNSKEY"));
    }

    @Test
    void failureIsToldWithTheServerAndTheQueryThatFailed() {
        tree.fault("example.test", "DNSKEY", Fault.SERVFAIL);
        resolver.query(MX, RecordType.A);
        assertThat(lines())
                .contains("  query     example.test DNSKEY: SERVFAIL, from " + server + " by udp in N ms")
                .anyMatch(line ->
                        line.startsWith("  validated mx.example.test A: dns-error: example.test DNSKEY: SERVFAIL"))
                .anyMatch(line -> line.startsWith("  answer    dns-error: "));
    }

    @Test
    void negativeTrustAnchorIsToldWithItsReason() {
        resolver.query(DomainName.of("mx.broken.test"), RecordType.A);
        assertThat(lines())
                .contains(
                        "  validated mx.broken.test A: insecure from broken.test on, negative trust anchor broken.test: call 4711");
    }

    @Test
    void listenerThatThrowsHasNoEffect() {
        DnssecResolver other = resolvers.built(resolvers.builder(tree).listener(event -> {
            throw new IllegalStateException("listener");
        }));
        assertThat(other.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
    }

    /** Such as one for metrics whose classes are not all there: nobody waits for an answer that never comes. */
    @Test
    void listenerWithAnErrorHasNoEffect() {
        DnssecResolver other = resolvers.built(resolvers.builder(tree).listener(event -> {
            throw new NoClassDefFoundError("listener");
        }));
        assertThat(other.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
    }

    @Test
    void failureWithoutALookupIsTold() {
        resolver.close();
        Answer<?> answer = resolver.query(MX, RecordType.A);
        assertThat(answer).isInstanceOf(Answer.Failure.class);
        assertThat(trace.events()).last().isInstanceOfSatisfying(LookupEvent.Answered.class, event -> {
            assertThat(event.answer()).isEqualTo(answer);
            assertThat(event.cached()).isFalse();
        });
    }

    @Test
    void traceIsBounded() {
        for (int i = 0; i < 10_100; i++) {
            trace.onEvent(new LookupEvent.Started(i, MX, RecordType.A));
        }
        assertThat(trace.events()).hasSize(10_000);
    }

    @Test
    void outcomesAreCounted() {
        tree.fault("bad.example.test", "A", Fault.SERVFAIL);
        assertThat(resolver.counts().lookups()).isZero();
        resolver.query(MX, RecordType.A);
        resolver.query(MX, RecordType.A);
        resolver.query(DomainName.of("nowhere.example.test"), RecordType.A);
        resolver.query(UNSIGNED, RecordType.A);
        resolver.query(DomainName.of("bad.example.test"), RecordType.A);

        LookupCounts counts = resolver.counts();
        assertThat(counts.secure()).isEqualTo(3);
        assertThat(counts.insecure()).isEqualTo(1);
        assertThat(counts.failures()).isEqualTo(Map.of(Reason.DNS_ERROR, 1L));
        assertThat(counts.cacheHits()).isEqualTo(1);
        assertThat(counts.lookups()).isEqualTo(5);
        assertThat(counts.queries()).isEqualTo(tree.queries().size());
    }

    @Test
    void flightRecorderHasLookupsAndQueries(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("dns.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dane4j.Lookup");
            recording.enable("dane4j.Query");
            recording.start();
            resolver.query(MX, RecordType.A);
            resolver.query(MX, RecordType.A);
            tree.fault("bad.example.test", "A", Fault.REFUSED);
            resolver.query(DomainName.of("bad.example.test"), RecordType.A);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);

        List<RecordedEvent> lookups = of(events, "dane4j.Lookup");
        assertThat(lookups)
                .extracting(event -> event.getString("outcome"))
                .containsExactly("secure", "secure", "dns-error");
        assertThat(lookups).extracting(event -> event.getBoolean("cached")).containsExactly(false, true, false);
        assertThat(lookups.get(0).getString("name")).isEqualTo("mx.example.test");
        assertThat(lookups.get(0).getString("type")).isEqualTo("A");
        assertThat(lookups.get(0).getString("answer")).isEqualTo("secure, 1 record");
        assertThat(lookups.get(0).getDuration()).isPositive();

        List<RecordedEvent> queries = of(events, "dane4j.Query");
        assertThat(queries)
                .filteredOn(event -> event.getString("name").equals("mx.example.test"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("type")).isEqualTo("A");
                    assertThat(event.getString("server")).isEqualTo(server);
                    assertThat(event.getString("transport")).isEqualTo("udp");
                    assertThat(event.getString("outcome")).isEqualTo("NOERROR");
                    assertThat(event.getBoolean("cached")).isFalse();
                    assertThat(event.getDuration()).isPositive();
                });
        assertThat(queries).extracting(event -> event.getString("outcome")).contains("REFUSED");
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .sorted(java.util.Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }
}
