package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What NSEC and NSEC3 records prove, and what they do not although their zone has signed them (RFC 4035 section 5.4, RFC 5155
 * section 8, RFC 6840 section 4): each proof lacks something.
 */
class DenialRulesTest {
    private static final Hashed HASHED = Hashed.in("example.test");
    private static final String APEX = "example.test. NSEC a.example.test. SOA NS DNSKEY RRSIG NSEC";
    private static final String APEX_3 = HASHED.at("example.test", "SOA NS DNSKEY NSEC3PARAM RRSIG");

    private final WrittenReplies replies = new WrittenReplies();
    private final SigningKey zone = replies.zone;

    /** Each line a set of its own. */
    private List<Record> signed(String... lines) {
        return Stream.of(lines).flatMap(line -> zone.signed(line).stream()).toList();
    }

    private List<Record> forged(String line) {
        List<Record> set = SigningKey.records(line);
        return SigningKey.with(set, zone.signature(set).invalid().make());
    }

    /** Of TLSA records. */
    private String denied(String name, String... lines) {
        return deniedBy(name, "TLSA", signed(lines));
    }

    @SafeVarargs
    private String deniedBy(String name, String type, List<Record>... sets) {
        List<Record> authority = new ArrayList<>();
        for (List<Record> set : sets) {
            authority.addAll(set);
        }
        replies.reply(name, type, List.of(), authority);
        return replies.outcome(name, type);
    }

    // NSEC, RFC 4035 section 5.4: a type.

    @ParameterizedTest
    @CsvSource({
        "A RRSIG NSEC, secure NO_DATA",
        "A TLSA RRSIG NSEC, NOT_DENIED",
        // RFC 6840 section 4.3
        "CNAME RRSIG NSEC, NOT_DENIED",
        // RFC 6840 section 4.1: its parent says so, and what stands there is for an unsigned zone to say.
        "NS RRSIG NSEC, insecure NO_DATA",
        "NS DS RRSIG NSEC, NOT_DENIED",
        "SOA NS RRSIG NSEC, secure NO_DATA",
        // Those of NSEC and RRSIG say nothing.
        "A, secure NO_DATA",
        // RFC 9824 section 2
        "RRSIG NSEC TYPE128, secure NO_NAME",
        "TYPE128, secure NO_NAME",
        "TLSA RRSIG NSEC TYPE128, NOT_DENIED",
    })
    void rfc4035s5_4_bitsOfTheName(String types, String outcome) {
        assertThat(denied("mx.example.test", "mx.example.test. NSEC ny.example.test. " + types))
                .isEqualTo(outcome);
        assertThat(denied("mx.example.test", HASHED.at("mx.example.test", types.replace(" NSEC", ""))))
                .isEqualTo(outcome);
    }

    /** There it is the parent that has to say so (RFC 4035 section 3.1.4.1). */
    @Test
    void rfc4035s5_4_parentDeniesDs() {
        for (String types : List.of("NS", "NS DS", "CNAME")) {
            String outcome = types.equals("NS") ? "secure NO_DATA" : "NOT_DENIED";
            assertThat(deniedBy(
                            "below.example.test",
                            "DS",
                            signed("below.example.test. NSEC ny.example.test. " + types + " RRSIG NSEC")))
                    .as(types)
                    .isEqualTo(outcome);
            // RFC 5155 section 8.6
            assertThat(deniedBy("below.example.test", "DS", signed(HASHED.at("below.example.test", types + " RRSIG"))))
                    .as(types)
                    .isEqualTo(outcome);
        }
    }

    /** The other record of that name is the child's, which has the bit of SOA: it does not speak for its parent. */
    @Test
    void rfc4035s5_2_childDoesNotDenyItsOwnDs() {
        String apex = "example.test. NSEC a.example.test. SOA NS RRSIG NSEC";
        assertThat(deniedBy("example.test", "DS", signed(apex))).isEqualTo("NOT_DENIED");
        assertThat(deniedBy("example.test", "DS", signed(HASHED.at("example.test", "SOA NS RRSIG"))))
                .isEqualTo("NOT_DENIED");
        assertThat(deniedBy(
                        "example.test", "DS", replies.parent.signed("example.test. NSEC examplf.test. NS RRSIG NSEC")))
                .isEqualTo("secure NO_DATA");
    }

