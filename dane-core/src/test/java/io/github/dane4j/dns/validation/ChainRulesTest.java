package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The links from a trust anchor to the keys of a zone (RFC 4035 section 5.2), each broken in a way of its own. */
class ChainRulesTest {
    private final WrittenReplies replies = new WrittenReplies();
    private final SigningKey zone = replies.zone;
    private final SigningKey parent = replies.parent;

    @BeforeEach
    void serveTheHost() {
        replies.answer("mx.example.test", "A", zone.signed("mx.example.test. A 127.0.0.1"));
    }

    private String host() {
        return replies.outcome("mx.example.test", "A");
    }

    private static DSRecord ds(DSRecord from, int keyTag, int algorithm, int digestType, byte[] digest) {
        return new DSRecord(from.getName(), DClass.IN, 300, keyTag, algorithm, digestType, digest);
    }

    @Test
    void rfc4035s5_2_chainThatIsAsItShouldBe() {
        assertThat(host()).isEqualTo("secure DATA 1");
    }

    @Test
    void rfc4035s5_2_keysAreSignedByTheKeyThatTheDsNames() {
        SigningKey other = SigningKey.of("example.test");
        List<Record> keys = List.of(zone.dnskey(), other.dnskey());
        replies.answer("example.test", "DNSKEY", other.signed(keys));
        assertThat(host()).isEqualTo("NO_SUCH_KEY");
        replies.answer(
                "example.test",
                "DNSKEY",
                SigningKey.with(
                        keys, other.signature(keys).make(), zone.signature(keys).make()));
        assertThat(host()).isEqualTo("secure DATA 1");
        // And then each of them signs.
        replies.answer("mx.example.test", "A", other.signed("mx.example.test. A 127.0.0.1"));
        assertThat(host()).isEqualTo("secure DATA 1");
    }

    @Test
    void rfc4035s5_2_dsFitsByTagAlgorithmAndDigest() {
        DSRecord right = zone.ds();
        byte[] wrong = right.getDigest().clone();
        wrong[0] ^= 1;
        for (DSRecord ds : List.of(
                ds(right, right.getFootprint() ^ 1, 13, 2, right.getDigest()),
                ds(right, right.getFootprint(), 8, 2, right.getDigest()),
                ds(right, right.getFootprint(), 13, 2, wrong))) {
            replies.answer("example.test", "DS", parent.signed(List.of(ds)));
            assertThat(host()).as("%s", ds).isEqualTo("DS_MATCHES_NO_KEY");
            // Any one that fits is enough (RFC 6840 section 5.11).
            replies.answer("example.test", "DS", parent.signed(List.of(ds, right)));
            assertThat(host()).as("%s", ds).isEqualTo("secure DATA 1");
        }
    }

    @ParameterizedTest
    @CsvSource({"200, 2", "3, 2", "12, 2", "13, 3", "13, 250", "253, 2", "254, 2", "253, 250"})
    void rfc4035s5_2_zoneWithDsOfUnknownAlgorithmsOrDigestsOnlyIsUnsigned(int algorithm, int digestType) {
        DSRecord right = zone.ds();
        DSRecord unknown = ds(right, right.getFootprint(), algorithm, digestType, right.getDigest());
        replies.answer("example.test", "DS", parent.signed(List.of(unknown)));
        assertThat(host()).isEqualTo("insecure DATA 1");
        replies.answer("example.test", "DS", parent.signed(List.of(unknown, right)));
        assertThat(host()).isEqualTo("secure DATA 1");
    }

    @Test
    void rfc4035s5_2_dsIsSignedByAZoneStrictlyAboveIt() {
        replies.answer("example.test", "DS", zone.signed(List.of(zone.ds())));
        assertThat(host()).isEqualTo("FOREIGN_SIGNER");
        // Not even beside the parent's, of which nothing is left.
        replies.answer(
                "example.test",
                "DS",
                SigningKey.with(
                        List.of(zone.ds()),
                        zone.signature(List.of(zone.ds())).make(),
                        parent.signature(List.of(zone.ds())).invalid().make()));
        assertThat(host()).isEqualTo("SIGNATURE_INVALID");
    }

