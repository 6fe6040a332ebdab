package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What a signature proves of one record set (RFC 4035 section 5.3), and what it does not although it verifies. */
class RecordSetRulesTest {
    private static final List<Record> ADDRESS = SigningKey.records("mx.example.test. A 127.0.0.1");

    private final WrittenReplies replies = new WrittenReplies();
    private final SigningKey zone = replies.zone;
    private final SigningKey parent = replies.parent;

    private String signedBy(RRSIGRecord... signatures) {
        replies.answer("mx.example.test", "A", SigningKey.with(ADDRESS, signatures));
        return replies.outcome("mx.example.test", "A");
    }

    @Test
    void rfc4035s5_3_1_signatureOfTheZone() {
        assertThat(signedBy(zone.signature(ADDRESS).make())).isEqualTo("secure DATA 1");
        assertThat(signedBy(zone.signature(ADDRESS).invalid().make())).isEqualTo("SIGNATURE_INVALID");
    }

    @Test
    void rfc4035s5_3_1_keyHasTheTagAndTheAlgorithmOfTheSignature() {
        assertThat(signedBy(zone.signature(ADDRESS)
                        .keyTag(zone.dnskey().getFootprint() ^ 1)
                        .make()))
                .isEqualTo("NO_SUCH_KEY");
        assertThat(signedBy(zone.signature(ADDRESS).algorithm(14).make())).isEqualTo("NO_SUCH_KEY");
    }

    @Test
    void rfc4035s5_3_1_signatureCoversTheTypeOfTheSet() {
        List<Record> other = SigningKey.records("mx.example.test. TXT x");
        assertThat(signedBy(zone.signature(other).make())).isEqualTo("UNSIGNED");
        // The type is a part of what is signed.
        RRSIGRecord ofTxt = zone.signature(other).make();
        byte[] data = ofTxt.rdataToWireCanonical();
        data[1] = Type.A;
        assertThat(signedBy((RRSIGRecord) Record.newRecord(ofTxt.getName(), Type.RRSIG, DClass.IN, 300, data)))
                .isEqualTo("SIGNATURE_INVALID");
    }

    @Test
    void rfc4035s5_3_1_labelsAreNoMoreThanThoseOfTheOwner() {
        assertThat(signedBy(zone.signature(ADDRESS).labels(4).make())).isEqualTo("SIGNATURE_MALFORMED");
        assertThat(signedBy(zone.signature(ADDRESS).labels(3).make())).isEqualTo("secure DATA 1");
    }

    /** The key is the zone's own, and yet it speaks for another zone in whose name it signs. */
    @Test
    void rfc4035s5_3_1_keySignsInTheNameOfItsZoneOnly() {
        assertThat(signedBy(
                        zone.signature(ADDRESS).signer("test").make(),
                        zone.signature(ADDRESS).invalid().make()))
                .isEqualTo("SIGNATURE_INVALID");
        assertThat(signedBy(zone.signature(ADDRESS).signer("test").make())).isEqualTo("NO_SUCH_KEY");
    }

    @Test
    void rfc4035s5_3_3_anyOneSignatureThatHoldsIsEnough() {
        SigningKey gone = SigningKey.of("example.test");
        assertThat(signedBy(
                        zone.signature(ADDRESS)
                                .until(Instant.now().minusSeconds(60))
                                .make(),
                        zone.signature(ADDRESS).invalid().make(),
                        gone.signature(ADDRESS).make(),
                        zone.signature(ADDRESS).algorithm(8).make(),
                        zone.signature(ADDRESS).make()))
                .isEqualTo("secure DATA 1");
    }

    /** Restarts and tries that fail cost no second verification. */
    @Test
    void rfc4035s5_3_3_noSignatureIsVerifiedTwice() {
        replies.answer(
                "mx.example.test",
                "A",
                SigningKey.with(ADDRESS, zone.signature(ADDRESS).invalid().make()));
        Core core = replies.core();
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("SIGNATURE_INVALID");
        // It was judged again with the replies about a cut that is not there.
        assertThat(core.needs()).hasSizeGreaterThan(2);
        assertThat(core.repeated()).isZero();
    }

    @Test
    void rfc4035s5_3_3_signatureThatIsVerifiedFastestIsTriedFirst() {
        List<RRSIGRecord> signatures = Stream.of(16, 14, 15, 13, 5, 8)
                .map(each -> zone.signature(ADDRESS).algorithm(each).make())
                .sorted(SignatureRules.CHEAPEST_FIRST)
                .toList();
        assertThat(signatures).extracting(RRSIGRecord::getAlgorithm).containsExactly(8, 5, 13, 15, 14, 16);
        SigningKey gone = SigningKey.of("example.test");
        assertThat(signedBy(
                        gone.signature(ADDRESS).algorithm(14).make(),
                        zone.signature(ADDRESS).invalid().make()))
                .isEqualTo("SIGNATURE_INVALID");
    }