    @Test
    void rfc4035s5_4_emptyNonTerminalHasNoRecords() {
        assertThat(denied("mx.example.test", "a.example.test. NSEC b.mx.example.test. A RRSIG NSEC"))
                .isEqualTo("secure NO_DATA");
        assertThat(denied("mx.example.test", "a.example.test. NSEC b.ny.example.test. A RRSIG NSEC"))
                .isEqualTo("NOT_DENIED");
    }

    /** That it is not signed is told only if none of the records is; the SOA record is none of them. */
    @Test
    void rfc4035s5_4_denialIsSigned() {
        List<Record> bare = SigningKey.records("mx.example.test. NSEC ny.example.test. A RRSIG NSEC");
        assertThat(deniedBy("mx.example.test", "TLSA", bare)).isEqualTo("DENIAL_UNSIGNED");
        assertThat(deniedBy("mx.example.test", "TLSA", bare, signed(APEX))).isEqualTo("NOT_DENIED");
        assertThat(deniedBy(
                        "mx.example.test",
                        "TLSA",
                        SigningKey.records("example.test. SOA ns.test. ns.test. 1 3600 600 86400 20")))
                .isEqualTo("NOT_DENIED");
    }

    /** It says what it likes of its names, and of zones below it. */
    @Test
    void rfc4035s5_2_denialByAnUnsignedZoneIsInsecure() {
        SigningKey island = SigningKey.of("island.example.test");
        replies.denial("island.example.test", "DS", signed("island.example.test. NSEC z.example.test. NS RRSIG NSEC"));
        replies.denial(
                "mx.island.example.test",
                "TLSA",
                island.signed("mx.island.example.test. NSEC z.island.example.test. A RRSIG NSEC"));
        assertThat(replies.outcome("mx.island.example.test", "TLSA")).isEqualTo("insecure NO_DATA");
        SigningKey far = SigningKey.of("far.island.example.test");
        replies.answer("mx.far.island.example.test", "A", far.signed("mx.far.island.example.test. A 127.0.0.1"));
        replies.denial(
                "far.island.example.test",
                "DS",
                island.signed("far.island.example.test. NSEC z.island.example.test. NS RRSIG NSEC"));
        assertThat(replies.core().judge("mx.far.island.example.test", "A"))
                .isInstanceOfSatisfying(
                        Judgement.Insecure.class,
                        insecure -> assertThat(insecure.cut()).contains(Core.name("island.example.test")));
    }

    // A name.

    @Test
    void rfc4035s5_4_nameErrorNeedsTheNameAndTheWildcardCovered() {
        String name = "ma.example.test. NSEC mz.example.test. A RRSIG NSEC";
        assertThat(denied("mx.example.test", name, APEX)).isEqualTo("secure NO_NAME");
        assertThat(denied("mx.example.test", name)).isEqualTo("NOT_DENIED");
        assertThat(denied("mx.example.test", APEX)).isEqualTo("NOT_DENIED");
        assertThat(deniedBy("mx.example.test", "TLSA", signed(name), forged(APEX)))
                .isEqualTo("SIGNATURE_INVALID");
        assertThat(deniedBy("mx.example.test", "TLSA", forged(name), signed(APEX)))
                .isEqualTo("SIGNATURE_INVALID");
    }

    @ParameterizedTest
    @CsvSource({
        "A RRSIG NSEC, secure NO_DATA",
        "TLSA RRSIG NSEC, NOT_DENIED",
        "CNAME RRSIG NSEC, NOT_DENIED",
        "NS RRSIG NSEC, NOT_DENIED",
    })
    void rfc4035s5_4_wildcardHasNoSuchType(String types, String outcome) {
        String name = "ma.example.test. NSEC mz.example.test. A RRSIG NSEC";
        String wildcard = "*.example.test. NSEC a.example.test. " + types;
        assertThat(denied("mx.example.test", wildcard, name)).isEqualTo(outcome);
        assertThat(denied("mx.example.test", wildcard)).isEqualTo("NOT_DENIED");
        assertThat(deniedBy("mx.example.test", "TLSA", signed(wildcard), forged(name)))
                .isNotEqualTo("secure NO_DATA");
        assertThat(deniedBy("mx.example.test", "TLSA", forged(wildcard), signed(name)))
                .isNotEqualTo("secure NO_DATA");
    }