    @Test
    void rfc4035s5_2_dsIsSignedByAKeyOfTheParent() {
        replies.answer("example.test", "DS", SigningKey.of("test").signed(List.of(zone.ds())));
        assertThat(host()).isEqualTo("NO_SUCH_KEY");
        replies.answer(
                "example.test",
                "DS",
                SigningKey.with(
                        List.of(zone.ds()),
                        parent.signature(List.of(zone.ds())).invalid().make()));
        assertThat(host()).isEqualTo("SIGNATURE_INVALID");
    }

    @Test
    void rfc4035s5_2_unsignedParentHasNoSignedChildren() {
        SigningKey below = SigningKey.of("below.example.test");
        DSRecord right = zone.ds();
        replies.answer(
                "example.test",
                "DS",
                parent.signed(List.of(ds(right, right.getFootprint(), 200, 2, right.getDigest()))));
        replies.answer("below.example.test", "DS", zone.signed(List.of(below.ds())));
        replies.answer("below.example.test", "DNSKEY", below.signed(List.of(below.dnskey())));
        replies.answer("mx.below.example.test", "A", below.signed("mx.below.example.test. A 127.0.0.1"));
        assertThat(replies.core().judge("mx.below.example.test", "A"))
                .isInstanceOfSatisfying(
                        Judgement.Insecure.class,
                        insecure -> assertThat(insecure.cut()).contains(Core.name("example.test")));
    }

    // RFC 4034 section 2.1, RFC 5011 section 2.1: keys that sign nothing.

    @ParameterizedTest
    @CsvSource({
        "without the ZONE bit, 1, 3, NO_SUCH_KEY",
        "with the REVOKE bit, 385, 3, NO_SUCH_KEY",
        "of another protocol, 257, 2, NO_SUCH_KEY",
        "of a zone, 256, 3, secure DATA 1",
    })
    void rfc4034s2_1_keyThatMustNotSignSignsNothing(String which, int flags, int protocol, String outcome) {
        SigningKey key = SigningKey.of("example.test", flags, protocol);
        replies.answer("example.test", "DNSKEY", zone.signed(List.of(zone.dnskey(), key.dnskey())));
        assertThat(host()).isEqualTo("secure DATA 1");
        replies.answer("mx.example.test", "A", key.signed("mx.example.test. A 127.0.0.1"));
        assertThat(host()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "without the ZONE bit, 1, 3, DS_MATCHES_NO_KEY",
        "with the REVOKE bit, 385, 3, DS_MATCHES_NO_KEY",
        "of another protocol, 257, 2, DS_MATCHES_NO_KEY",
        "of a zone, 256, 3, secure DATA 1",
    })
    void rfc4034s2_1_keyThatMustNotSignIsNoEntryPoint(String which, int flags, int protocol, String outcome) {
        SigningKey key = SigningKey.of("example.test", flags, protocol);
        replies.answer("example.test", "DS", parent.signed(List.of(key.ds())));
        replies.answer("example.test", "DNSKEY", key.signed(List.of(zone.dnskey(), key.dnskey())));
        assertThat(host()).isEqualTo(outcome);
    }

    /** Of an unknown algorithm, RSA with too few bits, and no point of the curve. */
    @ParameterizedTest
    @CsvSource({"200, AwEAAQ==", "8, AwEAAcMtWsnYbYmCAQ==", "13, AwEAAQ=="})
    void rfc6840s5_11_keysOfNoUseDoNotSpoilTheOthers(int algorithm, String key) {
        DNSKEYRecord useless = (DNSKEYRecord) SigningKey.records("example.test. DNSKEY 257 3 " + algorithm + " " + key)
                .get(0);
        replies.answer("example.test", "DNSKEY", zone.signed(List.of(useless, zone.dnskey())));
        replies.answer(
                "example.test",
                "DS",
                parent.signed(List.of(new DSRecord(Core.name("example.test"), DClass.IN, 300, 2, useless), zone.ds())));
        assertThat(host()).isEqualTo("secure DATA 1");
        // It is as good as not there.
        List<Record> address = SigningKey.records("mx.example.test. A 127.0.0.1");
        replies.answer(
                "mx.example.test",
                "A",
                SigningKey.with(
                        address,
                        zone.signature(address)
                                .algorithm(algorithm)
                                .keyTag(useless.getFootprint())
                                .make()));
        assertThat(host()).isEqualTo("NO_SUCH_KEY");
    }

