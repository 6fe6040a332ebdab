package io.github.dane4j.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.ProducedCodes;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.FailedProof;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is at fault for a lookup that failed, and which zone that is. */
@ExtendWith(ProducedCodes.class)
class LookupFaultsTest {
    private static final DomainName HOST = DomainName.of("mx.example.test");

    private static final Instant EXPIRED = Instant.parse("2026-11-01T00:00:00Z");

    private static final String CUT_SHORT = "it failed; the search for the cause was cut short";

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private DnsTree tree() {
        return network.start(DnsTree.builder()
                .zone("test", zone -> zone.record("@ A 127.0.0.1"))
                .zone("example.test", zone -> zone.record("mx A 127.0.0.1")));
    }

    private Finding finding(Answer.Failure<?> failure) {
        DnsTree tree = tree();
        return finding(List.of(tree.address()), tree, Duration.ofSeconds(60), failure);
    }

    /** Of a search that asks these servers, within this time; what else is asked has more of it. */
    private static Finding finding(
            List<InetSocketAddress> servers, DnsTree tree, Duration timeout, Answer.Failure<?> failure) {
        PlainDns patient = new PlainDns(List.of(tree.address()), Duration.ofSeconds(60));
        try (DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .timeout(Duration.ofSeconds(60))
                .build()) {
            Finding finding = new LookupFaults(resolver, ResolverProbe.start(patient), new PlainDns(servers, timeout))
                    .of(failure);
            ProducedCodes.saw(finding);
            return finding;
        }
    }

    private static Answer.Failure<?> failure(
            String query, Reason reason, Culprit culprit, int extendedError, Optional<FailedProof> proof) {
        return failure(HOST, query, reason, culprit, extendedError, proof);
    }

    private static Answer.Failure<?> failure(
            DomainName name,
            String query,
            Reason reason,
            Culprit culprit,
            int extendedError,
            Optional<FailedProof> proof) {
        return new Answer.Failure<>(
                name,
                RecordType.A,
                List.of(),
                query,
                reason,
                "it failed",
                extendedError == 0 ? OptionalInt.empty() : OptionalInt.of(extendedError),
                culprit,
                proof);
    }

    /** Each way in which a lookup fails has a code of its own, and a culprit. */
    @ParameterizedTest
    @CsvSource({
        "DNS_ERROR, ZONE, lookup-failed, zone",
        "DNS_BUDGET, ZONE, lookup-too-costly, zone",
        "DNS_ALIAS_LOOP, ZONE, alias-loop, zone",
        "DNSSEC_BOGUS, ZONE, lookup-bogus, zone",
        "DNS_ERROR, PARENT, parent-lookup-failed, parent-zone",
        "DNS_BUDGET, PARENT, lookup-too-costly, zone",
        "DNS_TIMEOUT, NAME_SERVER, lookup-unanswered, your-resolver",
        "DNS_UNREACHABLE, NAME_SERVER, lookup-unanswered, your-resolver",
        "DNS_ERROR, NAME_SERVER, lookup-unanswered, your-resolver",
        "DNSSEC_INDETERMINATE, NAME_SERVER, lookup-unanswered, your-resolver",
        "DNS_MALFORMED, NAME_SERVER, lookup-malformed, your-resolver",
        "RESOLVER_WITHOUT_DNSSEC, NAME_SERVER, resolver-strips-signatures, your-resolver",
        "DNS_BUDGET, CONFIGURATION, lookup-not-made, your-settings",
        "DNS_INTERRUPTED, CONFIGURATION, lookup-not-made, your-settings",
        "TRUST_ANCHOR_FAILED, CONFIGURATION, lookup-not-trusted, your-settings"
    })
    void codeOfEachFailure(Reason reason, Culprit culprit, String code, String blamed) {
        Finding finding = finding(failure("mx.example.test A", reason, culprit, 0, Optional.empty()));

        assertThat(finding.code().word()).isEqualTo(code);
        assertThat(Json.word(finding.culprit())).isEqualTo(blamed);
        assertThat(finding.text() + finding.advice().orElse("")).doesNotContain("null");
    }