    /** The zone that is closest to the name is unsigned; that the one above signs for it as well changes nothing. */
    @Test
    void rfc4035s5_3_1_deepestSignerIsTheZone() {
        SigningKey below = SigningKey.of("below.example.test");
        List<Record> address = SigningKey.records("mx.below.example.test. A 127.0.0.1");
        replies.denial(
                "below.example.test", "DS", zone.signed("below.example.test. NSEC mx.example.test. NS RRSIG NSEC"));
        replies.answer("below.example.test", "DNSKEY", below.signed(List.of(below.dnskey())));
        replies.answer(
                "mx.below.example.test",
                "A",
                SigningKey.with(
                        address,
                        zone.signature(address).make(),
                        below.signature(address).make()));
        assertThat(replies.outcome("mx.below.example.test", "A")).isEqualTo("insecure DATA 1");
    }

    @ParameterizedTest
    @CsvSource({"10, 300, 300, 10", "300, 10, 300, 10", "300, 300, 10, 10", "300, 400, 500, 300"})
    void rfc4035s5_3_3_lifeIsTheLeastOfTheTtls(long received, long ofTheSignature, long original, long life) {
        List<Record> address = SigningKey.records("mx.example.test. " + received + " A 127.0.0.1");
        replies.answer(
                "mx.example.test",
                "A",
                SigningKey.with(
                        address,
                        zone.signature(address).ttl(ofTheSignature, original).make()));
        Core core = replies.core();
        assertThat(((Judgement.Proven) core.judge("mx.example.test", "A")).expiry())
                .isEqualTo(core.now().plusSeconds(life));
    }

    @Test
    void rfc4034s3_1_3_leadingAsteriskIsNoLabel() {
        replies.answer("*.example.test", "A", zone.signed("*.example.test. A 127.0.0.1"));
        assertThat(replies.outcome("*.example.test", "A")).isEqualTo("secure DATA 1");
    }

    // RFC 2181 section 10.1, RFC 6672 section 2.4, RFC 4034 section 4: there can be one.

    @Test
    void rfc2181s10_1_severalAliasesAreBogusThoughSigned() {
        replies.answer(
                "alias.example.test",
                "A",
                zone.signed("alias.example.test. CNAME a.test.", "alias.example.test. CNAME b.test."));
        assertThat(replies.outcome("alias.example.test", "A")).isEqualTo("SEVERAL_RECORDS");
        replies.answer("alias.example.test", "A", zone.signed("alias.example.test. CNAME a.test."));
        assertThat(replies.outcome("alias.example.test", "A")).isEqualTo("secure ALIAS a.test");
    }

    @Test
    void rfc6672s2_4_severalRedirectionsAreBogusThoughSigned() {
        replies.answer(
                "mx.old.example.test",
                "A",
                zone.signed("old.example.test. DNAME a.test.", "old.example.test. DNAME b.test."));
        assertThat(replies.outcome("mx.old.example.test", "A")).isEqualTo("SEVERAL_RECORDS");
        replies.answer("mx.old.example.test", "A", zone.signed("old.example.test. DNAME a.test."));
        assertThat(replies.outcome("mx.old.example.test", "A")).isEqualTo("secure ALIAS mx.a.test");
    }

    @Test
    void rfc4034s4_severalDenialsAtOneNameAreBogusThoughSigned() {
        replies.denial(
                "mx.example.test",
                "AAAA",
                zone.signed(
                        "mx.example.test. NSEC ny.example.test. A RRSIG NSEC",
                        "mx.example.test. NSEC nz.example.test. A RRSIG NSEC"));
        assertThat(replies.outcome("mx.example.test", "AAAA")).isEqualTo("SEVERAL_RECORDS");
        replies.denial("mx.example.test", "AAAA", zone.signed("mx.example.test. NSEC ny.example.test. A RRSIG NSEC"));
        assertThat(replies.outcome("mx.example.test", "AAAA")).isEqualTo("secure NO_DATA");
    }

    // RFC 4034 section 3.1.3, RFC 4035 section 5.3.4: made from a wildcard.

    /** With the proof that the name is not there, which other records could rest on. */
    private String expanded(String question, String type, List<Record> records) {
        replies.reply(question, type, records, zone.signed("b.example.test. NSEC z.example.test. A RRSIG NSEC"));
        return replies.outcome(question, type);
    }