    /** The closest encloser is below the apex, as the next name says: the wildcard at the apex is not the one that counts. */
    @Test
    void rfc4035s5_4_wildcardIsThatOfTheClosestEncloser() {
        String name = "a.example.test. NSEC z.mx.example.test. A RRSIG NSEC";
        assertThat(denied("b.mx.example.test", name, APEX)).isEqualTo("secure NO_NAME");
        // It is there, and comes right behind the name.
        assertThat(denied("!.mx.example.test", "a.example.test. NSEC *.mx.example.test. A RRSIG NSEC", APEX))
                .isEqualTo("NOT_DENIED");
        assertThat(denied(
                        "!.mx.example.test",
                        "a.example.test. NSEC *.mx.example.test. A RRSIG NSEC",
                        "*.mx.example.test. NSEC z.example.test. A RRSIG NSEC"))
                .isEqualTo("secure NO_DATA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Behind it, before it, and at both ends.
                "n.example.test. NSEC z.example.test. A RRSIG NSEC",
                "a.example.test. NSEC b.example.test. A RRSIG NSEC",
                "mx.example.test. NSEC z.example.test. TLSA RRSIG NSEC",
                "a.example.test. NSEC mx.example.test. A RRSIG NSEC",
                // From behind it to the end of the zone.
                "n.example.test. NSEC example.test. A RRSIG NSEC",
                // RFC 4034 section 6.1: canonical order is by labels from the right, and without case.
                "A.example.test. NSEC L.example.test. A RRSIG NSEC",
                // Not of this zone, at either end.
                "a.test. NSEC z.example.test. A RRSIG NSEC",
                "a.example.test. NSEC z.test. A RRSIG NSEC",
            })
    void rfc4034s4_1_1_recordThatDoesNotCoverTheName(String record) {
        assertThat(denied("mx.example.test", record, APEX)).isEqualTo("NOT_DENIED");
    }

    @Test
    void rfc4034s4_1_1_lastRecordCoversToTheEndOfTheZone() {
        assertThat(denied("mx.example.test", "l.example.test. NSEC example.test. A RRSIG NSEC", APEX))
                .isEqualTo("secure NO_NAME");
        assertThat(denied("MX.example.test", "L.example.test. NSEC z.example.test. A RRSIG NSEC", APEX))
                .isEqualTo("secure NO_NAME");
    }

