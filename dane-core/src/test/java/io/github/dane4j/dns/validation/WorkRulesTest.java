package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The work for one question is bounded (RFC 4035 section 5.4), to the last unit; and nothing is done twice. */
class WorkRulesTest {
    private static final List<Record> ADDRESS = SigningKey.records("mx.example.test. A 127.0.0.1");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final WrittenReplies replies = new WrittenReplies();
    private final SigningKey zone = replies.zone;

    private List<Record> address(int invalid, boolean valid) {
        List<RRSIGRecord> signatures = new ArrayList<>();
        IntStream.range(0, invalid)
                .forEach(i -> signatures.add(zone.signature(ADDRESS).invalid().make()));
        if (valid) {
            signatures.add(zone.signature(ADDRESS).make());
        }
        return SigningKey.with(ADDRESS, signatures);
    }

    @ParameterizedTest
    @CsvSource({
        "0, true, secure DATA 1",
        "8, true, secure DATA 1",
        "9, true, TOO_MUCH_WORK",
        "8, false, SIGNATURE_INVALID",
        "9, false, TOO_MUCH_WORK"
    })
    void eightVerificationsMayFail(int invalid, boolean valid, String outcome) {
        replies.answer("mx.example.test", "A", address(invalid, valid));
        Core core = replies.core();
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo(outcome);
        // Those of the keys and of the DS, those that fail, and the one that does not.
        assertThat(core.verifications()).isEqualTo(3 + invalid + (outcome.startsWith("secure") ? 1 : 0));
    }

    /** Not even what would verify: the work is used up. */
    @Test
    void whenTheWorkIsUsedUpNothingIsVerifiedAnyMore() {
        List<Record> denial = zone.signed("mx.example.test. NSEC ny.example.test. MX RRSIG NSEC");
        replies.reply("mx.example.test", "A", address(8, false), denial);
        assertThat(replies.outcome("mx.example.test", "A")).isEqualTo("secure NO_DATA");
        replies.reply("mx.example.test", "A", address(9, false), denial);
        assertThat(replies.outcome("mx.example.test", "A")).isEqualTo("TOO_MUCH_WORK");
    }

    @ParameterizedTest
    @CsvSource({"24, secure DATA 1", "25, TOO_MUCH_WORK"})
    void aZoneHasTwentyFourKeys(int number, String outcome) {
        List<Record> keys = new ArrayList<>(List.of(zone.dnskey()));
        for (int i = 1; i < number; i++) {
            keys.addAll(SigningKey.records("example.test. DNSKEY 256 3 13 "
                    + Base64.getEncoder().encodeToString(new byte[] {(byte) i, 7, 7, 7, 7, 7})));
        }
        replies.answer("example.test", "DNSKEY", zone.signed(keys));
        replies.answer("mx.example.test", "A", address(0, true));
        assertThat(replies.outcome("mx.example.test", "A")).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"24, secure DATA 1", "25, TOO_MUCH_WORK"})
    void aZoneHasTwentyFourDsRecords(int number, String outcome) {
        List<Record> records = new ArrayList<>(List.of(zone.ds()));
        for (int i = 1; i < number; i++) {
            records.add(new DSRecord(Core.name("example.test"), DClass.IN, 300, i, 13, 2, new byte[32]));
        }
        replies.answer("example.test", "DS", replies.parent.signed(records));
        replies.answer("mx.example.test", "A", address(0, true));
        assertThat(replies.outcome("mx.example.test", "A")).isEqualTo(outcome);
    }

    /** With a signature that none of them verifies. */
    @ParameterizedTest
    @CsvSource({
        "4, the signature by key \\d+ \\(ECDSAP256SHA256\\) over mx.busy.test A does not verify",
        "5, mx.busy.test A takes more work to verify than is allowed: more than 5"
    })
    void rfc4035s5_3_1_fiveKeysOfOneTagAreTried(int others, String cause) {
        DnsTree busy = network.start(DnsTree.builder()
                .zone(
                        "busy.test",
                        zone -> zone.keySigningKeyApart().collidingKeys(others).record("mx A 127.0.0.1")));
        Core core = new Core(busy)
                .changing(
                        "mx.busy.test",
                        "A",
                        reply -> Core.edited(
                                reply,
                                Section.ANSWER,
                                each -> Stream.of(each instanceof RRSIGRecord it ? WorkRulesTest.broken(it) : each)));
        assertThat(core.judge("mx.busy.test", "A").toString()).matches(cause);
        assertThat(core.verifications()).isEqualTo(5 + LookupLimits.KEYS_PER_TAG);
    }

    private static Record broken(RRSIGRecord signature) {
        byte[] data = signature.rdataToWireCanonical();
        data[data.length - 1] ^= 1;
        return Record.newRecord(signature.getName(), signature.getType(), DClass.IN, signature.getTTL(), data);
    }

    @Test
    void hundredThousandHashesAreComputed() throws BogusException {
        // Three more than the first: 25,000 names.
        NSEC3Record parameters = (NSEC3Record)
                SigningKey.records(Hashed.in("example.test").iterations(3).at("example.test", "A"))
                        .get(0);
        Ledger ledger = new Ledger();
        for (int i = 0; i < LookupLimits.NSEC3_HASHES / 4; i++) {
            ledger.hash(Core.name("n" + i + ".example.test"), parameters, Core.name("example.test"));
        }
        assertThatThrownBy(() -> ledger.hash(Core.name("more.example.test"), parameters, Core.name("example.test")))
                .isInstanceOfSatisfying(
                        BogusException.class,
                        e -> assertThat(e.cause())
                                .hasToString(
                                        "more.example.test NSEC3 takes more work to verify than is allowed: more than"
                                                + " 100000"));
    }

    // Nothing twice.

    /** Keys whose time is over at once, and so are not found again, count until the lookup ends. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void rfc4035s5_3_3_whatWasVerifiedCountsUntilTheLookupEndsWhateverItsTtl(int times) {
        // There is no proof that the name is not there, so that all other ways are tried before it fails.
        replies.answer("mx.example.test", "A", zone.expanded("mx.example.test", "*.example.test. A 127.0.0.1"));
        Core core = replies.core();
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("WILDCARD_UNPROVEN");
        int verifications = core.verifications();
        core.findingWhatIsStored(times);
        assertThat(core.outcome("mx.example.test", "A")).isEqualTo("WILDCARD_UNPROVEN");
        assertThat(core.needs()).hasSizeGreaterThan(1);
        assertThat(core.needs().stream().flatMap(java.util.Set::stream).filter(each -> each.endsWith("KEY")))
                .doesNotHaveDuplicates()
                .hasSize(times == 0 ? 2 : 0);
        // Once more, and all of it if nothing was found.
        assertThat(core.verifications() - verifications).isEqualTo(times == 0 ? 4 : 1);
    }
}