    /** Where SHA-1 is not used, a key that signs with it is as good as not there (RFC 9905). */
    @Test
    void rfc6840s5_11_keyOfAnAlgorithmThatIsNotUsedSignsNothing() {
        SigningKey old = SigningKey.rsaSha1("example.test");
        replies.answer("example.test", "DNSKEY", zone.signed(List.of(zone.dnskey(), old.dnskey())));
        replies.answer("mx.example.test", "A", old.signed("mx.example.test. A 127.0.0.1"));
        assertThat(host()).isEqualTo("secure DATA 1");
        assertThat(replies.core().algorithms(Algorithms.WITHOUT_SHA1).outcome("mx.example.test", "A"))
                .isEqualTo("NO_SUCH_KEY");
    }

    /** A host that claims to be a zone. Of what no signed record speaks it is not even known whether it is one. */
    @Test
    void rfc4035s5_3_1_signerIsAZone() {
        SigningKey host = SigningKey.of("mx.example.test");
        replies.answer("mx.example.test", "A", host.signed("mx.example.test. A 127.0.0.1"));
        replies.answer("mx.example.test", "DNSKEY", host.signed(List.of(host.dnskey())));
        String denial = "mx.example.test. NSEC ny.example.test. A RRSIG NSEC";
        replies.denial("mx.example.test", "DS", zone.signed(denial));
        assertThat(host()).isEqualTo("SIGNER_IS_NOT_A_ZONE");
        replies.denial("mx.example.test", "DS");
        assertThat(host()).isEqualTo("DS_NOT_DENIED");
        replies.denial("mx.example.test", "DS", SigningKey.records(denial));
        assertThat(host()).isEqualTo("DS_NOT_DENIED");
        replies.denial(
                "mx.example.test",
                "DS",
                zone.signed("example.test. SOA ns.example.test. ns.example.test. 1 3600 600 86400 20"));
        assertThat(host()).isEqualTo("DS_NOT_DENIED");
    }

    // RFC 4035 section 5.3.3: how long it holds.

    @ParameterizedTest
    @CsvSource({"test, DNSKEY", "example.test, DS", "example.test, DNSKEY", "mx.example.test, A"})
    void rfc4035s5_3_3_expiryIsTheFirstEndOfASignatureOnTheWay(String name, String type) {
        assertThat(((Judgement.Proven) replies.core().judge("mx.example.test", "A")).expiry())
                .isAfter(Instant.now().plusSeconds(200));
        Instant end = Instant.now().plusSeconds(100);
        SigningKey signer = name.equals("test") || type.equals("DS") ? parent : zone;
        List<? extends Record> set = replies.core().honest(Core.query(name, type)).getSection(Section.ANSWER).stream()
                .filter(each -> !(each instanceof RRSIGRecord))
                .toList();
        replies.answer(
                name,
                type,
                SigningKey.with(set, signer.signature(set).until(end).make()));
        assertThat(((Judgement.Proven) replies.core().judge("mx.example.test", "A")).expiry())
                .isBeforeOrEqualTo(end);
    }

    /** Of the keys that are stored, a DS that goes sooner than they do takes them along. */
    @ParameterizedTest
    @CsvSource({"10, 300", "300, 10"})
    void rfc4035s5_3_3_keysLiveNoLongerThanTheDsThatNamesThem(long ttlOfDs, long ttlOfKeys) {
        DSRecord right = zone.ds();
        replies.answer(
                "example.test",
                "DS",
                parent.signed(List.of(new DSRecord(
                        right.getName(), DClass.IN, ttlOfDs, right.getFootprint(), 13, 2, right.getDigest()))));
        replies.answer(
                "example.test",
                "DNSKEY",
                zone.signed(Stream.of(zone.dnskey())
                        .map(each -> Record.newRecord(
                                each.getName(), each.getType(), DClass.IN, ttlOfKeys, each.rdataToWireCanonical()))
                        .toList()));
        Core core = replies.core();
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("secure DATA 1");
        assertThat(core.stored("example.test").life().expiry())
                .isEqualTo(core.now().plusSeconds(10));
    }