    @Test
    void rfc4035s5_3_4_dataMayComeFromAWildcard() {
        assertThat(expanded("mx.example.test", "A", zone.expanded("mx.example.test", "*.example.test. A 127.0.0.1")))
                .isEqualTo("secure DATA 1");
        replies.answer("mx.example.test", "A", zone.expanded("mx.example.test", "*.example.test. A 127.0.0.1"));
        assertThat(replies.outcome("mx.example.test", "A")).isEqualTo("WILDCARD_UNPROVEN");
    }

    @Test
    void rfc4035s5_3_4_answerLivesNoLongerThanTheProofThatNoCloserNameExists() {
        List<Record> denial = SigningKey.records("b.example.test. 10 NSEC z.example.test. A RRSIG NSEC");
        replies.reply(
                "mx.example.test",
                "A",
                zone.expanded("mx.example.test", "*.example.test. A 127.0.0.1"),
                zone.signed(denial));
        Core core = replies.core();
        assertThat(((Judgement.Proven) core.judge("mx.example.test", "A")).expiry())
                .isEqualTo(core.now().plusSeconds(10));
    }

    @Test
    void rfc4034s5_dsNeverComesFromAWildcard() {
        List<Record> ds = Stream.of(zone.ds())
                .map(each -> each.withName(Core.name("*.test")))
                .toList();
        replies.answer(
                "example.test",
                "DS",
                parent.signed(ds).stream()
                        .map(each -> each.withName(Core.name("example.test")))
                        .toList());
        assertThat(signedBy(zone.signature(ADDRESS).make())).isEqualTo("MADE_FROM_A_WILDCARD");
    }

    @Test
    void rfc4034s2_keysNeverComeFromAWildcard() {
        List<Record> keys = Stream.of(zone.dnskey())
                .map(each -> each.withName(Core.name("*.example.test")))
                .toList();
        assertThat(expanded(
                        "mx.example.test",
                        "DNSKEY",
                        zone.signed(keys).stream()
                                .map(each -> each.withName(Core.name("mx.example.test")))
                                .toList()))
                .isEqualTo("MADE_FROM_A_WILDCARD");
    }

    @Test
    void rfc6672s3_3_redirectionNeverComesFromAWildcard() {
        assertThat(expanded(
                        "mx.old.example.test",
                        "A",
                        zone.expanded("old.example.test", "*.example.test. DNAME other.test.")))
                .isEqualTo("MADE_FROM_A_WILDCARD");
    }