    /** Names of other zones come behind the last one in canonical order, too. */
    @Test
    void rfc4034s4_1_1_lastRecordDoesNotCoverWhatIsOutsideOfTheZone() {
        SignedSet set = new SignedSet(Core.name("l.example.test"), Type.NSEC);
        set.add(SigningKey.records("l.example.test. NSEC example.test. A RRSIG NSEC")
                .get(0));
        NsecDenial denial = new NsecDenial(Core.name("example.test"), List.of(set));
        assertThat(denial.nonexistence(Core.name("mx.example.test"))).isNotNull();
        assertThat(denial.nonexistence(Core.name("mx.other.test"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "A RRSIG NSEC, secure NO_NAME",
        "NS DS RRSIG NSEC, NOT_DENIED",
        "NS RRSIG NSEC, insecure NO_DATA",
        "DNAME RRSIG NSEC, NOT_DENIED",
    })
    void rfc6840s4_1_recordAtACutOrADnameSaysNothingOfNamesBelow(String types, String outcome) {
        String record = "below.example.test. NSEC z.example.test. " + types;
        assertThat(denied("mx.below.example.test", record)).isEqualTo(outcome);
        // But of names behind it.
        assertThat(denied("mx.example.test", record, APEX)).isEqualTo("secure NO_NAME");
    }

    // An insecure cut.

    private String insecure(String... lines) {
        replies.answer("mx.below.example.test", "A", SigningKey.records("mx.below.example.test. A 127.0.0.1"));
        replies.denial("below.example.test", "DS", signed(lines));
        return replies.outcome("mx.below.example.test", "A");
    }

    @ParameterizedTest
    @CsvSource({
        "NS RRSIG NSEC, insecure DATA 1",
        "A RRSIG NSEC, UNSIGNED",
        "NS DS RRSIG NSEC, UNSIGNED",
        "NS SOA RRSIG NSEC, UNSIGNED",
        "DNAME RRSIG NSEC, UNSIGNED",
    })
    void rfc4035s5_2_cutHasTheBitOfNsAndNeitherThatOfDsNorOfSoa(String types, String outcome) {
        assertThat(insecure("below.example.test. NSEC mx.below.example.test. " + types))
                .isEqualTo(outcome);
        assertThat(insecure(HASHED.at("below.example.test", types.replace(" NSEC", ""))))
                .isEqualTo(outcome);
    }

    /** RFC 6840 section 4.4: that there is no such name does not make it a zone. */
    @Test
    void rfc4035s5_2_coveringRecordIsNoCut() {
        assertThat(insecure("a.example.test. NSEC z.example.test. A RRSIG NSEC"))
                .isEqualTo("UNSIGNED");
        assertThat(insecure(APEX_3, HASHED.covering("below.example.test"))).isEqualTo("UNSIGNED");
    }

    @Test
    void rfc5155s8_9_optOutRecordThatCoversTheNextCloserNameIsACut() {
        String covering = HASHED.flags(Hashed.OPT_OUT).covering("below.example.test");
        assertThat(insecure(APEX_3, covering)).isEqualTo("insecure DATA 1");
        assertThat(insecure(covering)).isEqualTo("UNSIGNED");
        assertThat(insecure(APEX_3)).isEqualTo("UNSIGNED");
        replies.denial("below.example.test", "DS", signed(covering), forged(APEX_3));
        assertThat(replies.outcome("mx.below.example.test", "A")).isEqualTo("SIGNATURE_INVALID");
        replies.denial("below.example.test", "DS", forged(covering), signed(APEX_3));
        assertThat(replies.outcome("mx.below.example.test", "A")).isEqualTo("SIGNATURE_INVALID");
    }

    /** The name that was left out is the cut, and not the one below that was asked about. */
    @Test
    void rfc5155s8_9_cutIsTheNextCloserName() {
        String name = "mx.far.below.example.test";
        replies.answer(name, "A", SigningKey.records(name + ". A 127.0.0.1"));
        replies.denial(
                "far.below.example.test",
                "DS",
                signed(APEX_3, HASHED.flags(Hashed.OPT_OUT).covering("below.example.test")));
        assertThat(replies.core().judge(name, "A"))
                .isInstanceOfSatisfying(
                        Judgement.Insecure.class,
                        insecure -> assertThat(insecure.cut()).isEqualTo(Optional.of(Core.name("below.example.test"))));
    }

    /** Signatures by a zone below it change nothing: it is the next closer name from which on nothing is signed. */
    @Test
    void rfc5155s8_9_cutIsTheNextCloserNameForANameThatIsSignedFurtherDownToo() {
        String name = "mx.far.below.example.test";
        SigningKey far = SigningKey.of("far.below.example.test");
        replies.answer(name, "A", far.signed(name + ". A 127.0.0.1"));
        replies.answer("far.below.example.test", "DNSKEY", far.signed(List.of(far.dnskey())));
        replies.denial(
                "far.below.example.test",
                "DS",
                signed(APEX_3, HASHED.flags(Hashed.OPT_OUT).covering("below.example.test")));
        assertThat(replies.core().judge(name, "A"))
                .isInstanceOfSatisfying(
                        Judgement.Insecure.class,
                        insecure -> assertThat(insecure.cut()).isEqualTo(Optional.of(Core.name("below.example.test"))));
    }

    // NSEC3, RFC 5155 section 8.

    @Test
    void rfc5155s8_4_nameErrorNeedsTheEncloserTheNextCloserNameAndTheWildcard() {
        String closer = HASHED.covering("mx.example.test");
        String wildcard = HASHED.covering("*.example.test");
        String name = "_25._tcp.mx.example.test";
        assertThat(denied(name, APEX_3, closer, wildcard)).isEqualTo("secure NO_NAME");
        assertThat(denied(name, closer, wildcard)).isEqualTo("NOT_DENIED");
        assertThat(denied(name, APEX_3, wildcard)).isEqualTo("NOT_DENIED");
        assertThat(denied(name, APEX_3, closer)).isEqualTo("NOT_DENIED");
        // The name itself instead of the next closer one.
        assertThat(denied(name, APEX_3, wildcard, HASHED.covering(name))).isEqualTo("NOT_DENIED");
        assertThat(deniedBy(name, "TLSA", forged(APEX_3), signed(closer, wildcard)))
                .isEqualTo("SIGNATURE_INVALID");
        assertThat(deniedBy(name, "TLSA", forged(closer), signed(APEX_3, wildcard)))
                .isEqualTo("SIGNATURE_INVALID");
        assertThat(deniedBy(name, "TLSA", forged(wildcard), signed(APEX_3, closer)))
                .isEqualTo("SIGNATURE_INVALID");
    }

    @ParameterizedTest
    @CsvSource({
        "A RRSIG, secure NO_NAME",
        "NS DS RRSIG, NOT_DENIED",
        "NS RRSIG, insecure NO_DATA",
        "DNAME RRSIG, NOT_DENIED",
        "SOA NS RRSIG, secure NO_NAME",
    })
    void rfc5155s8_3_encloserIsNoCutAndNoDname(String types, String outcome) {
        assertThat(denied(
                        "mx.below.example.test",
                        HASHED.at("below.example.test", types),
                        HASHED.covering("mx.below.example.test"),
                        HASHED.covering("*.below.example.test")))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"A RRSIG, secure NO_DATA", "TLSA RRSIG, NOT_DENIED", "CNAME RRSIG, NOT_DENIED", "NS RRSIG, NOT_DENIED"})
    void rfc5155s8_7_wildcardHasNoSuchType(String types, String outcome) {
        String wildcard = HASHED.at("*.example.test", types);
        String closer = HASHED.covering("mx.example.test");
        assertThat(denied("mx.example.test", APEX_3, closer, wildcard)).isEqualTo(outcome);
        assertThat(denied("mx.example.test", APEX_3, wildcard)).isEqualTo("NOT_DENIED");
        assertThat(deniedBy("mx.example.test", "TLSA", forged(wildcard), signed(APEX_3, closer)))
                .isNotEqualTo("secure NO_DATA");
    }

    @Test
    void rfc5155s8_3_recordThatDoesNotCoverTheNextCloserName() {
        String name = "mx.example.test";
        String wildcard = HASHED.covering("*.example.test");
        assertThat(denied(name, APEX_3, wildcard, HASHED.between(name, -2, name, 1)))
                .isEqualTo("secure NO_NAME");
        // Behind it, before it, and at both ends.
        assertThat(denied(name, APEX_3, wildcard, HASHED.between(name, 1, name, 2)))
                .isEqualTo("NOT_DENIED");
        assertThat(denied(name, APEX_3, wildcard, HASHED.between(name, -2, name, -1)))
                .isEqualTo("NOT_DENIED");
        assertThat(denied(name, APEX_3, wildcard, HASHED.between(name, -2, name, 0)))
                .isEqualTo("NOT_DENIED");
        // The last record of the zone, which points back to the first: it covers what is outside of the two.
        assertThat(denied(name, APEX_3, wildcard, HASHED.between(name, -1, name, -2)))
                .isEqualTo("secure NO_NAME");
        assertThat(denied(name, APEX_3, wildcard, HASHED.between(name, 2, name, 1)))
                .isEqualTo("secure NO_NAME");
        assertThat(denied(name, APEX_3, wildcard, HASHED.between(name, 2, name, -2)))
                .isEqualTo("NOT_DENIED");
    }

    /** The only record of a zone with one name: it points to itself, and covers all others. */
    @Test
    void rfc5155s3_1_7_recordThatPointsToItselfCoversAllOtherNames() {
        String only = HASHED.between("example.test", 0, "example.test", 0);
        assertThat(denied("mx.example.test", only)).isEqualTo("secure NO_NAME");
        assertThat(denied("example.test", only)).isEqualTo("secure NO_DATA");
        String nsec = "example.test. NSEC example.test. SOA NS DNSKEY RRSIG NSEC";
        assertThat(denied("mx.example.test", nsec)).isEqualTo("secure NO_NAME");
    }

    @Test
    void rfc5155s8_1_unknownHashAlgorithmsAreIgnored() {
        Hashed other = HASHED.algorithm(2);
        assertThat(denied("mx.example.test", other.at("mx.example.test", "A RRSIG")))
                .isEqualTo("NOT_DENIED");
        assertThat(deniedBy(
                        "mx.example.test",
                        "TLSA",
                        zone.signed(
                                other.at("mx.example.test", "TLSA RRSIG"), HASHED.at("mx.example.test", "A RRSIG"))))
                .isEqualTo("secure NO_DATA");
        assertThat(insecure(other.at("below.example.test", "NS"))).isEqualTo("UNSIGNED");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 128, 255})
    void rfc5155s8_2_unknownFlagsAreIgnored(int flags) {
        Hashed other = HASHED.flags(flags);
        assertThat(denied("mx.example.test", other.at("mx.example.test", "A RRSIG")))
                .isEqualTo("NOT_DENIED");
        assertThat(denied(
                        "mx.example.test",
                        APEX_3,
                        other.covering("mx.example.test"),
                        HASHED.covering("*.example.test")))
                .isEqualTo("NOT_DENIED");
        assertThat(insecure(APEX_3, other.covering("below.example.test"))).isEqualTo("UNSIGNED");
    }