    /** The zone that has to act is named: the parent by the signer of what failed, or else by its SOA record. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.test DS | example.test DS test | 7 | PARENT | parent-signatures-expired | the parent zone test expired on",
                "example.test DS | example.test DS test | 6 | PARENT | ds-not-proven | the parent zone test does not prove whether"
                        + " the zone example.test is signed",
                "example.test DS | example.test DS example.test | 12 | PARENT | ds-not-proven | the parent zone test does not prove",
                "example.test DNSKEY | example.test DNSKEY example.test | 9 | PARENT | chain-of-trust-broken | in the parent zone"
                        + " test",
                "example.test DNSKEY | example.test DNSKEY example.test | 9 | ZONE | chain-of-trust-broken | in the parent zone test",
                "example.test DNSKEY | example.test DNSKEY example.test | 7 | ZONE | signatures-expired | zone example.test expired on",
                // A zone further up: for the owner of the name it is the parent.
                "test DNSKEY | test DNSKEY test | 7 | ZONE | parent-signatures-expired | the parent zone test expired on",
                "test DNSKEY | test DNSKEY test | 6 | ZONE | ds-not-proven | the parent zone test does not prove whether"
                        + " the zone example.test is signed",
                // The topmost zone that the signer delegates on the way, and not the one below it.
                ". DNSKEY | . DNSKEY . | 6 | ZONE | ds-not-proven | the parent zone . does not prove whether the zone test is signed",
                "mx.example.test A | mx.example.test A example.test | 6 | ZONE | lookup-bogus | fails DNSSEC validation",
                // Whoever answers for a zone can name another one in a signature.
                "mx.example.test A | mx.example.test A test | 6 | ZONE | lookup-bogus | fails DNSSEC validation",
                "mx.example.test A | mx.example.test A test | 7 | ZONE | lookup-bogus | fails DNSSEC validation",
                "example.test MX | example.test MX test | 6 | ZONE | lookup-bogus | fails DNSSEC validation",
                "mx.example.test A | example.test NSEC test | 6 | ZONE | ds-not-proven | the parent zone test does not prove",
            })
    void zoneAtFaultIsNamed(String query, String proof, int extendedError, Culprit culprit, String code, String words) {
        String[] of = proof.split(" ", -1);
        FailedProof failed = new FailedProof(
                of[2],
                of[0],
                of[1],
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.of(EXPIRED).filter(any -> extendedError == 7));

        Finding finding = finding(failure(query, Reason.DNSSEC_BOGUS, culprit, extendedError, Optional.of(failed)));

        assertThat(finding.code().word()).isEqualTo(code);
        assertThat(finding.text()).contains(words).doesNotContain("null");
        assertThat(finding.advice()).isPresent().get().asString().doesNotContain("null");
    }

    /** To ask again would cost as much: the zone is named that has to become cheaper. */
    @ParameterizedTest
    @CsvSource({"mx.example.test A, ZONE, example.test", "test DNSKEY, ZONE, test", "example.test DS, PARENT, test"})
    void zoneThatIsTooCostlyIsNamed(String query, Culprit culprit, String zone) {
        Finding finding = finding(failure(query, Reason.DNS_BUDGET, culprit, 0, Optional.empty()));

        assertThat(finding.advice()).isPresent().get().asString().startsWith("make the zone " + zone + " cheaper");
    }

    /** Below the TLSA records, DS queries are answered by the same name servers as any other. */
    @ParameterizedTest
    @CsvSource({"ZONE, true", "PARENT, true", "NAME_SERVER, false", "CONFIGURATION, false"})
    void brokenDenialIsTheFaultOfTheZoneOrItsParent(Culprit culprit, boolean broken) {
        Answer.Failure<?> failure =
                failure("_25._tcp.mx.example.test DS", Reason.DNS_ERROR, culprit, 0, Optional.empty());

        assertThat(HostJudge.brokenDenial(failure).map(each -> each.code().word()))
                .isEqualTo(broken ? Optional.of("denial-broken") : Optional.empty());
    }

