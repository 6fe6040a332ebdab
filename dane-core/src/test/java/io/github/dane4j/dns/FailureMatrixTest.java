package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Query;
import io.github.dane4j.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every kind of answer, crossed with every query that leads to it, crossed with every way in which a query can fail: the
 * result is an error or the right answer, proven in another way, and never another one (RFC 7672 section 2.1.2).
 */
class FailureMatrixTest {
    /** Long enough for a lookup on loopback; these faults take a fifth of it for each attempt. */
    private static final Duration IMPATIENCE = Duration.ofMillis(750);

    private static final List<Fault> SILENT = List.of(Fault.NO_REPLY, Fault.WRONG_ID, Fault.WRONG_QUESTION);
    /** One of each effect. */
    private static final List<Fault> FAULTS =
            List.of(Fault.SERVFAIL, Fault.EMPTY, Fault.STRIP_SIGNATURES, Fault.CORRUPT_SIGNATURES, Fault.GARBAGE);
    /** For the lookups that decide about TLS. */
    private static final List<Fault> MORE_FAULTS = List.of(
            Fault.REFUSED, Fault.NOTIMP, Fault.WRONG_QUESTION, Fault.TRUNCATED_ALWAYS, Fault.NO_REPLY, Fault.WRONG_ID);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private DnsTree tree;

    @BeforeEach
    void start() {
        String tlsa = "TLSA 3 1 1 " + "ab".repeat(32);
        tree = network.start(DnsTree.builder()
                .zone(
                        "nsec.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_25._tcp.mx " + tlsa)
                                .record("*.wild " + tlsa)
                                .record("alias CNAME mx.nsec3.test.")
                                .record("half CNAME mx.unsigned.test."))
                .zone(
                        "nsec3.test",
                        zone -> zone.nsec3().record("mx A 127.0.0.1").record("_25._tcp.mx " + tlsa))
                .zone(
                        "unsigned.test",
                        zone -> zone.unsigned().record("mx A 127.0.0.1").record("alias CNAME mx.nsec.test.")));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(textBlock = """
                    # name                      type    rightly
                    _25._tcp.mx.nsec.test,      TLSA,  'secure, 1 record',                         true
                    _26._tcp.mx.nsec3.test,     TLSA,  'secure, no such name',                     true
                    mx.unsigned.test,           A,     'insecure, 1 record',                       true
                    _25._tcp.x.wild.nsec.test,  TLSA,  'secure, 1 record',                         false
                    mx.nsec.test,               TLSA,  'secure, no such records',                  false
                    mx.nsec3.test,              TLSA,  'secure, no such records',                  false
                    alias.nsec.test,            A,     'secure, 1 record at mx.nsec3.test',        false
                    alias.nsec.test,            TLSA,  'secure, no such records at mx.nsec3.test', false
                    half.nsec.test,             A,     'insecure, 1 record at mx.unsigned.test',   false
                    half.nsec.test,             CNAME, 'secure, 1 record',                         false
                    nowhere.unsigned.test,      TLSA,  'insecure, no such name',                   false
                    alias.unsigned.test,        A,     'insecure, 1 record at mx.nsec.test',       false
                    """)
    void noFailedQueryEverPassesForAnAnswer(String name, String type, String rightly, boolean decisive) {
        tree.clearQueries();
        assertThat(ask(Resolvers.PATIENCE, name, type).describe()).isEqualTo(rightly);
        List<Query> queries = tree.queries();
        assertThat(queries).isNotEmpty();

        SoftAssertions soft = new SoftAssertions();
        for (Query query : queries) {
            for (Fault fault : decisive ? concat(FAULTS, MORE_FAULTS) : FAULTS) {
                tree.clearFaults();
                tree.fault(query.name(), query.type(), fault);
                Answer<?> answer = ask(SILENT.contains(fault) ? IMPATIENCE : Resolvers.PATIENCE, name, type);
                if (isNotNeeded(query, name) || takesNothingAway(fault, query)) {
                    soft.assertThat(answer.describe())
                            .as("%s %s, not needed", query, fault)
                            .isEqualTo(rightly);
                } else if (answer.kind() != Answer.Kind.FAILURE) {
                    // Something else that was asked proves the right answer as well, or there is nothing to prove.
                    String allowed = isUnsignedDenial(fault, query) ? "insecure, no such records" : rightly;
                    soft.assertThat(answer.describe())
                            .as("%s %s: %s", query, fault, answer)
                            .startsWith(allowed);
                }
            }
        }
        soft.assertAll();
    }

    private static List<Fault> concat(List<Fault> some, List<Fault> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** Keys are asked for before it is known that there are none, or that they would change nothing. */
    private static boolean isNotNeeded(Query query, String name) {
        return query.asks("unsigned.test", "DNSKEY")
                || query.name().equals("wild.nsec.test.")
                || (name.equals("alias.unsigned.test")
                        && (query.asks("nsec.test", "DS") || query.asks("nsec.test", "DNSKEY")));
    }

    /** Where nothing is signed there are no signatures to lose. */
    private static boolean takesNothingAway(Fault fault, Query query) {
        return (fault == Fault.STRIP_SIGNATURES || fault == Fault.CORRUPT_SIGNATURES)
                && query.name().endsWith("unsigned.test.")
                && !query.type().equals("DS");
    }

    /** An unsigned zone denies by saying nothing (RFC 2308 section 2.2). */
    private static boolean isUnsignedDenial(Fault fault, Query query) {
        return fault == Fault.EMPTY
                && query.name().endsWith("unsigned.test.")
                && !query.type().equals("DS");
    }

    /** Each with a resolver of its own, which has not seen anything yet. */
    private Answer<?> ask(Duration timeout, String name, String type) {
        try (DnssecResolver resolver = resolvers.builder(tree).timeout(timeout).build()) {
            return resolver.query(DomainName.of(name), type(type));
        }
    }

    private static RecordType<?> type(String name) {
        return switch (name) {
            case "A" -> RecordType.A;
            case "CNAME" -> RecordType.CNAME;
            default -> RecordType.TLSA;
        };
    }
}