    /** Chains of two salts, as while a zone changes it: a record of one says nothing of the hashes of the other. */
    @ParameterizedTest
    @CsvSource({"-, ab, 0", "-, -, 1", "cd, ab, 0"})
    void rfc5155s8_2_oneProofHasOneSetOfParameters(String first, String salt, int iterations) {
        Hashed one = HASHED.salt(first);
        Hashed other = HASHED.salt(salt).iterations(iterations);
        // Read with the parameters of the first, these would cover the name and the wildcard.
        String wide = "0".repeat(32) + ".example.test. NSEC3 1 0 " + iterations + " " + salt + " " + "V".repeat(32)
                + " A RRSIG";
        assertThat(denied("mx.example.test", one.at("example.test", "SOA NS RRSIG"), wide))
                .isEqualTo("NOT_DENIED");
        assertThat(denied("mx.example.test", wide, one.at("example.test", "SOA NS RRSIG")))
                .isEqualTo("NOT_DENIED");
        // Each by itself is good, the one beside the other.
        String apex = other.at("example.test", "SOA NS RRSIG");
        assertThat(denied(
                        "mx.example.test",
                        one.at("example.test", "SOA NS RRSIG"),
                        apex,
                        other.covering("mx.example.test"),
                        one.covering("a.example.test"),
                        other.covering("*.example.test")))
                .isEqualTo("secure NO_NAME");
    }