    @Test
    void parentThatDoesNotAnswerIsNamed() {
        Finding finding = finding(failure("example.test DS", Reason.DNS_ERROR, Culprit.PARENT, 0, Optional.empty()));

        assertThat(finding.text())
                .contains(
                        "\"example.test DS\", which the name servers of the parent zone test answer, failed: it failed");
        assertThat(finding.facts()).containsEntry("zone", "example.test").containsEntry("parent", "test");
    }

    private static final int LABELS = 115;

    /** A name of many labels in {@code example.test}, and each name between them. */
    private static List<DomainName> deep() {
        List<DomainName> names = new ArrayList<>();
        String name = "example.test";
        for (int i = 0; i < LABELS; i++) {
            name = "a." + name;
            names.add(0, DomainName.of(name));
        }
        return names;
    }

    private static long asked(DnsTree tree) {
        return tree.queries().stream()
                .filter(query -> query.type().equals("SOA"))
                .count();
    }

    /**
     * A name of many labels, whose server takes its time over each of them, must not hold up a scan; nor is a zone blamed
     * for what its parent does, because the parent was not found in time.
     */
    @ParameterizedTest
    @CsvSource({
        "DNS_BUDGET, ZONE, 0, lookup-too-costly, zone",
        "DNS_BUDGET, PARENT, 0, lookup-too-costly, zone",
        "DNS_ERROR, PARENT, 0, parent-lookup-failed, parent-zone",
        "DNSSEC_BOGUS, ZONE, 7, lookup-bogus, zone",
        "DNSSEC_BOGUS, PARENT, 7, parent-signatures-expired, parent-zone",
        "DNSSEC_BOGUS, PARENT, 6, ds-not-proven, parent-zone",
        "DNSSEC_BOGUS, PARENT, 9, chain-of-trust-broken, parent-zone"
    })
    void judgementTakesNoLongerThanALookup(
            Reason reason, Culprit culprit, int extendedError, String code, String blamed) {
        DnsTree tree = tree();
        List<DomainName> deep = deep();
        deep.forEach(name -> tree.fault(name.toString(), "SOA", Fault.delay(Duration.ofMillis(300))));
        DomainName name = deep.get(0);
        FailedProof proof = new FailedProof(
                culprit == Culprit.PARENT ? name.toString() : "other.test",
                name.toString(),
                culprit == Culprit.PARENT ? "DNSKEY" : "A",
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.of(EXPIRED).filter(any -> extendedError == 7));

        Finding finding = finding(
                List.of(tree.address()),
                tree,
                Duration.ofSeconds(2),
                failure(
                        name,
                        name + " A",
                        reason,
                        culprit,
                        extendedError,
                        Optional.of(proof).filter(any -> reason == Reason.DNSSEC_BOGUS)));

        assertThat(finding.code().word()).isEqualTo(code);
        assertThat(Json.word(finding.culprit())).isEqualTo(blamed);
        assertThat(finding.facts()).containsEntry("detail", CUT_SHORT).doesNotContainKey("parent");
        assertThat(finding.text()).doesNotContain("null", "[", "]");
        assertThat(finding.advice()).get().asString().doesNotContain("null", "[", "]");
        assertThat(asked(tree)).isBetween(1L, 8L);
    }

