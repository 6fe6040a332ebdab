package io.github.dane4j.cli.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.beside.BesideDane;
import io.github.dane4j.cli.beside.PolicySource;
import io.github.dane4j.cli.check.DomainScan;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.ProducedCodes;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestNetwork;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A customer's MTA-STS policy during the move (RFC 8461): whoever enforces a policy delivers to no MX host that it does not
 * name, so that it has to be relaxed before the MX records change, and may be enforced after.
 */
@ExtendWith(ProducedCodes.class)
class MtaStsStepsTest {
    private static final String OLD = "@ 300 IN MX 10 old.provider.test.";
    private static final String BOTH = OLD + "#@ 300 IN MX 20 mx.provider.test.";
    private static final String NEW = "@ 300 IN MX 10 mx.provider.test.";

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private CustomerReport report(String mx, String record, PolicySource policy) throws InterruptedException {
        return report(mx, record, policy, tree -> {});
    }

    private CustomerReport report(String mx, String record, PolicySource policy, Consumer<DnsTree> faults)
            throws InterruptedException {
        return report(mx, record, resolver -> new BesideDane(resolver, policy), faults);
    }

    private CustomerReport report(
            String mx, String record, Function<DnssecResolver, BesideDane> beside, Consumer<DnsTree> faults)
            throws InterruptedException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("old A 127.0.0.1")
                                .record("_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32)))
                .zone("customer.test", zone -> {
                    Stream.of(mx.split("#")).forEach(zone::record);
                    zone.record("mta-sts A 127.0.0.1");
                    if (!record.isEmpty()) {
                        zone.record("_mta-sts TXT \"" + record + "\"");
                    }
                }));
        faults.accept(tree);
        PlainDns plain = new PlainDns(List.of(tree.address()), Duration.ofSeconds(5));
        try (DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(tree.address())
                        .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                        .timeout(Duration.ofSeconds(5))
                        .build();
                CustomerFinder finder = new CustomerFinder(
                        DomainScan.dnsOnly(resolver, ResolverProbe.start(plain), plain, 25),
                        plain,
                        beside.apply(resolver),
                        true,
                        HostPattern.of("mx.provider.test"),
                        25,
                        Clock.systemUTC())) {
            CustomerReport report = CustomerPlan.decide(finder.find("customer.test"), 300, Optional.empty(), false);
            ProducedCodes.saw(report.facts().mtaSts());
            return report;
        }
    }

    private CustomerReport report(String mx, String mode, String hosts) throws InterruptedException {
        String lines = Stream.of(hosts.split(" "))
                .filter(each -> !each.isEmpty())
                .map(each -> "mx: " + each + "\n")
                .collect(Collectors.joining());
        return report(
                mx,
                "v=STSv1; id=1",
                (host, address) -> "version: STSv1\nmode: " + mode + "\n" + lines + "max_age: 604800\n");
    }

    private static String steps(CustomerReport report) {
        return report.moves().stream().map(each -> Json.word(each.move())).collect(Collectors.joining(" "));
    }

    private static String codes(CustomerReport report) {
        return report.findings().stream().map(Finding::code).map(Json::word).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The policy names the old host alone: it is relaxed first, and enforced last.
                "old|enforce|old.provider.test|NEXT|relax-mta-sts add-mx swap-mx remove-mx enforce-mta-sts|mta-sts-mx-missing",
                "both|enforce|old.provider.test|NEXT|relax-mta-sts swap-mx remove-mx enforce-mta-sts|mta-sts-mx-missing",
                // Nobody refuses to deliver for a policy in testing, but each delivery is reported as a failure.
                "old|testing|old.provider.test|NEXT|relax-mta-sts add-mx swap-mx remove-mx|mta-sts-mx-missing",
                "new|testing|old.provider.test|NEXT|relax-mta-sts|mta-sts-mx-missing",
                // The records changed first: mail of senders that enforce has no host left.
                "new|enforce|old.provider.test|WRONG||mta-sts-mx-missing",
                // The policy allows the new host.
                "old|enforce|old.provider.test mx.provider.test|NEXT|add-mx swap-mx remove-mx|''",
                "old|enforce|*.provider.test|NEXT|add-mx swap-mx remove-mx|''",
                "new|enforce|mx.provider.test|DONE||''",
                "new|none|''|DONE||''",
                // It cannot be read: to be known, and in nobody's way.
                "new|maybe|mx.provider.test|DONE||mta-sts-policy-invalid",
            })
    void stepsByPolicy(String mx, String mode, String hosts, CustomerReport.State state, String steps, String codes)
            throws Exception {
        String records = mx.equals("old") ? OLD : mx.equals("both") ? BOTH : NEW;

        CustomerReport report = report(records, mode, hosts);

        assertThat(report.state()).isEqualTo(state);
        assertThat(steps(report)).isEqualTo(steps == null ? "" : steps);
        assertThat(codes(report)).isEqualTo(codes);
    }

    @Test
    void withoutARecordThereIsNothingToRelax() throws Exception {
        CustomerReport report = report(OLD, "", (host, address) -> {
            throw new AssertionError("no policy is fetched");
        });

        assertThat(steps(report)).isEqualTo("add-mx swap-mx remove-mx");
        assertThat(report.findings()).isEmpty();
        assertThat(report.facts().mtaSts().code().word()).isEqualTo("mta-sts-absent");
    }

    /** By DNS alone: that there is none is known, and that there is one; not whether it names the new host. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "old||NEXT|add-mx swap-mx remove-mx|''|mta-sts-absent",
                "old|v=STSv1; id=1|UNKNOWN||mta-sts-unread|mta-sts-unread",
                "both|v=STSv1; id=1|UNKNOWN||mta-sts-unread|mta-sts-unread",
                "new|v=STSv1; id=1|DONE||mta-sts-unread|mta-sts-unread",
                // Not valid, whatever the policy says: replaced first.
                "old|v=STSv1; id=|NEXT|relax-mta-sts add-mx swap-mx remove-mx|mta-sts-record-invalid|mta-sts-record-invalid",
            })
    void policyThatIsNotReadIsNotTakenForNone(
            String mx, String record, CustomerReport.State state, String steps, String codes, String mtaSts)
            throws Exception {
        String records = mx.equals("old") ? OLD : mx.equals("both") ? BOTH : NEW;

        CustomerReport report = report(records, record == null ? "" : record, BesideDane::dnsOnly, tree -> {});

        assertThat(report.state()).isEqualTo(state);
        assertThat(steps(report)).isEqualTo(steps == null ? "" : steps);
        assertThat(codes(report)).isEqualTo(codes);
        assertThat(report.facts().mtaSts().code().word()).isEqualTo(mtaSts);
    }

    @Test
    void policyThatCannotBeFetchedIsToBeKnown() throws Exception {
        CustomerReport report = report(NEW, "v=STSv1; id=1", (host, address) -> {
            throw new PolicySource.Unavailable("connection refused");
        });

        assertThat(report.state()).isEqualTo(CustomerReport.State.DONE);
        assertThat(report.findings())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.text()).contains("https://mta-sts.customer.test/", "connection refused"));
    }

    /** A sender may have the policy in its cache, and refuse the new host. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "servfail|beside-lookup-failed",
                "refused|beside-lookup-failed",
                "no-reply|beside-lookup-unanswered",
                "bogus|beside-lookup-bogus"
            })
    void recordsStayWhileThePolicyIsNotKnown(String fault, String code) throws Exception {
        Map<String, Fault> faults = Map.of(
                "servfail",
                Fault.SERVFAIL,
                "refused",
                Fault.REFUSED,
                "no-reply",
                Fault.NO_REPLY,
                "bogus",
                Fault.CORRUPT_SIGNATURES);
        for (String mx : List.of(OLD, BOTH, NEW)) {
            CustomerReport report = report(
                    mx,
                    "v=STSv1; id=1",
                    (host, address) -> {
                        throw new AssertionError("no policy is fetched");
                    },
                    tree -> tree.fault("_mta-sts.customer.test", "TXT", Objects.requireNonNull(faults.get(fault))));

            assertThat(report.state()).as(mx).isEqualTo(CustomerReport.State.UNKNOWN);
            assertThat(report.moves()).as(mx).isEmpty();
            assertThat(codes(report)).as(mx).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, BOTH})
    void recordsStayWhileThePolicyCannotBeFetched(String mx) throws Exception {
        CustomerReport report = report(mx, "v=STSv1; id=1", (host, address) -> {
            throw new PolicySource.Unavailable("connection refused");
        });

        assertThat(report.state()).isEqualTo(CustomerReport.State.UNKNOWN);
        assertThat(report.moves()).isEmpty();
        assertThat(codes(report)).isEqualTo("mta-sts-unreachable");
    }

    /** What senders remember from before it was spoilt has to be replaced first, by a policy that they can use. */
    @Test
    void policyThatIsNotValidIsReplacedFirst() throws Exception {
        assertThat(steps(report(OLD, "maybe", "old.provider.test")))
                .isEqualTo("relax-mta-sts add-mx swap-mx remove-mx");
        assertThat(steps(report(OLD, "v=STSv1; id=", (host, address) -> "")))
                .isEqualTo("relax-mta-sts add-mx swap-mx remove-mx");
    }

    /** Without the TTL there is no telling how long to wait: neither as none, nor as one that need not be lowered. */
    @Test
    void recordsStayWhileTheirTtlIsNotKnown() throws Exception {
        CustomerFacts seen = report(OLD, "", (host, address) -> "").facts();
        CustomerFacts facts = new CustomerFacts(
                seen.domain(),
                seen.expected(),
                seen.port(),
                seen.now(),
                seen.connected(),
                seen.customer(),
                seen.server(),
                OptionalLong.empty(),
                seen.mtaSts());
        Remembered before = new Remembered("x", seen.now(), 3600, 0);

        CustomerReport report = CustomerPlan.decide(facts, 300, Optional.of(before), true);

        assertThat(report.state()).isEqualTo(CustomerReport.State.UNKNOWN);
        assertThat(report.moves()).isEmpty();
        assertThat(codes(report)).isEqualTo("lookup-unanswered");
        assertThat(report.remembered()).contains(before);
    }

    /** A step that sets all MX records would remove those that were not looked at. */
    @Test
    void recordsStayWhileNotAllOfThemAreKnown() throws Exception {
        String many = IntStream.rangeClosed(1, 65)
                .mapToObj(each -> "@ 300 IN MX " + each + " mx" + each + ".provider.test.")
                .collect(Collectors.joining("#"));

        CustomerReport report = report(many, "", (host, address) -> "");

        assertThat(report.state()).isEqualTo(CustomerReport.State.UNKNOWN);
        assertThat(report.moves()).isEmpty();
        assertThat(codes(report)).contains("hosts-left-out");
    }

    /** What plan and status print of it, for a person and for a program. */
    @Test
    void stepsAreExplained() throws Exception {
        CustomerReport report = report(OLD, "enforce", "old.provider.test");
        StringWriter json = new StringWriter();
        Outcome.of("customer.test", report).printJson(new PrintWriter(json, true), "inbound-plan");

        assertThat(json.toString())
                .contains(
                        "\"mtaSts\":\"mta-sts-mx-missing\"",
                        "\"step\":\"relax-mta-sts\",\"by\":\"customer\",\"text\":\"set the MTA-STS policy to mode testing,"
                                + " add the line \\\"mx: mx.provider.test\\\", and give its record a new id\","
                                + "\"records\":[],\"wait\":3600",
                        "\"step\":\"enforce-mta-sts\"");
        assertThat(report.moves().get(0).move().changesMx()).isFalse();
    }
}