    @Test
    void rfc5155s3_ownerIsAHashRightBelowTheZone() {
        String name = "mx.example.test";
        String right = HASHED.at(name, "A RRSIG");
        int dot = right.indexOf('.');
        String hash = right.substring(0, dot);
        String rest = right.substring(right.indexOf(" NSEC3"));
        assertThat(denied(name, right)).isEqualTo("secure NO_DATA");
        assertThat(denied(name, hash.toLowerCase(java.util.Locale.ROOT) + ".example.test." + rest))
                .isEqualTo("secure NO_DATA");
        for (String owner : List.of(
                hash + ".below.example.test",
                hash + ".other.test",
                "example.test",
                "x.example.test",
                hash.substring(1) + ".example.test",
                hash + "0.example.test")) {
            assertThat(denied(name, owner + "." + rest)).as(owner).isEqualTo("NOT_DENIED");
        }
        // A hash of another length than that of the algorithm.
        String next = rest.substring(0, rest.indexOf(" A")).replaceAll(".{8}$", "");
        assertThat(denied(name, hash + ".example.test." + next + " A RRSIG")).isEqualTo("NOT_DENIED");
    }

    // RFC 9276 section 3.2.

    @Test
    void rfc9276s3_2_recordsWithTooManyIterationsDenyNothing() {
        Hashed most = HASHED.iterations(LookupLimits.NSEC3_ITERATIONS);
        Hashed more = HASHED.iterations(LookupLimits.NSEC3_ITERATIONS + 1);
        assertThat(denied("mx.example.test", most.at("mx.example.test", "A RRSIG")))
                .isEqualTo("secure NO_DATA");
        assertThat(denied("mx.example.test", more.at("mx.example.test", "A RRSIG")))
                .isEqualTo("TOO_MANY_ITERATIONS");
        assertThat(denied("mx.example.test", more.at("mx.example.test", "A RRSIG"), HASHED.at("mx.example.test", "A")))
                .isEqualTo("secure NO_DATA");
        assertThat(insecure(most.at("below.example.test", "NS"))).isEqualTo("insecure DATA 1");
        assertThat(insecure(more.at("below.example.test", "NS"))).isEqualTo("TOO_MANY_ITERATIONS");
    }

