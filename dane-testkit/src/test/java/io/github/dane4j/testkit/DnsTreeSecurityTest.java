package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a real validator makes of the tree. */
class DnsTreeSecurityTest {

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    enum Proof {
        NSEC {
            @Override
            void choose(ZoneBuilder zone) {}
        },
        NSEC3 {
            @Override
            void choose(ZoneBuilder zone) {
                zone.nsec3();
            }
        },
        NSEC3_WITH_SALT_AND_ITERATIONS {
            @Override
            void choose(ZoneBuilder zone) {
                zone.nsec3(5, new byte[] {1, 2, 3}, false);
            }
        },
        NSEC3_OPT_OUT {
            @Override
            void choose(ZoneBuilder zone) {
                zone.nsec3(0, new byte[0], true);
            }
        };

        abstract void choose(ZoneBuilder zone);
    }

    private DnsTree tree(Proof proof) {
        return network.start(DnsTree.builder()
                .zone("example.org", zone -> {
                    proof.choose(zone);
                    zone.record("@ MX 10 mx")
                            .record("mx A 127.0.0.1")
                            .record("_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32))
                            .record("deep.down.below A 127.0.0.1")
                            .record("*.wild A 127.0.0.2")
                            .record("alias CNAME www.example.net.")
                            .record("nowhere CNAME missing.example.net.")
                            .record("astray CNAME www.unsigned.example.org.")
                            .record("moved DNAME example.net.")
                            .record("*.star CNAME mx");
                })
                .zone("example.net", zone -> {
                    proof.choose(zone);
                    zone.record("www A 127.0.0.3");
                })
                .zone("unsigned.example.org", zone -> zone.unsigned().record("www A 127.0.0.4"))
                .zone("a.b.unsigned2.example.org", zone -> zone.unsigned().record("www A 127.0.0.5"))
                .zone("org", zone -> proof.choose(zone)));
    }

    @ParameterizedTest
    @EnumSource
    void answersAreSecure(Proof proof) throws IOException {
        Validator validator = new Validator(tree(proof));

        assertThat(validator.judge("example.org", "MX")).isEqualTo("secure answer");
        assertThat(validator.judge("mx.example.org", "A")).isEqualTo("secure answer");
        assertThat(validator.judge("_25._tcp.mx.example.org", "TLSA")).isEqualTo("secure answer");
        assertThat(validator.judge("example.org", "DNSKEY")).isEqualTo("secure answer");
        assertThat(validator.judge("example.org", "DS")).isEqualTo("secure answer");
        assertThat(validator.judge("org", "SOA")).isEqualTo("secure answer");
    }

    @ParameterizedTest
    @EnumSource
    void missingTypesAreDeniedSecurely(Proof proof) throws IOException {
        Validator validator = new Validator(tree(proof));

        assertThat(validator.judge("mx.example.org", "AAAA")).isEqualTo("secure nodata");
        assertThat(validator.judge("example.org", "AAAA")).isEqualTo("secure nodata");
        assertThat(validator.judge("_tcp.mx.example.org", "TLSA")).isEqualTo("secure nodata");
        assertThat(validator.judge("below.example.org", "A")).isEqualTo("secure nodata");
        assertThat(validator.judge("mx.example.org", "DS")).isEqualTo("secure nodata");
    }

    @ParameterizedTest
    @EnumSource(names = "NSEC3_OPT_OUT", mode = EnumSource.Mode.EXCLUDE)
    void missingNamesAreDeniedSecurely(Proof proof) throws IOException {
        Validator validator = new Validator(tree(proof));

        assertThat(validator.judge("missing.example.org", "A")).isEqualTo("secure nxdomain");
        assertThat(validator.judge("_443._tcp.mx.example.org", "TLSA")).isEqualTo("secure nxdomain");
        assertThat(validator.judge("a.b.c.missing.example.org", "A")).isEqualTo("secure nxdomain");
        assertThat(validator.judge("zzz.example.org", "A")).isEqualTo("secure nxdomain");
        assertThat(validator.judge("missing", "A")).isEqualTo("secure nxdomain");
    }

    @Test
    void withOptOutAMissingNameMayBeAnUnsignedZone() throws IOException {
        Validator validator = new Validator(tree(Proof.NSEC3_OPT_OUT));

        assertThat(validator.judge("missing.example.org", "A")).isEqualTo("insecure nxdomain");
        assertThat(validator.judge("_443._tcp.mx.example.org", "TLSA")).isEqualTo("insecure nxdomain");
    }

    @ParameterizedTest
    @EnumSource(names = "NSEC3_OPT_OUT", mode = EnumSource.Mode.EXCLUDE)
    void wildcardsAreProven(Proof proof) throws IOException {
        Validator validator = new Validator(tree(proof));

        assertThat(validator.judge("some.wild.example.org", "A")).isEqualTo("secure answer");
        assertThat(validator.judge("some.more.wild.example.org", "A")).isEqualTo("secure answer");
        assertThat(validator.judge("some.wild.example.org", "AAAA")).isEqualTo("secure nodata");
        assertThat(validator.judge("some.star.example.org", "A")).isEqualTo("secure answer");
    }

    @ParameterizedTest
    @EnumSource
    void aliasesLeadFromZoneToZone(Proof proof) throws IOException {
        Validator validator = new Validator(tree(proof));

        assertThat(validator.judge("alias.example.org", "A")).isEqualTo("secure answer");
        assertThat(validator.judge("alias.example.org", "CNAME")).isEqualTo("secure answer");
        assertThat(validator.judge("alias.example.org", "AAAA")).isEqualTo("secure nodata");
        assertThat(validator.judge("www.moved.example.org", "A")).isEqualTo("secure answer");
        assertThat(validator.judge("moved.example.org", "DNAME")).isEqualTo("secure answer");
        assertThat(validator.judge("astray.example.org", "A")).isEqualTo("insecure answer");
        assertThat(validator.judge("astray.example.org", "CNAME")).isEqualTo("secure answer");
    }

    @ParameterizedTest
    @EnumSource(names = "NSEC3_OPT_OUT", mode = EnumSource.Mode.EXCLUDE)
    void anAliasMayLeadNowhere(Proof proof) throws IOException {
        assertThat(new Validator(tree(proof)).judge("nowhere.example.org", "A")).isEqualTo("secure nxdomain");
    }

    @ParameterizedTest
    @EnumSource
    void unsignedZonesAreProvenToBeUnsigned(Proof proof) throws IOException {
        Validator validator = new Validator(tree(proof));

        assertThat(validator.judge("www.unsigned.example.org", "A")).isEqualTo("insecure answer");
        assertThat(validator.judge("www.unsigned.example.org", "AAAA")).isEqualTo("insecure nodata");
        assertThat(validator.judge("missing.unsigned.example.org", "A")).isEqualTo("insecure nxdomain");
        assertThat(validator.judge("www.a.b.unsigned2.example.org", "A")).isEqualTo("insecure answer");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7, 8, 10, 13, 14, 15, 16})
    void everyAlgorithmValidates(int algorithm) throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.algorithm(algorithm).record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);

        assertThat(validator.judge("www.example.org", "A")).isEqualTo("secure answer");
        assertThat(validator.judge("missing.example.org", "A")).isEqualTo("secure nxdomain");
    }

    @Test
    void aKeySigningKeyMayStandApart() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.keySigningKeyApart().record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);

        assertThat(validator.ask("example.org", "DNSKEY").getSection(1)).hasSize(3);
        assertThat(validator.judge("www.example.org", "A")).isEqualTo("secure answer");
    }

    @Test
    void expiredSignaturesAreBogus() throws IOException {
        Instant now = Instant.now();
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.signatures(now.minus(Duration.ofDays(20)), now.minus(Duration.ofDays(6)))
                                .record("www A 127.0.0.1")));

        assertThat(new Validator(tree).judge("www.example.org", "A")).isEqualTo("bogus");
    }

    @Test
    void signaturesFromTheFutureAreBogus() throws IOException {
        Instant now = Instant.now();
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.signatures(now.plus(Duration.ofDays(2)), now.plus(Duration.ofDays(6)))
                                .record("www A 127.0.0.1")));

        assertThat(new Validator(tree).judge("www.example.org", "A")).isEqualTo("bogus");
    }

    @Test
    void signaturesFollowTheGivenClock() throws IOException {
        Clock past = Clock.fixed(Instant.parse("2021-06-01T12:00:00Z"), ZoneOffset.UTC);
        DnsTree tree = network.start(
                DnsTree.builder().clock(past).zone("example.org", zone -> zone.record("www A 127.0.0.1")));

        assertThat(new Validator(tree, past).judge("www.example.org", "A")).isEqualTo("secure answer");
        assertThat(new Validator(tree).judge("www.example.org", "A")).isEqualTo("bogus");
    }

    @Test
    void aWrongDsIsBogus() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.wrongDs().record("www A 127.0.0.1"))
                .zone("example.net", zone -> zone.record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);

        assertThat(validator.judge("www.example.org", "A")).isEqualTo("bogus");
        assertThat(validator.judge("www.example.net", "A")).isEqualTo("secure answer");
    }

    @Test
    void aWrongTrustAnchorMakesEverythingBogus() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone(".", zone -> zone.wrongDs())
                .zone("example.org", zone -> zone.record("www A 127.0.0.1")));

        assertThat(new Validator(tree).judge("www.example.org", "A")).isEqualTo("bogus");
    }

    @Test
    void aDsWrittenInTheParentReplacesTheMadeOne() throws IOException {
        // Algorithm 200 is no one's, so that a validator treats the zone as unsigned (RFC 4035 section 5.2).
        DnsTree tree = network.start(DnsTree.builder()
                .zone("org", zone -> zone.record("example DS 4711 200 2 " + "ab".repeat(32)))
                .zone("example.org", zone -> zone.record("www A 127.0.0.1")));

        assertThat(new Validator(tree).judge("www.example.org", "A")).isEqualTo("insecure answer");
    }

    @Test
    void strippedAndCorruptSignaturesAreBogus() throws IOException {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> zone.record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);

        tree.fault("www.example.org", "A", Fault.STRIP_SIGNATURES);
        assertThat(validator.judge("www.example.org", "A")).isEqualTo("bogus");
        tree.fault("www.example.org", "A", Fault.CORRUPT_SIGNATURES);
        assertThat(validator.judge("www.example.org", "A")).isEqualTo("bogus");
        tree.clearFaults();
        assertThat(validator.judge("www.example.org", "A")).isEqualTo("secure answer");
    }

    @Test
    void forgedRecordsAreBogusInASignedZoneOnly() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.record("www A 127.0.0.1"))
                .zone("example.net", zone -> zone.unsigned().record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);

        tree.forge("www.example.org", "A", "@ A 192.0.2.1");
        tree.forge("www.example.net", "A", "www.example.net A 192.0.2.1");

        assertThat(validator.judge("www.example.org", "A")).isEqualTo("bogus");
        assertThat(validator.ask("www.example.net", "A").getSection(1).toString())
                .contains("192.0.2.1");
    }

    @Test
    void aReplacedZoneKeepsItsKeys() throws IOException {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> zone.record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);
        String keysBefore =
                validator.ask("example.org", "DS").getSection(1).get(0).rdataToString();

        tree.replaceZone("example.org", zone -> zone.record("www A 127.0.0.9"));

        assertThat(validator.judge("www.example.org", "A")).isEqualTo("secure answer");
        assertThat(validator.ask("www.example.org", "A").getSection(1).toString())
                .contains("127.0.0.9");
        assertThat(validator.ask("example.org", "DS").getSection(1).get(0).rdataToString())
                .isEqualTo(keysBefore);
    }

    @Test
    void zonesShareAKeyPairOnlyOnRequest() throws IOException {
        for (boolean shared : new boolean[] {false, true}) {
            DnsTree.Builder builder = DnsTree.builder()
                    .zone("one.test", zone -> zone.record("www A 127.0.0.1"))
                    .zone("two.test", zone -> zone.keySigningKeyApart().record("www A 127.0.0.1"))
                    .zone("other.test", zone -> zone.algorithm(15).record("www A 127.0.0.1"))
                    .zone("wrong.test", zone -> zone.wrongDs().record("www A 127.0.0.1"));
            DnsTree tree = network.start(shared ? builder.sharedKeys() : builder);
            Validator validator = new Validator(tree);

            assertThat(validator.judge("www.one.test", "A")).isEqualTo("secure answer");
            assertThat(validator.judge("www.two.test", "A")).isEqualTo("secure answer");
            assertThat(validator.judge("www.other.test", "A")).isEqualTo("secure answer");
            assertThat(validator.judge("www.wrong.test", "A")).isEqualTo("bogus");
            assertThat(keys(validator, "one.test").equals(keys(validator, "test")))
                    .isEqualTo(shared);
            assertThat(keys(validator, "two.test").containsAll(keys(validator, "one.test")))
                    .isEqualTo(shared);
            assertThat(keys(validator, "two.test")).hasSize(2);
            assertThat(validator
                            .ask("one.test", "DS")
                            .getSection(Section.ANSWER)
                            .get(0)
                            .rdataToString())
                    .isNotEqualTo(validator
                            .ask("two.test", "DS")
                            .getSection(Section.ANSWER)
                            .get(0)
                            .rdataToString());
        }
    }

    private static Set<String> keys(Validator validator, String zone) throws IOException {
        return validator.ask(zone, "DNSKEY").getSection(Section.ANSWER).stream()
                .filter(DNSKEYRecord.class::isInstance)
                .map(Record::rdataToString)
                .collect(Collectors.toSet());
    }

    @Test
    void aZoneCanLoseItsSignaturesAtRunTime() throws IOException {
        DnsTree tree = network.start(DnsTree.builder().zone("example.org", zone -> zone.record("www A 127.0.0.1")));

        tree.replaceZone("example.org", zone -> zone.unsigned().record("www A 127.0.0.1"));

        assertThat(new Validator(tree).judge("www.example.org", "A")).isEqualTo("insecure answer");
    }

    @Test
    void whatNobodyCanValidateIsInsecure() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("algorithm.example", zone -> zone.unknownAlgorithm(200).record("www A 127.0.0.1"))
                .zone("digest.example", zone -> zone.dsDigest(250).record("www A 127.0.0.1"))
                .zone("island.example", zone -> zone.withoutDs().record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);

        for (String zone : new String[] {"algorithm", "digest", "island"}) {
            assertThat(validator.judge("www." + zone + ".example", "A")).isEqualTo("insecure answer");
            Message reply = validator.ask("www." + zone + ".example", "A");
            assertThat(reply.getSection(Section.ANSWER)).anyMatch(each -> each.getType() == Type.RRSIG);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everyDigestOfTheDsValidates(int digest) throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.dsDigest(digest).record("www A 127.0.0.1")));

        assertThat(new Validator(tree).judge("www.example.org", "A")).isEqualTo("secure answer");
    }

    @Test
    void aDsOfAKeyThatIsNotThereYetDoesNoHarm() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.ds("4711 13 2 " + "ab".repeat(32)).record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);

        assertThat(validator.ask("example.org", "DS").getSection(Section.ANSWER))
                .filteredOn(each -> each.getType() == Type.DS)
                .hasSize(2);
        assertThat(validator.judge("www.example.org", "A")).isEqualTo("secure answer");
    }

    @Test
    void aHiddenZoneSigningKeyLeavesOnlyTheKeysSecure() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.hiddenZoneSigningKey().record("www A 127.0.0.1")));
        Validator validator = new Validator(tree);

        assertThat(validator.judge("example.org", "DNSKEY")).isEqualTo("secure answer");
        assertThat(validator.judge("www.example.org", "A")).isEqualTo("bogus");
    }

    @Test
    void collidingKeysShareTagAndAlgorithm() throws IOException {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.collidingKeys(5).record("www A 127.0.0.1")));

        List<DNSKEYRecord> keys =
                Validator.plain(tree).send(Validator.query("example.org", "DNSKEY")).getSection(Section.ANSWER).stream()
                        .map(DNSKEYRecord.class::cast)
                        .toList();

        assertThat(keys).hasSize(6).doesNotHaveDuplicates();
        assertThat(keys)
                .extracting(DNSKEYRecord::getFootprint)
                .containsOnly(keys.get(0).getFootprint());
        assertThat(keys).extracting(DNSKEYRecord::getAlgorithm).containsOnly(13);
        assertThat(keys).allMatch(key -> (key.getFlags() & DNSKEYRecord.Flags.ZONE_KEY) != 0);
    }

    @ParameterizedTest
    @EnumSource
    void denialsWithoutProofAreBogus(Proof proof) throws IOException {
        DnsTree tree = tree(proof);
        tree.fault("*", "AAAA", Fault.STRIP_PROOFS);
        tree.fault("x.wild.example.org", "A", Fault.STRIP_PROOFS);
        Validator validator = new Validator(tree);

        assertThat(validator.judge("mx.example.org", "AAAA")).isEqualTo("bogus");
        assertThat(validator.judge("missing.example.org", "AAAA")).isEqualTo("bogus");
        assertThat(validator.judge("x.wild.example.org", "A")).isEqualTo("bogus");
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerToAnotherQuestionIsBogus(Proof proof) throws IOException {
        DnsTree tree = tree(proof);
        tree.fault("mx.example.org", "A", Fault.answerTo("mx.example.org", "AAAA"));
        tree.fault("_25._tcp.mx.example.org", "TLSA", Fault.answerTo("_26._tcp.mx.example.org", "TLSA"));
        tree.fault("example.org", "MX", Fault.answerTo("alias.example.org", "MX"));
        Validator validator = new Validator(tree);

        assertThat(validator.judge("mx.example.org", "A")).isEqualTo("bogus");
        assertThat(validator.judge("_25._tcp.mx.example.org", "TLSA")).isEqualTo("bogus");
        assertThat(validator.judge("example.org", "MX")).isEqualTo("bogus");
    }
}
