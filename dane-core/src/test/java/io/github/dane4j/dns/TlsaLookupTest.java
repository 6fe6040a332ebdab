package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.Query;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of stages B (addresses, RFC 7672 section 2.2.2) and C (TLSA, section 2.2.3), each on a signed tree. */
class TlsaLookupTest {
    private static final String EE = "3 1 1 " + "ab".repeat(32);
    private static final String OTHER = "3 1 1 " + "cd".repeat(32);
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    /** Long enough for a lookup on loopback, whose attempts get a fifth of it each. */
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private DnsTree tree;
    private DnssecResolver resolver;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("mx AAAA ::1")
                                .record("_25._tcp.mx TLSA " + EE)
                                .record("bare A 127.0.0.2")
                                .record("none A 127.0.0.2")
                                // an alias into the other signed zone, which has TLSA records
                                .record("both CNAME mx.provider.test.")
                                .record("_25._tcp.both TLSA " + OTHER)
                                // an alias whose target has none
                                .record("original CNAME plain.provider.test.")
                                .record("_25._tcp.original TLSA " + OTHER)
                                .record("neither CNAME plain.provider.test.")
                                // an alias of an alias
                                .record("first CNAME second")
                                .record("second CNAME plain.provider.test.")
                                .record("_25._tcp.second TLSA " + OTHER)
                                // a secure alias into an unsigned zone
                                .record("half CNAME mx.unsigned.test.")
                                .record("_25._tcp.half TLSA " + EE)
                                .record("halfbare CNAME mx.unsigned.test.")
                                .record("dangling CNAME nowhere.provider.test.")
                                .record("noaddress TXT x")
                                // TLSA records behind aliases
                                .record("shared A 127.0.0.3")
                                .record("_25._tcp.shared CNAME tlsa._dane")
                                .record("tlsa._dane TLSA " + EE)
                                .record("leaky A 127.0.0.4")
                                .record("_25._tcp.leaky CNAME tlsa.unsigned.test.")
                                // records of all kinds
                                .record("mixed A 127.0.0.5")
                                .record("_25._tcp.mixed TLSA " + EE)
                                .record("_25._tcp.mixed TLSA 3 1 1 abcd")
                                .record("strange A 127.0.0.6")
                                .record("_25._tcp.strange TLSA 255 7 9 abcd")
                                .record("pkix A 127.0.0.7")
                                .record("_25._tcp.pkix TLSA 1 1 1 " + "ab".repeat(32))
                                .record("short0 A 127.0.0.8")
                                .rawRecord("_25._tcp.short0", 52, new byte[0])
                                .record("short1 A 127.0.0.8")
                                .rawRecord("_25._tcp.short1", 52, new byte[] {3})
                                .record("short2 A 127.0.0.8")
                                .rawRecord("_25._tcp.short2", 52, new byte[] {3, 1})
                                .record("short3 A 127.0.0.8")
                                .rawRecord("_25._tcp.short3", 52, new byte[] {3, 1, 1})
                                .record("shorter A 127.0.0.8")
                                .rawRecord("_25._tcp.shorter", 52, new byte[] {3, 1, 1})
                                .record("_25._tcp.shorter TLSA " + EE)
                                // what no zone should have, so that one family leads out of the signed zone
                                .record("torn AAAA ::1")
                                .record("torn CNAME mx.unsigned.test.")
                                .record("_25._tcp.torn TLSA " + EE)
                                // into a zone whose signatures have expired
                                .record("stale CNAME mx.expired.test.")
                                .record("staletlsa A 127.0.0.9")
                                .record("_25._tcp.staletlsa CNAME _25._tcp.mx.expired.test.")
                                .record("_587._tcp.mx TLSA " + OTHER))
                .zone("_tcp.bare.example.test", ZoneBuilder::unsigned)
                .zone(
                        "expired.test",
                        zone -> zone.signatures(LONG_AGO, LONG_AGO.plus(Duration.ofDays(14)))
                                .record("mx A 127.0.0.1")
                                .record("_25._tcp.mx TLSA " + EE))
                .zone(
                        "provider.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_25._tcp.mx TLSA " + EE)
                                .record("plain A 127.0.0.1"))
                .zone(
                        "unsigned.test",
                        zone -> zone.unsigned()
                                .record("mx A 127.0.0.1")
                                .record("_25._tcp.mx TLSA " + EE)
                                .record("alias CNAME mx")
                                .record("tlsa TLSA " + EE)));
        resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    @AfterEach
    void stop() {
        resolver.close();
    }

    private TlsaLookup lookup(String host) {
        return TlsaLookup.perform(resolver, new Service(DomainName.of(host), 25));
    }

    private TlsaLookup.Found found(String host) {
        TlsaLookup lookup = lookup(host);
        assertThat(lookup).as(lookup.explain()).isInstanceOf(TlsaLookup.Found.class);
        return (TlsaLookup.Found) lookup;
    }

    private TlsaLookup.Failed failed(String host) {
        TlsaLookup lookup = lookup(host);
        assertThat(lookup).as(lookup.explain()).isInstanceOf(TlsaLookup.Failed.class);
        return (TlsaLookup.Failed) lookup;
    }

    private void assertKind(TlsaLookup lookup, TlsaLookup.Kind kind) {
        assertThat(lookup.kind()).as(lookup.explain()).isEqualTo(kind);
    }

    private List<String> asked(TlsaLookup lookup) {
        return lookup.evidence().stream()
                .map(answer -> answer.name() + " " + answer.type())
                .toList();
    }

    private static List<String> addresses(TlsaLookup.Found found) {
        return found.addresses().stream().map(InetAddress::getHostAddress).toList();
    }

    private static List<String> records(TlsaLookup.Found found) {
        return found.records().stream().map(TlsaRecord::toString).toList();
    }

    private List<String> tlsaQueries() {
        return tree.queries().stream()
                .map(Query::toString)
                .filter(query -> query.contains("TLSA"))
                .toList();
    }

    @Test
    void b1_secureAddressesMakeTheHostTheCandidate() {
        TlsaLookup.Found found = found("mx.example.test");
        assertThat(found.baseDomain()).isEqualTo(DomainName.of("mx.example.test"));
        assertThat(records(found)).containsExactly(EE);
        assertThat(addresses(found)).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(asked(found))
                .containsExactly("mx.example.test A", "mx.example.test AAAA", "_25._tcp.mx.example.test TLSA");
    }

    @Test
    void b2_insecureAddressesEndTheSearchWithoutTlsaQuery() {
        assertKind(lookup("mx.unsigned.test"), TlsaLookup.Kind.INSECURE);
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    void b3_secureAliasMakesTheExpandedNameTheFirstCandidate() {
        TlsaLookup.Found found = found("both.example.test");
        assertThat(found.baseDomain()).isEqualTo(DomainName.of("mx.provider.test"));
        assertThat(records(found)).containsExactly(EE);
    }

    @Test
    void b4_secureAliasIntoAnUnsignedZoneMakesTheOriginalNameTheOnlyCandidate() {
        TlsaLookup.Found found = found("half.example.test");
        assertThat(found.baseDomain()).isEqualTo(DomainName.of("half.example.test"));
        assertThat(asked(found))
                .containsExactly("half.example.test A", "half.example.test AAAA", "_25._tcp.half.example.test TLSA");
    }

    @Test
    void b5_insecureAliasEndsTheSearchWithoutTlsaQuery() {
        TlsaLookup lookup = lookup("alias.unsigned.test");
        assertKind(lookup, TlsaLookup.Kind.INSECURE);
        assertThat(asked(lookup)).containsExactly("alias.unsigned.test A", "alias.unsigned.test AAAA");
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    void b7_hostWithoutAddressIsUnreachable() {
        assertThat(failed("noaddress.example.test").reason()).isEqualTo(Reason.NO_ADDRESS);
        assertThat(failed("nowhere.example.test").reason()).isEqualTo(Reason.NO_ADDRESS);
        assertThat(failed("nowhere.unsigned.test").reason()).isEqualTo(Reason.NO_ADDRESS);
        assertThat(failed("dangling.example.test").reason()).isEqualTo(Reason.NO_ADDRESS);
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    void b8_failureOfTheAddressesNamesTheQuery() {
        tree.fault("mx.example.test", "A", Fault.SERVFAIL);
        tree.fault("mx.example.test", "AAAA", Fault.REFUSED);
        TlsaLookup.Failed failed = failed("mx.example.test");
        assertThat(failed.reason()).isEqualTo(Reason.DNS_ERROR);
        assertThat(failed.detail()).contains("mx.example.test A").contains("SERVFAIL");
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    void b8_failureOfOneFamilyIsNoAbsenceOfAddresses() {
        tree.fault("bare.example.test", "A", Fault.CORRUPT_SIGNATURES);
        assertThat(failed("bare.example.test").reason()).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @Test
    void b9_oneSecureFamilyIsEnoughAndTheFailedOneIsNotUsed() {
        tree.fault("mx.example.test", "AAAA", Fault.SERVFAIL);
        assertThat(addresses(found("mx.example.test"))).containsExactly("127.0.0.1");
    }

    @Test
    void b9_theOtherSecureFamilyIsEnoughAsWell() {
        tree.fault("mx.example.test", "A", Fault.STRIP_SIGNATURES);
        assertThat(addresses(found("mx.example.test"))).containsExactly("0:0:0:0:0:0:0:1");
    }

    @Test
    void b11_aliasBetweenFirstAndLastIsNoCandidate() {
        TlsaLookup lookup = lookup("first.example.test");
        assertKind(lookup, TlsaLookup.Kind.ABSENT);
        assertThat(asked(lookup))
                .containsExactly(
                        "first.example.test A",
                        "first.example.test AAAA",
                        "_25._tcp.plain.provider.test TLSA",
                        "_25._tcp.first.example.test TLSA");
    }

    @Test
    void c10_malformedRecordDoesNotHideTheGoodOne() {
        assertThat(records(found("mixed.example.test"))).containsExactlyInAnyOrder(EE, "3 1 1 abcd");
    }

    @Test
    void c2_c12_unusableRecordsFixTheBaseDomain() {
        TlsaLookup.Found found = found("strange.example.test");
        assertThat(found.baseDomain()).isEqualTo(DomainName.of("strange.example.test"));
        assertThat(records(found)).containsExactly("255 7 9 abcd");
    }

    @Test
    void c3_secureDenialAtAllCandidatesIsAbsence() {
        assertKind(lookup("none.example.test"), TlsaLookup.Kind.ABSENT);
        assertKind(lookup("neither.example.test"), TlsaLookup.Kind.ABSENT);
    }

    @Test
    void c4_recordsBehindAnAliasIntoAnUnsignedZoneDoNotCount() {
        assertKind(lookup("leaky.example.test"), TlsaLookup.Kind.ABSENT);
    }

    @Test
    void c5_insecureDenialIsAbsenceLikeASecureOne() {
        TlsaLookup lookup = lookup("bare.example.test");
        assertKind(lookup, TlsaLookup.Kind.ABSENT);
        assertThat(lookup.evidence().get(2).describe()).isEqualTo("insecure, no such name");
    }

    @Test
    void c6_failureNamesTheQuery() {
        tree.fault("_25._tcp.bare.example.test", "TLSA", Fault.NOTIMP);
        TlsaLookup.Failed failed = failed("bare.example.test");
        assertThat(failed.reason()).isEqualTo(Reason.DNS_ERROR);
        assertThat(failed.detail()).contains("_25._tcp.bare.example.test TLSA").contains("NOTIMP");
    }

    @Test
    void c7_secureAliasOfTheTlsaNameLeavesTheBaseDomainAsItIs() {
        TlsaLookup.Found found = found("shared.example.test");
        assertThat(found.baseDomain()).isEqualTo(DomainName.of("shared.example.test"));
        assertThat(records(found)).containsExactly(EE);
    }

    @Test
    void c8_originalNameIsTheBaseDomainIfOnlyItHasRecords() {
        TlsaLookup.Found found = found("original.example.test");
        assertThat(found.baseDomain()).isEqualTo(DomainName.of("original.example.test"));
        assertThat(records(found)).containsExactly(OTHER);
    }

    @Test
    void c9_portOfTheServiceIsAskedFor() {
        TlsaLookup lookup = TlsaLookup.perform(resolver, new Service(DomainName.of("mx.example.test"), 587));
        assertThat(records((TlsaLookup.Found) lookup)).containsExactly(OTHER);
    }

    @Test
    void c11_pkixUsagesAreFoundAndNotJudged() {
        assertThat(found("pkix.example.test").records().get(0).usageNumber()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short0", "short1", "short2", "short3", "shorter"})
    void c13_recordTooShortForItsParametersIsNeverAbsence(String host) {
        TlsaLookup.Failed failed = failed(host + ".example.test");

        assertThat(failed.reason()).isEqualTo(Reason.DNS_MALFORMED);
        // Nothing was validated that could be held against the zone: anybody can send such a reply.
        assertThat(failed.evidence()).last().isInstanceOfSatisfying(Answer.Failure.class, failure -> {
            assertThat(failure.culprit()).isEqualTo(Culprit.NAME_SERVER);
            assertThat(failure.advice()).contains("the zone may have an unreadable record");
        });
    }

    // The rows of failures once more, with each kind of failure.

    /** What can be wrong with a reply, by its effect. */
    enum Trouble {
        ERROR,
        NOT_IMPLEMENTED,
        BOGUS,
        UNSIGNED,
        NOTHING,
        GARBAGE,
        SILENCE;

        Fault fault() {
            return switch (this) {
                case ERROR -> Fault.SERVFAIL;
                case NOT_IMPLEMENTED -> Fault.NOTIMP;
                case BOGUS -> Fault.CORRUPT_SIGNATURES;
                case UNSIGNED -> Fault.STRIP_SIGNATURES;
                case NOTHING -> Fault.EMPTY;
                case GARBAGE -> Fault.GARBAGE;
                case SILENCE -> Fault.NO_REPLY;
            };
        }

        Reason reason() {
            return switch (this) {
                case ERROR, NOT_IMPLEMENTED -> Reason.DNS_ERROR;
                case BOGUS, UNSIGNED, NOTHING -> Reason.DNSSEC_BOGUS;
                case GARBAGE -> Reason.DNS_MALFORMED;
                case SILENCE -> Reason.DNS_TIMEOUT;
            };
        }
    }

    private TlsaLookup.Failed failed(String host, Trouble trouble) {
        if (trouble != Trouble.SILENCE) {
            return failed(host);
        }
        try (DnssecResolver impatient = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .timeout(IMPATIENCE)
                .build()) {
            TlsaLookup lookup = TlsaLookup.perform(impatient, new Service(DomainName.of(host), 25));
            assertThat(lookup).as(lookup.explain()).isInstanceOf(TlsaLookup.Failed.class);
            return (TlsaLookup.Failed) lookup;
        }
    }

    @ParameterizedTest
    @EnumSource
    void b6_secureAliasThatCameWithTheAddressesIsNotAskedForAgain(Trouble trouble) {
        tree.fault("half.example.test", "CNAME", trouble.fault());
        tree.fault("half.example.test", "DS", trouble.fault());
        assertThat(found("half.example.test").baseDomain()).isEqualTo(DomainName.of("half.example.test"));
    }

    @ParameterizedTest
    @EnumSource
    void b6_insecureAliasThatCameWithTheAddressesIsNotAskedForAgain(Trouble trouble) {
        tree.fault("alias.unsigned.test", "CNAME", trouble.fault());
        TlsaLookup lookup = lookup("alias.unsigned.test");
        assertThat(lookup).as(lookup.explain()).isInstanceOf(TlsaLookup.Insecure.class);
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    void b7_absenceOfAddressesThatIsNotProvenIsAFailure() {
        tree.fault("noaddress.example.test", "*", Fault.STRIP_PROOFS);
        tree.fault("nowhere.example.test", "*", Fault.STRIP_PROOFS);
        tree.fault("mx.example.test", "*", Fault.answerTo("noaddress.example.test", "A"));
        assertThat(failed("noaddress.example.test").reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(failed("nowhere.example.test").reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(failed("mx.example.test").reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(tlsaQueries()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void b8_failedAddressesFail(Trouble trouble) {
        tree.fault("mx.example.test", "A", trouble.fault());
        tree.fault("mx.example.test", "AAAA", trouble.fault());
        assertThat(failed("mx.example.test", trouble).reason()).isEqualTo(trouble.reason());
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    void b8_addressesWhoseSignaturesHaveExpiredFailAlsoBehindAnAlias() {
        for (String host : List.of("mx.expired.test", "stale.example.test")) {
            TlsaLookup.Failed failed = failed(host);
            assertThat(failed.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
            assertThat(failed.detail()).contains("EDE 7");
        }
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    void b8_hostBelowADelegationThatIsNotProvenToBeInsecureFails() {
        tree.fault("unsigned.test", "DS", Fault.STRIP_PROOFS);
        assertThat(failed("mx.unsigned.test").reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    void b10_oneSecureFamilyIsEnoughAndBothAreUsed() {
        TlsaLookup.Found found = found("torn.example.test");
        assertThat(found.baseDomain()).isEqualTo(DomainName.of("torn.example.test"));
        assertThat(addresses(found)).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(found.evidence())
                .extracting(Answer::describe)
                .startsWith("insecure, 1 record at mx.unsigned.test", "secure, 1 record");
    }

    @Test
    void c1_usableRecordsMakeTheFirstCandidateTheBaseDomain() {
        TlsaLookup.Found found = found("mixed.example.test");
        assertThat(found.baseDomain()).isEqualTo(DomainName.of("mixed.example.test"));
    }

    @ParameterizedTest
    @EnumSource
    void c6_failedTlsaQueryFailsAndIsNotAbsence(Trouble trouble) {
        tree.fault("_25._tcp.mx.example.test", "TLSA", trouble.fault());
        assertThat(failed("mx.example.test", trouble).reason()).isEqualTo(trouble.reason());
    }

    @ParameterizedTest
    @EnumSource
    void c6_failureAtTheFirstCandidateDoesNotLeadToTheSecond(Trouble trouble) {
        tree.fault("_25._tcp.mx.provider.test", "TLSA", trouble.fault());
        TlsaLookup.Failed failed = failed("both.example.test", trouble);
        assertThat(failed.reason()).isEqualTo(trouble.reason());
        assertThat(asked(failed)).doesNotContain("_25._tcp.both.example.test TLSA");
    }

    @ParameterizedTest
    @EnumSource
    void c6_failureAtTheSecondCandidateIsNotAbsence(Trouble trouble) {
        tree.fault("_25._tcp.original.example.test", "TLSA", trouble.fault());
        assertThat(failed("original.example.test", trouble).reason()).isEqualTo(trouble.reason());
    }

    @Test
    void c6_denialOfTlsaRecordsThatIsNotProvenIsAFailure() {
        tree.fault("*", "DS", Fault.EMPTY);
        tree.fault("example.test", "DS", Fault.delay(Duration.ZERO));
        tree.fault("test", "DS", Fault.delay(Duration.ZERO));
        tree.fault("_25._tcp.none.example.test", "TLSA", Fault.STRIP_PROOFS);
        tree.fault("_25._tcp.mx.example.test", "TLSA", Fault.answerTo("_26._tcp.mx.example.test", "TLSA"));
        tree.fault("_25._tcp.mixed.example.test", "TLSA", Fault.answerTo("_25._tcp.mixed.example.test", "A"));
        for (String host : List.of("none", "mx", "mixed")) {
            assertThat(failed(host + ".example.test").reason()).as(host).isEqualTo(Reason.DNSSEC_BOGUS);
        }
    }

    @Test
    void c6_recordsWhoseSignaturesHaveExpiredAreAFailure() {
        TlsaLookup.Failed failed = failed("staletlsa.example.test");
        assertThat(failed.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(failed.detail()).contains("EDE 7");
    }
}