    /** Also not with a signature beside it that pretends the record to be at its own name. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rfc4034s4_denialMadeFromAWildcardDeniesNothing(boolean disguised) {
        String name = "_25._tcp.mx.example.test";
        List<Record> denial = zone.expanded(name, "*.example.test. NSEC zz.example.test. A RRSIG NSEC");
        replies.denial(name, "TLSA", disguised ? disguised(denial) : denial);
        assertThat(replies.outcome(name, "TLSA")).isEqualTo(disguised ? "MADE_FROM_A_WILDCARD" : "NOT_DENIED");
        replies.denial(name, "TLSA", zone.signed(name + ". NSEC zz.example.test. A RRSIG NSEC"));
        assertThat(replies.outcome(name, "TLSA")).isEqualTo("secure NO_DATA");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rfc5155s3_hashedDenialMadeFromAWildcardDeniesNothing(boolean disguised) {
        String name = "_25._tcp.mx.example.test";
        String line = Hashed.in("example.test").at(name, "A RRSIG");
        int end = line.indexOf('.');
        List<Record> denial = zone.expanded(line.substring(0, end) + ".example.test", "*" + line.substring(end));
        replies.denial(name, "TLSA", disguised ? disguised(denial) : denial);
        assertThat(replies.outcome(name, "TLSA")).isEqualTo(disguised ? "MADE_FROM_A_WILDCARD" : "NOT_DENIED");
        replies.denial(name, "TLSA", zone.signed(line));
        assertThat(replies.outcome(name, "TLSA")).isEqualTo("secure NO_DATA");
    }

    private List<Record> disguised(List<Record> denial) {
        List<Record> bare =
                denial.stream().filter(each -> each.getType() != Type.RRSIG).toList();
        return Stream.concat(
                        denial.stream(),
                        Stream.of(zone.signature(bare).invalid().make()))
                .toList();
    }

    // What of a reply is read (RFC 2181 section 5, RFC 6672).

    @Test
    void rfc4035s5_3_recordsOfOtherClassesDoNotCount() {
        List<Record> records = new java.util.ArrayList<>(zone.signed(ADDRESS));
        records.add(
                0, Record.newRecord(Core.name("mx.example.test"), Type.A, DClass.CH, 300, new byte[] {10, 0, 0, 1}));
        replies.answer("mx.example.test", "A", records);
        assertThat(replies.outcome("mx.example.test", "A")).isEqualTo("secure DATA 1");
    }

    @Test
    void rfc4035s5_3_signatureWithoutItsSetIsDropped() {
        replies.answer("mx.example.test", "A", List.of(zone.signature(ADDRESS).make()));
        assertThat(replies.outcome("mx.example.test", "A")).isEqualTo("NOT_DENIED");
    }

    @Test
    void rfc4035s5_4_denialsCountInAuthorityOnly() {
        List<Record> denial = zone.signed("mx.example.test. NSEC ny.example.test. A RRSIG NSEC");
        replies.answer("mx.example.test", "AAAA", denial);
        assertThat(replies.outcome("mx.example.test", "AAAA")).isEqualTo("NOT_DENIED");
    }

    @Test
    void rfc6672s2_2_redirectionIsForNamesBelowItsOwnerOnly() {
        List<Record> redirection = zone.signed("old.example.test. DNAME new.test.");
        replies.reply(
                "old.example.test",
                "A",
                redirection,
                zone.signed("old.example.test. NSEC zz.example.test. DNAME RRSIG NSEC"));
        assertThat(replies.outcome("old.example.test", "A")).isEqualTo("secure NO_DATA");
        replies.reply(
                "mx.example.test",
                "A",
                redirection,
                zone.signed("mx.example.test. NSEC ny.example.test. MX RRSIG NSEC"));
        assertThat(replies.outcome("mx.example.test", "A")).isEqualTo("secure NO_DATA");
        replies.answer("mx.old.example.test", "A", redirection);
        assertThat(replies.outcome("mx.old.example.test", "A")).isEqualTo("secure ALIAS mx.new.test");
    }

    /** The alias that comes with a redirection is not signed: it counts for nothing, its target included. */
    @Test
    void rfc6672s5_3_1_aliasBesideARedirectionIsComputed() {
        List<Record> both = Stream.concat(
                        SigningKey.records("mx.old.example.test. CNAME evil.test.").stream(),
                        zone.signed("old.example.test. DNAME new.test.").stream())
                .toList();
        replies.answer("mx.old.example.test", "A", both);
        assertThat(replies.outcome("mx.old.example.test", "A")).isEqualTo("secure ALIAS mx.new.test");
        replies.answer("mx.old.example.test", "A", both.subList(0, 1));
        assertThat(replies.outcome("mx.old.example.test", "A")).isEqualTo("UNSIGNED");
    }

    /** What comes with an alias need not be asked for; but if it fails, its own reply may be better. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rfc6672s5_3_1_targetThatCameWithAnAliasIsAskedForOnlyIfItFails(boolean valid) {
        List<Record> alias = zone.signed("alias.example.test. CNAME mx.example.test.");
        RRSIGRecord signature = valid
                ? zone.signature(ADDRESS).make()
                : zone.signature(ADDRESS).invalid().make();
        replies.answer("mx.example.test", "A", zone.signed(ADDRESS));
        Core core = replies.core()
                .withOnly(
                        Core.query("alias.example.test", "A"),
                        WrittenReplies.message(SigningKey.with(alias, SigningKey.with(ADDRESS, signature)), List.of()));
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("secure DATA 1");
        assertThat(core.needs().stream().anyMatch(each -> each.contains("mx.example.test A")))
                .isEqualTo(!valid);
    }

    @Test
    void rfc4035s5_4_redirectionInAnotherReplyOfTheLookupCounts() {
        replies.answer("mx.old.example.test", "A", SigningKey.records("mx.old.example.test. CNAME evil.test."));
        replies.answer("mx.old.example.test", "DS", zone.signed("old.example.test. DNAME new.test."));
        assertThat(replies.outcome("mx.old.example.test", "A")).isEqualTo("secure ALIAS mx.new.test");
    }

    @Test
    void rfc6672s2_2_redirectionToANameThatIsTooLongIsBogus() {
        String label = "a".repeat(60) + ".";
        replies.answer(label + "old.example.test", "A", zone.signed("old.example.test. DNAME " + label.repeat(4)));
        assertThat(replies.outcome(label + "old.example.test", "A")).isEqualTo("ALIAS_TOO_LONG");
    }
}
