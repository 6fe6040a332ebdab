package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Culprit;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Each rule of validation by replies and a time, named by its section. */
class ValidationRulesTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private DnsTree tree;
    private Core core;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_25._tcp.mx TLSA 3 1 1 abcd")
                                .record("alias CNAME mx.other.test.")
                                .record("away CNAME mx.unsigned.test.")
                                .record("old DNAME new")
                                .record("mx.new A 127.0.0.1")
                                .record("*.wild A 127.0.0.1")
                                .record("many 600 A 127.0.0.1"))
                .zone("other.test", zone -> zone.nsec3().record("mx A 127.0.0.1"))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1"))
                .zone("island.unsigned.test", zone -> zone.record("mx A 127.0.0.1"))
                .zone(
                        "brief.test",
                        zone -> zone.signatures(
                                        Instant.now().minusSeconds(3600),
                                        Instant.now().plusSeconds(100))
                                .record("mx A 127.0.0.1")));
        core = new Core(tree);
    }

    private static Message without(Message reply, int section, Function<Record, Boolean> dropped) {
        return Core.edited(reply, section, each -> dropped.apply(each) ? Stream.empty() : Stream.of(each));
    }

    private static boolean isSignature(Record record) {
        return record instanceof RRSIGRecord;
    }

    private static RRSIGRecord copy(RRSIGRecord from, int labels, long ttl, Name signer, byte[] signature) {
        RRSIGRecord made = new RRSIGRecord(
                from.getName(),
                from.getDClass(),
                ttl,
                from.getTypeCovered(),
                from.getAlgorithm(),
                from.getOrigTTL(),
                from.getExpire(),
                from.getTimeSigned(),
                from.getFootprint(),
                signer,
                signature);
        if (labels == from.getLabels()) {
            return made;
        }
        byte[] data = made.rdataToWireCanonical();
        data[3] = (byte) labels;
        return (RRSIGRecord) Record.newRecord(from.getName(), Type.RRSIG, DClass.IN, ttl, data);
    }

    // RFC 4035 section 5 and 6840 section 5.10: the signer leads.

    @Test
    void rfc4035s5_twoRoundsColdAndNoQueryForLabelsThatAreNoZones() {
        assertThat(core.outcome("_25._tcp.mx.example.test", "TLSA")).isEqualTo("secure DATA 1");
        assertThat(core.needs())
                .containsExactly(
                        Set.of("_25._tcp.mx.example.test TLSA"),
                        Set.of("@ DNSKEY", "test DS", "test DNSKEY", "example.test DS", "example.test DNSKEY").stream()
                                .map(each -> each.replace("@", Name.root.toString(true)))
                                .collect(java.util.stream.Collectors.toSet()));
    }

    @Test
    void rfc4035s5_signatureOfAZoneBesideTheNameIsNobodys() {
        core.changing(
                "mx.example.test",
                "A",
                reply -> Core.edited(
                        reply,
                        Section.ANSWER,
                        each -> Stream.of(
                                each instanceof RRSIGRecord it
                                        ? copy(it, it.getLabels(), 300, Core.name("unsigned.test"), it.getSignature())
                                        : each)));
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("FOREIGN_SIGNER");
    }

    @Test
    void rfc6840s5_10_closestTrustAnchorCounts() {
        DSRecord island = (DSRecord)
                Core.ask(DnsTreeWithIsland.start(network), new Query(Core.name("island.unsigned.test"), Type.DS))
                        .getSection(Section.ANSWER)
                        .get(0);
        assertThat(island.getName()).isEqualTo(Core.name("island.unsigned.test"));
        // Without an anchor of its own the island is insecure; with a wrong one it is bogus, and never insecure again.
        assertThat(core.outcome("mx.island.unsigned.test", "A")).isEqualTo("insecure DATA 1");
        Core anchored =
                new Core(tree).anchors(new Anchors(List.of(Core.anchor(tree.trustAnchors()), island), Set.of()));
        assertThat(anchored.outcome("mx.island.unsigned.test", "A")).isEqualTo("ANCHOR_MATCHES_NO_KEY");
        anchored.changing(
                "mx.island.unsigned.test",
                "A",
                reply -> Core.edited(
                        reply,
                        Section.ANSWER,
                        each -> Stream.of(
                                each instanceof RRSIGRecord it
                                        ? copy(it, it.getLabels(), 300, Core.name("unsigned.test"), it.getSignature())
                                        : each)));
        assertThat(anchored.outcome("mx.island.unsigned.test", "A")).isEqualTo("FOREIGN_SIGNER");
    }

    /** A tree with a DS for the island, by other keys. */
    private static final class DnsTreeWithIsland {
        static DnsTree start(TestNetwork network) {
            return network.start(
                    DnsTree.builder().zone("unsigned.test", zone -> {}).zone("island.unsigned.test", zone -> {}));
        }
    }

    // RFC 4035 section 5.2: the chain, and where it ends.

    @Test
    void rfc4035s5_2_onlyAProvenCutMakesInsecure() {
        assertThat(core.judge("mx.unsigned.test", "A"))
                .isInstanceOfSatisfying(
                        Judgement.Insecure.class,
                        insecure -> assertThat(insecure.cut()).isEqualTo(Optional.of(Core.name("unsigned.test"))));
        core.changing(
                "mx.example.test", "A", reply -> without(reply, Section.ANSWER, ValidationRulesTest::isSignature));
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("UNSIGNED");
    }

    @Test
    void rfc4035s5_2_denialOfDsWithoutTheNsBitIsNoCut() {
        Message denial = core.honest(Core.query("mx.example.test", "DS"));
        core.changing(
                "mx.example.test", "A", reply -> without(reply, Section.ANSWER, ValidationRulesTest::isSignature));
        core.changing("mx.example.test", "DS", reply -> denial);
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("UNSIGNED");
    }

    /** The parent's own record of a signed zone: with the bits of NS and DS. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rfc4035s5_2_recordWithTheDsBitDeniesNoDs(boolean nsec3) {
        DnsTree other = network.start(DnsTree.builder()
                .zone("test", zone -> {
                    if (nsec3) {
                        zone.nsec3();
                    }
                })
                .zone("example.test", zone -> zone.record("mx A 127.0.0.1")));
        Core judge = new Core(other);
        Message reply = judge.honest(Core.query("example.test", "DS"));
        reply.removeAllRecords(Section.ANSWER);
        for (String name : List.of("examplf.test", "aaa.test", "zzz.test")) {
            judge.honest(Core.query(name, "DS")).getSection(Section.AUTHORITY).stream()
                    .filter(each -> each.getType() != Type.SOA)
                    .filter(each -> !reply.getSection(Section.AUTHORITY).contains(each))
                    .forEach(each -> reply.addRecord(each, Section.AUTHORITY));
        }
        judge.changing("example.test", "DS", any -> reply);
        judge.changing("mx.example.test", "A", it -> without(it, Section.ANSWER, ValidationRulesTest::isSignature));
        assertThat(judge.judge("mx.example.test", "A")).isInstanceOf(Judgement.Bogus.class);
    }

    @Test
    void rfc4035s5_2_denialOfTheDsOfAnotherZoneIsNone() {
        Message other = core.honest(Core.query("unsigned.test", "DS"));
        core.changing("example.test", "DS", reply -> other);
        core.changing(
                "mx.example.test", "A", reply -> without(reply, Section.ANSWER, ValidationRulesTest::isSignature));
        assertThat(core.judge("mx.example.test", "A")).isInstanceOf(Judgement.Bogus.class);
    }

    @Test
    void rfc4509s3_sha1DoesNotCountBesideSha256() {
        DnsTree both = network.start(DnsTree.builder()
                .zone(
                        "sha1.test",
                        zone -> zone.dsDigest(1)
                                .ds("12345 13 2 " + "ab".repeat(32))
                                .record("mx A 127.0.0.1")));
        assertThat(new Core(both).outcome("mx.sha1.test", "A")).isEqualTo("DS_MATCHES_NO_KEY");
        DnsTree alone = network.start(
                DnsTree.builder().zone("sha1.test", zone -> zone.dsDigest(1).record("mx A 127.0.0.1")));
        assertThat(new Core(alone).outcome("mx.sha1.test", "A")).isEqualTo("secure DATA 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345 8 2 ", "12345 13 2 ", "12345 200 2 ", "12345 13 250 "})
    void rfc6840s5_11_anyOneDsThatFitsIsEnough(String other) {
        DnsTree more = network.start(DnsTree.builder()
                .zone("more.test", zone -> zone.ds(other + "ab".repeat(32)).record("mx A 127.0.0.1")));
        assertThat(new Core(more).outcome("mx.more.test", "A")).isEqualTo("secure DATA 1");
    }

    // RFC 4035 section 5.3: one record set.

    @Test
    void rfc4034s3_1_5_timesAreSerialNumbers() {
        long turn = 1L << 32;
        RRSIGRecord signature = signature((int) (turn - 1000), 1000);
        SignedSet set = new SignedSet(Core.name("mx.example.test"), Type.A);
        for (long now : new long[] {turn - 1000, turn - 1, turn, turn + 1000}) {
            assertThat(SignatureRules.problem(set, signature, Instant.ofEpochSecond(now)))
                    .isNull();
            assertThat(SignatureRules.end(signature, Instant.ofEpochSecond(now)))
                    .isEqualTo(Instant.ofEpochSecond(turn + 1000));
        }
        assertThat(SignatureRules.problem(set, signature, Instant.ofEpochSecond(turn - 1001)))
                .extracting(Cause::fault)
                .isEqualTo(Fault.SIGNATURE_NOT_YET_VALID);
        assertThat(SignatureRules.problem(set, signature, Instant.ofEpochSecond(turn + 1001)))
                .extracting(Cause::fault)
                .isEqualTo(Fault.SIGNATURE_EXPIRED);
    }

    private static RRSIGRecord signature(int inception, int expiration) {
        java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(19 + 64)
                .putShort((short) Type.A)
                .put((byte) 13)
                .put((byte) 3)
                .putInt(300)
                .putInt(expiration)
                .putInt(inception)
                .putShort((short) 1)
                .put((byte) 0);
        return (RRSIGRecord) Record.newRecord(Core.name("mx.example.test"), Type.RRSIG, DClass.IN, 300, data.array());
    }

    @Test
    void rfc4035s5_3_1_expiredAndFutureSignaturesSayWhen() {
        Core later = new Core(tree).at(Instant.now().plus(Duration.ofDays(15)));
        Cause expired = Core.cause(later.judge("mx.example.test", "A"));
        assertThat(expired.fault()).isEqualTo(Fault.SIGNATURE_EXPIRED);
        assertThat(expired.time()).isBefore(later.now());
        assertThat(expired.toString())
                .matches("the signature by key \\d+ \\(ECDSAP256SHA256\\) over .* expired on .*Z");
        Cause future = Core.cause(
                new Core(tree).at(Instant.now().minus(Duration.ofDays(15))).judge("mx.example.test", "A"));
        assertThat(future.fault()).isEqualTo(Fault.SIGNATURE_NOT_YET_VALID);
        assertThat(future.fault().extendedError()).isEqualTo(OptionalInt.of(8));
    }

    @Test
    void rfc4035s5_3_3_ttlAboveTheOriginalIsCutDown() {
        core.changing(
                "mx.example.test",
                "A",
                reply -> Core.edited(
                        reply,
                        Section.ANSWER,
                        each -> Stream.of(Record.newRecord(
                                each.getName(),
                                each.getType(),
                                each.getDClass(),
                                80_000,
                                each.rdataToWireCanonical()))));
        assertThat(((Judgement.Proven) core.judge("mx.example.test", "A")).expiry())
                .isEqualTo(core.now().plusSeconds(300));
    }

    @Test
    void rfc4035s5_3_3_expiryIsTheFirstEndOnTheWay() {
        assertThat(((Judgement.Proven) core.judge("mx.brief.test", "A")).expiry())
                .isBeforeOrEqualTo(Instant.now().plusSeconds(100));
        assertThat(((Judgement.Proven) core.judge("many.example.test", "A")).expiry())
                .isEqualTo(core.now().plusSeconds(600));
    }

    @Test
    void rfc4034s3_1_3_signatureWithFewerLabelsThanItsSignerIsVoid() {
        core.changing(
                "mx.example.test",
                "A",
                reply -> Core.edited(
                        reply,
                        Section.ANSWER,
                        each -> Stream.of(
                                each instanceof RRSIGRecord it
                                        ? copy(it, 1, 300, it.getSigner(), it.getSignature())
                                        : each)));
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("SIGNATURE_MALFORMED");
    }

    @Test
    void rfc4035s5_3_onlyWhatTheAnswerRestsOnHasToVerify() {
        core.changing(
                "mx.example.test",
                "AAAA",
                reply -> Core.edited(
                        reply,
                        Section.AUTHORITY,
                        each -> Stream.of(
                                each instanceof RRSIGRecord it && it.getTypeCovered() == Type.SOA
                                        ? copy(it, it.getLabels(), 300, it.getSigner(), new byte[64])
                                        : each)));
        assertThat(core.outcome("mx.example.test", "AAAA")).isEqualTo("secure NO_DATA");
    }

    @Test
    void rfc4035s5_3_setInOneSectionIsNotJoinedWithSignaturesInAnother() {
        core.changing("mx.example.test", "A", reply -> {
            List<Record> signatures = reply.getSection(Section.ANSWER).stream()
                    .filter(ValidationRulesTest::isSignature)
                    .toList();
            without(reply, Section.ANSWER, ValidationRulesTest::isSignature);
            signatures.forEach(each -> reply.addRecord(each, Section.AUTHORITY));
            return reply;
        });
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("UNSIGNED");
    }

    @Test
    void rfc2181s5_equalRecordsCountOnceAndOtherClassesDoNot() {
        core.changing("mx.example.test", "A", reply -> {
            Record record = reply.getSection(Section.ANSWER).get(0);
            reply.addRecord(record, Section.ANSWER);
            reply.addRecord(
                    Record.newRecord(record.getName(), Type.A, DClass.CH, 300, new byte[] {10, 0, 0, 1}),
                    Section.ANSWER);
            return reply;
        });
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("secure DATA 1");
    }

    @Test
    void rfc2181s10_1_severalAliasesAreBogus() {
        core.changing("alias.example.test", "*", reply -> reply);
        core.changing((query, reply) -> {
            if (query.name().equals(Core.name("alias.example.test"))) {
                Record alias = reply.getSection(Section.ANSWER).get(0);
                reply.addRecord(
                        new org.xbill.DNS.CNAMERecord(alias.getName(), DClass.IN, 300, Core.name("evil.test")),
                        Section.ANSWER);
            }
            return reply;
        });
        assertThat(core.outcome("alias.example.test", "A")).isEqualTo("SEVERAL_RECORDS");
    }

    @Test
    void rfc4035s5_3_1_forgedRecordBesideTheGenuineOneSpoilsTheSet() {
        core.changing("mx.example.test", "A", reply -> {
            try {
                reply.addRecord(
                        new ARecord(
                                Core.name("mx.example.test"),
                                DClass.IN,
                                300,
                                java.net.InetAddress.getByAddress(new byte[] {10, 0, 0, 1})),
                        Section.ANSWER);
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e);
            }
            return reply;
        });
        Cause cause = Core.cause(core.judge("mx.example.test", "A"));
        assertThat(cause.fault()).isEqualTo(Fault.SIGNATURE_INVALID);
        assertThat(cause.subject()).hasToString("mx.example.test A");
        assertThat(cause.keyTag()).isPresent();
        assertThat(cause.algorithm()).isEqualTo(OptionalInt.of(13));
        assertThat(cause.zone()).isEqualTo(Core.name("example.test"));
    }

    // RFC 4035 section 5.4, 9824: what is not there.

    @ParameterizedTest
    @ValueSource(ints = {Rcode.NOERROR, Rcode.NXDOMAIN})
    void rfc4035s5_4_replyCodesAndFlagsProveNothing(int code) {
        core.changing((query, reply) -> {
            reply.getHeader().setRcode(code);
            reply.getHeader().setFlag(Flags.AD);
            return reply;
        });
        assertThat(core.outcome("mx.example.test", "AAAA")).isEqualTo("secure NO_DATA");
        assertThat(core.outcome("nowhere.example.test", "A")).isEqualTo("secure NO_NAME");
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("secure DATA 1");
    }

    @Test
    void rfc4035s5_4_whatAReplyLacksTheReplyToDsHas() {
        core.changing(
                (query, reply) -> query.type() == Type.DS ? reply : without(reply, Section.AUTHORITY, any -> true));
        assertThat(core.outcome("any.wild.example.test", "A")).isEqualTo("secure DATA 1");
        assertThat(core.outcome("nowhere.example.test", "A")).isEqualTo("secure NO_NAME");
    }

    @Test
    void rfc9824_nxnameAtTheNameItselfMeansNoSuchName() {
        DnsTree compact = network.start(DnsTree.builder()
                .zone("compact.test", zone -> zone.compactDenial().record("mx A 127.0.0.1")));
        Core judge = new Core(compact);
        assertThat(judge.outcome("nowhere.compact.test", "A")).isEqualTo("secure NO_NAME");
        assertThat(judge.outcome("mx.compact.test", "AAAA")).isEqualTo("secure NO_DATA");
        judge.changing("mx.compact.test", "A", reply -> judge.honest(Core.query("nowhere.compact.test", "A")));
        assertThat(judge.judge("mx.compact.test", "A")).isInstanceOf(Judgement.Bogus.class);
    }

    @Test
    void rfc9276s3_2_moreIterationsThanAreComputedAreAFailureAndNeverInsecure() {
        DnsTree many = network.start(DnsTree.builder()
                .zone("many.test", zone -> zone.nsec3(501, new byte[0], false).record("mx A 127.0.0.1"))
                .zone("plain.many.test", zone -> zone.unsigned().record("mx A 127.0.0.1"))
                .zone("most.test", zone -> zone.nsec3(500, new byte[0], false).record("mx A 127.0.0.1")));
        assertThat(new Core(many).outcome("mx.most.test", "AAAA")).isEqualTo("secure NO_DATA");
        for (String name : List.of("mx.many.test", "nowhere.many.test", "mx.plain.many.test")) {
            Cause cause = Core.cause(new Core(many).judge(name, name.contains("plain") ? "A" : "AAAA"));
            assertThat(cause.fault()).as(name).isEqualTo(Fault.TOO_MANY_ITERATIONS);
            assertThat(cause.toString()).isEqualTo("many.test asks for 501 NSEC3 iterations, more than 500");
            assertThat(cause.fault().reason()).isEqualTo(Reason.DNS_BUDGET);
        }
    }

    // RFC 6672, RFC 7672 section 2.1.3: links.

    @Test
    void rfc6672s5_3_aliasOfADnameIsComputedAndTheOneThatCameCountsForNothing() {
        core.changing(
                "mx.old.example.test",
                "A",
                reply -> Core.edited(
                        reply,
                        Section.ANSWER,
                        each -> each.getType() == Type.CNAME
                                ? Stream.of(new org.xbill.DNS.CNAMERecord(
                                        each.getName(), DClass.IN, 300, Core.name("mx.unsigned.test")))
                                : Stream.of(each)));
        assertThat(core.outcome("mx.old.example.test", "A")).isEqualTo("secure ALIAS mx.new.example.test");
        assertThat(core.outcome("mx.old.example.test", "CNAME")).isEqualTo("secure DATA 1");
    }

    @Test
    void rfc7672s2_1_3_linkStaysSecureWhereItsTargetIsNot() {
        assertThat(core.outcome("away.example.test", "A")).isEqualTo("secure ALIAS mx.unsigned.test");
        assertThat(core.outcome("mx.unsigned.test", "A")).isEqualTo("insecure DATA 1");
    }

    @Test
    void rfc2308s2_2_unsignedDenialNeedsNoSoa() {
        core.changing("mx.unsigned.test", "AAAA", reply -> without(reply, Section.AUTHORITY, any -> true));
        Judgement.Proven proven = (Judgement.Proven) core.judge("mx.unsigned.test", "AAAA");
        assertThat(Core.outcome(proven)).isEqualTo("insecure NO_DATA");
        assertThat(proven.expiry()).isEqualTo(core.now());
    }

    // Whose fault it is.

    @Test
    void culpritIsTheOneWhoHasToAct() {
        DnsTree wrong = network.start(
                DnsTree.builder().zone("wrong.test", zone -> zone.wrongDs().record("mx A 127.0.0.1")));
        Cause parent = Core.cause(new Core(wrong).judge("mx.wrong.test", "A"));
        assertThat(parent.fault().culprit()).isEqualTo(Culprit.PARENT);
        assertThat(parent.toString()).isEqualTo("no DS of wrong.test matches any of its keys");

        Core stripped = new Core(tree)
                .changing((query, reply) -> without(reply, Section.ANSWER, ValidationRulesTest::isSignature));
        Cause server = Core.cause(stripped.judge("mx.example.test", "A"));
        assertThat(server.fault()).isEqualTo(Fault.SIGNATURES_NOT_PASSED_ON);
        Core rootOnly = new Core(tree)
                .changing(".", "DNSKEY", reply -> without(reply, Section.ANSWER, ValidationRulesTest::isSignature));
        Cause resolver = Core.cause(rootOnly.judge("mx.example.test", "A"));
        assertThat(resolver.fault().culprit()).isEqualTo(Culprit.NAME_SERVER);
        assertThat(resolver.fault().reason()).isEqualTo(Reason.RESOLVER_WITHOUT_DNSSEC);

        DnsTree others = network.start(DnsTree.builder());
        Core misconfigured = new Core(tree).anchors(new Anchors(List.of(Core.anchor(others.trustAnchors())), Set.of()));
        Cause anchor = Core.cause(misconfigured.judge("mx.example.test", "A"));
        assertThat(anchor.fault().culprit()).isEqualTo(Culprit.CONFIGURATION);
    }

    @Test
    void everyFaultHasASentence() {
        for (Fault fault : Fault.values()) {
            assertThat(Cause.of(fault, Core.query("mx.example.test", "A"), Core.name("example.test"))
                            .toString())
                    .as(fault.toString())
                    .containsAnyOf("example.test")
                    .doesNotContain("null null");
        }
    }

    // What it costs.

    /** Root keys, DS and keys of two zones, and the answer. */
    @Test
    void sixSignaturesForASignedNameAndOneForAnUnsignedOneAndNoneTwice() {
        core.judge("mx.example.test", "A");
        assertThat(core.verifications()).isEqualTo(6);
        core.judge("mx.unsigned.test", "A");
        assertThat(core.verifications()).isEqualTo(7);
        core.judge("_25._tcp.mx.example.test", "TLSA");
        core.judge("mx.example.test", "AAAA");
        assertThat(core.verifications()).isEqualTo(9);
        core.judge("nowhere.unsigned.test", "A");
        assertThat(core.verifications()).isEqualTo(9);
        assertThat(core.repeated()).isZero();
        assertThat(core.parsedTwice()).isZero();
    }

    @Test
    void rfc4035s5_3_1_eachKeyOfTheTagIsTriedWithinTheBound() {
        DnsTree busy = network.start(DnsTree.builder()
                .zone(
                        "busy.test",
                        (ZoneBuilder zone) -> zone.keySigningKeyApart()
                                .collidingKeys(LookupLimits.KEYS_PER_TAG - 1)
                                .record("mx A 127.0.0.1")));
        Core within = new Core(busy);
        assertThat(within.outcome("mx.busy.test", "A")).isEqualTo("secure DATA 1");
        assertThat(within.verifications()).isEqualTo(6 + LookupLimits.KEYS_PER_TAG - 1);
        // From then on the one of them that has verified something is tried first.
        assertThat(within.outcome("mx.busy.test", "AAAA")).isEqualTo("secure NO_DATA");
        assertThat(within.verifications()).isEqualTo(6 + LookupLimits.KEYS_PER_TAG - 1 + 1);
        Core beyond = new Core(busy)
                .changing((query, reply) -> Core.edited(
                        reply,
                        Section.ANSWER,
                        each -> each instanceof RRSIGRecord it
                                ? Stream.concat(
                                        Stream.of(1, 2, 3)
                                                .map(i -> copy(
                                                        it, it.getLabels(), 300, it.getSigner(), new byte[64 + i])),
                                        Stream.of(each))
                                : Stream.of(each)));
        assertThat(beyond.outcome("mx.busy.test", "A")).isEqualTo("TOO_MUCH_WORK");
        assertThat(beyond.verifications()).isLessThanOrEqualTo(6 + LookupLimits.FAILED_VERIFICATIONS);
    }
}