    /** Anybody can write a number: what the zone has not signed is not its fault, and has no Extended DNS Error 27. */
    @Test
    void rfc9276s3_2_iterationsAreTheZonesFaultOnlyIfItHasSignedThem() {
        Hashed more = HASHED.iterations(LookupLimits.NSEC3_ITERATIONS + 1);
        assertThat(deniedBy("mx.example.test", "TLSA", forged(more.at("mx.example.test", "A RRSIG"))))
                .isEqualTo("SIGNATURE_INVALID");
        assertThat(deniedBy(
                        "mx.example.test",
                        "TLSA",
                        forged(more.at("mx.example.test", "A RRSIG")),
                        signed(HASHED.at("mx.example.test", "A RRSIG"))))
                .isEqualTo("secure NO_DATA");
        // A record of an unknown algorithm says nothing, so it asks for nothing either (RFC 5155 section 8.1).
        assertThat(denied("mx.example.test", more.algorithm(2).at("mx.example.test", "A RRSIG")))
                .isEqualTo("NOT_DENIED");
    }

    // Opt-out, RFC 5155 section 9.2.

    @Test
    void rfc5155s9_2_whatRestsOnAnOptOutRecordIsInsecure() {
        Hashed optOut = HASHED.flags(Hashed.OPT_OUT);
        assertThat(denied(
                        "mx.example.test",
                        APEX_3,
                        optOut.covering("mx.example.test"),
                        optOut.covering("*.example.test")))
                .startsWith("insecure NO_");
        // What the records name is certain, and so is that there is no wildcard, which is no zone.
        assertThat(denied("mx.example.test", optOut.at("mx.example.test", "A RRSIG")))
                .isEqualTo("secure NO_DATA");
        assertThat(denied(
                        "mx.example.test",
                        APEX_3,
                        HASHED.covering("mx.example.test"),
                        optOut.covering("*.example.test")))
                .isEqualTo("secure NO_NAME");
    }

    // What came from a wildcard (RFC 4035 section 5.3.4, RFC 5155 section 8.8).

    private String expanded(String... denials) {
        replies.reply(
                "_25._tcp.mx.example.test",
                "A",
                zone.expanded("_25._tcp.mx.example.test", "*.example.test. A 127.0.0.1"),
                signed(denials));
        return replies.outcome("_25._tcp.mx.example.test", "A");
    }

    @Test
    void rfc4035s5_3_4_nextCloserNameIsProvenAbsent() {
        assertThat(expanded("ma.example.test. NSEC mz.example.test. A RRSIG NSEC"))
                .isEqualTo("secure DATA 1");
        assertThat(expanded()).isEqualTo("WILDCARD_UNPROVEN");
        assertThat(expanded(APEX)).isEqualTo("WILDCARD_UNPROVEN");
        // The host is there, and only the name that was asked for is not.
        assertThat(expanded("_24._tcp.mx.example.test. NSEC _26._tcp.mx.example.test. A RRSIG NSEC"))
                .isEqualTo("WILDCARD_UNPROVEN");
        // There is a name below the host: it exists (RFC 4592 section 2.2.2).
        assertThat(expanded("ma.example.test. NSEC 0.mx.example.test. A RRSIG NSEC"))
                .isEqualTo("WILDCARD_UNPROVEN");
    }

    @Test
    void rfc5155s8_8_nextCloserNameIsCovered() {
        assertThat(expanded(HASHED.covering("mx.example.test"))).isEqualTo("secure DATA 1");
        assertThat(expanded(APEX_3)).isEqualTo("WILDCARD_UNPROVEN");
        assertThat(expanded(HASHED.covering("_25._tcp.mx.example.test"))).isEqualTo("WILDCARD_UNPROVEN");
        assertThat(expanded(HASHED.at("mx.example.test", "A RRSIG"))).isEqualTo("WILDCARD_UNPROVEN");
        assertThat(expanded(HASHED.flags(Hashed.OPT_OUT).covering("mx.example.test")))
                .isEqualTo("insecure DATA 1");
    }