    @Test
    void rfc4035s5_3_3_insecureAnswerLivesNoLongerThanTheProofThatItsZoneIsUnsigned() {
        Instant end = Instant.now().plusSeconds(100);
        List<Record> denial = SigningKey.records("example.test. NSEC examplf.test. NS RRSIG NSEC");
        replies.denial(
                "example.test",
                "DS",
                SigningKey.with(denial, parent.signature(denial).until(end).make()));
        replies.answer("mx.example.test", "A", SigningKey.records("mx.example.test. A 127.0.0.1"));
        Judgement.Proven proven = (Judgement.Proven) replies.core().judge("mx.example.test", "A");
        assertThat(Core.outcome(proven)).isEqualTo("insecure DATA 1");
        assertThat(proven.expiry()).isBeforeOrEqualTo(end);
    }

    // Where the chain begins (RFC 6840 section 5.10).

    /**
     * Above the zone with the anchor nothing speaks for names in it: no redirection, be it that of an unsigned zone or one
     * that the parent has signed.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rfc6840s5_10_redirectionAboveTheClosestAnchorDoesNotCount(boolean signed) {
        SigningKey island = SigningKey.of("island.below.test");
        replies.answer("island.below.test", "DNSKEY", island.signed(List.of(island.dnskey())));
        replies.denial("below.test", "DS", parent.signed("below.test. NSEC c.test. NS RRSIG NSEC"));
        String redirection = "below.test. DNAME evil.test.";
        replies.answer(
                "mx.island.below.test",
                "A",
                signed
                        ? parent.signed(redirection)
                        : SigningKey.of("below.test").signed(redirection));
        Core core = replies.core()
                .anchors(new Anchors(List.of(replies.root.ds(), parent.ds(), island.ds()), java.util.Set.of()));
        assertThat(core.outcome("mx.island.below.test", "A")).isEqualTo("NOT_DENIED");
        // Without that anchor it is what the closest one says.
        assertThat(replies.outcome("mx.island.below.test", "A"))
                .isEqualTo((signed ? "secure" : "insecure") + " ALIAS mx.island.evil.test");
    }

    // RFC 7646: where it is cut on purpose.

    /** The zone is bogus, and it is said to be unsigned. */
    @Test
    void rfc7646s2_nothingIsValidatedBelowANegativeTrustAnchor() {
        replies.answer("mx.example.test", "A", SigningKey.of("example.test").signed("mx.example.test. A 127.0.0.1"));
        assertThat(host()).isEqualTo("NO_SUCH_KEY");
        Core core = replies.core()
                .anchors(new Anchors(
                        List.of(replies.root.ds(), parent.ds()), java.util.Set.of(Core.name("example.test"))));
        assertThat(core.judge("mx.example.test", "A"))
                .isInstanceOfSatisfying(
                        Judgement.Insecure.class,
                        insecure -> assertThat(insecure.cut()).contains(Core.name("example.test")));
        assertThat(core.verifications()).isZero();
    }

    @Test
    void rfc7646s2_trustAnchorBelowANegativeOneCountsAndOfTwoForOneNameTheNegativeOne() {
        replies.answer("mx.example.test", "A", SigningKey.of("example.test").signed("mx.example.test. A 127.0.0.1"));
        List<DSRecord> anchors = List.of(replies.root.ds(), parent.ds(), zone.ds());
        assertThat(replies.core()
                        .anchors(new Anchors(anchors, java.util.Set.of(Core.name("test"))))
                        .outcome("mx.example.test", "A"))
                .isEqualTo("NO_SUCH_KEY");
        assertThat(replies.core()
                        .anchors(new Anchors(anchors, java.util.Set.of(Core.name("example.test"))))
                        .outcome("mx.example.test", "A"))
                .isEqualTo("insecure DATA 1");
    }

    @Test
    void rfc6840s5_10_zoneWithAnAnchorIsNotAskedForItsDs() {
        assertThat(host()).isEqualTo("secure DATA 1");
        Core core = replies.core();
        core.judge("mx.example.test", "A");
        assertThat(core.needs().stream().flatMap(java.util.Set::stream))
                .contains("test DNSKEY", "example.test DS")
                .doesNotContain("test DS", ". DNSKEY");
    }
}