    @Test
    void zoneThatIsTooCostlyIsNotAskedAgainWhereItIsUnknown() {
        DnsTree tree = tree();
        tree.fault(HOST.toString(), "SOA", Fault.SERVFAIL);

        Finding finding = finding(
                List.of(tree.address()),
                tree,
                Duration.ofSeconds(10),
                failure(HOST + " A", Reason.DNS_BUDGET, Culprit.ZONE, 0, Optional.empty()));

        assertThat(finding.code().word()).isEqualTo("lookup-too-costly");
        assertThat(finding.advice()).get().asString().startsWith("make the zone cheaper to validate");
        assertThat(finding.facts()).containsEntry("detail", "it failed").doesNotContainKey("zone");
    }

    /** A proof that names nothing leaves both unknown. */
    @Test
    void parentIsBlamedWithoutAProofToo() {
        Finding finding = finding(failure(HOST + " A", Reason.DNSSEC_BOGUS, Culprit.PARENT, 0, Optional.empty()));

        assertThat(finding.text()).isEqualTo("the parent zone does not prove whether the zone is signed: it failed");
        assertThat(finding.advice()).get().asString().startsWith("have the parent zone repaired");
    }

    /** A zone above has failed, and those between are not found: it is not the zone at the end that has to act. */
    @Test
    void zoneAboveIsBlamedWhereThoseBetweenAreUnknown() {
        DnsTree tree = tree();
        tree.fault("test", "SOA", Fault.SERVFAIL);
        FailedProof proof =
                new FailedProof(".", ".", "DNSKEY", OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

        Finding finding = finding(
                List.of(tree.address()),
                tree,
                Duration.ofSeconds(10),
                failure(". DNSKEY", Reason.DNSSEC_BOGUS, Culprit.ZONE, 6, Optional.of(proof)));

        assertThat(finding.text()).isEqualTo("the parent zone . does not prove whether the zone is signed: it failed");
    }

    private Finding tooCostly(InetSocketAddress first, Duration timeout) {
        DnsTree tree = tree();
        return finding(
                List.of(first, tree.address()),
                tree,
                timeout,
                failure(HOST + " A", Reason.DNS_BUDGET, Culprit.ZONE, 0, Optional.empty()));
    }

    /** What one server does not say, another one does. */
    @Test
    void searchIsNotCutShortByAServerThatIsNotThere() throws IOException {
        InetSocketAddress nobody;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
        }

        Finding finding = tooCostly(nobody, Duration.ofSeconds(4));

        assertThat(finding.facts()).containsEntry("zone", "example.test").containsEntry("detail", "it failed");
    }

    @Test
    void silentServerLeavesTimeForTheNextOne() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Finding finding = tooCostly(
                    new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()), Duration.ofSeconds(6));

            assertThat(finding.facts()).containsEntry("zone", "example.test").containsEntry("detail", "it failed");
        }
    }

    @Test
    void judgementAsksOnlySoManyQuestions() {
        DnsTree tree = tree();
        DomainName name = deep().get(0);

        Finding finding = finding(
                List.of(tree.address()),
                tree,
                Duration.ofSeconds(60),
                failure(name, name + " A", Reason.DNS_BUDGET, Culprit.ZONE, 0, Optional.empty()));

        assertThat(finding.facts()).containsEntry("detail", CUT_SHORT);
        assertThat(asked(tree)).isEqualTo(64);
    }

    /** Who would name the zone does not answer: the signer, which anybody can name, is not blamed instead. */
    @Test
    void signerIsNotBlamedWhereTheZoneIsUnknown() {
        DnsTree tree = tree();
        tree.fault(HOST.toString(), "SOA", Fault.NO_REPLY);
        FailedProof expired = new FailedProof(
                "other.test", HOST.toString(), "A", OptionalInt.empty(), OptionalInt.empty(), Optional.of(EXPIRED));

        Finding finding = finding(
                List.of(tree.address()),
                tree,
                Duration.ofSeconds(1),
                failure(HOST + " A", Reason.DNSSEC_BOGUS, Culprit.ZONE, 7, Optional.of(expired)));

        assertThat(finding.code().word()).isEqualTo("lookup-bogus");
        assertThat(finding.facts()).containsEntry("detail", CUT_SHORT);
    }
}