    // What a proof rests on, and how long it holds.

    /** Forged records beside the genuine ones do no harm. */
    @Test
    void rfc4035s5_4_recordThatDoesNotVerifyIsLeftOut() {
        List<Record> name = signed("ma.example.test. NSEC mz.example.test. A RRSIG NSEC");
        List<Record> other = forged("mb.example.test. NSEC my.example.test. A RRSIG NSEC");
        assertThat(deniedBy("mx.example.test", "TLSA", other, name, signed(APEX)))
                .isEqualTo("secure NO_NAME");
        assertThat(deniedBy("mx.example.test", "TLSA", other, signed(APEX))).isEqualTo("SIGNATURE_INVALID");
    }

    /** Keys are asked for only if something rests on them. */
    @Test
    void rfc4035s5_4_denialThatSaysNothingOfTheNameAsksForNoKeys() {
        replies.denial("mx.example.test", "TLSA", signed(APEX));
        Core core = replies.core();
        assertThat(core.outcome("mx.example.test", "TLSA")).isEqualTo("NOT_DENIED");
        assertThat(core.needs().stream().flatMap(java.util.Set::stream)).doesNotContain("example.test DNSKEY");
    }

    @Test
    void rfc4035s5_4_denialIsOfTheZoneThatSignsForTheName() {
        // The key is the zone's own; the zone in whose name it signs is another.
        List<Record> set = SigningKey.records("mx.example.test. NSEC ny.example.test. A RRSIG NSEC");
        for (String signer : List.of("test", "other.test", "mx.example.test")) {
            assertThat(deniedBy(
                            "mx.example.test",
                            "TLSA",
                            SigningKey.with(
                                    set, zone.signature(set).signer(signer).make())))
                    .as(signer)
                    .doesNotStartWith("secure")
                    .doesNotStartWith("insecure");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rfc4035s5_3_3_denialLivesAsLongAsTheShortestOfItsRecords(boolean second) {
        Instant end = Instant.now().plusSeconds(100);
        List<Record> brief = SigningKey.records(second ? APEX : "ma.example.test. NSEC mz.example.test. A RRSIG NSEC");
        List<Record> other = signed(second ? "ma.example.test. NSEC mz.example.test. A RRSIG NSEC" : APEX);
        replies.denial(
                "mx.example.test",
                "TLSA",
                other,
                SigningKey.with(brief, zone.signature(brief).until(end).make()));
        Judgement.Proven proven = (Judgement.Proven) replies.core().judge("mx.example.test", "TLSA");
        assertThat(Core.outcome(proven)).isEqualTo("secure NO_NAME");
        assertThat(proven.expiry()).isBeforeOrEqualTo(end);
    }

    @Test
    void rfc2308s5_denialLivesNoLongerThanTheSoaSays() {
        replies.denial(
                "mx.example.test",
                "TLSA",
                signed("mx.example.test. NSEC ny.example.test. A RRSIG NSEC"),
                SigningKey.records("example.test. 200 SOA ns.test. ns.test. 1 3600 600 86400 20"));
        Core core = replies.core();
        assertThat(((Judgement.Proven) core.judge("mx.example.test", "TLSA")).expiry())
                .isEqualTo(core.now().plusSeconds(20));
        // It is not signed here, and so can only make it live shorter.
        replies.denial(
                "mx.example.test",
                "TLSA",
                signed("mx.example.test. NSEC ny.example.test. A RRSIG NSEC"),
                SigningKey.records("example.test. 9000 SOA ns.test. ns.test. 1 3600 600 86400 9000"));
        Core again = replies.core();
        assertThat(((Judgement.Proven) again.judge("mx.example.test", "TLSA")).expiry())
                .isEqualTo(again.now().plusSeconds(300));
    }

    @Test
    void rfc4035s5_4_denialInAnotherReplyOfTheLookupCounts() {
        replies.denial("mx.example.test", "TLSA");
        replies.denial("mx.example.test", "DS", signed("mx.example.test. NSEC ny.example.test. A RRSIG NSEC"));
        assertThat(replies.outcome("mx.example.test", "TLSA")).isEqualTo("secure NO_DATA");
        assertThat(replies.core().honest(Core.query("mx.example.test", "TLSA")).getSection(Section.AUTHORITY))
                .isEmpty();
    }
}
