package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What holds for any records and any chain, tried with random ones, most of which are nearly right. The parameter is the
 * seed of a round.
 */
class PropertiesTest {
    static final List<Integer> SEEDS =
            Stream.iterate(76710, seed -> seed + 1).limit(100).toList();

    private static final Cast CAST = new Cast();

    private static final List<String> SERVERS = List.of(
            "mx", "mx", "mx", "root-leaf", "fake-mx", "expired-mx", "www", "stranger-mx", "weak-mx", "unreadable-mx");
    private static final List<String> ISSUERS = List.of(
            "root",
            "root",
            "issuing",
            "issuing",
            "stranger",
            "fake-root",
            "fake-issuing",
            "issuing-by-stranger",
            "expired-issuing-twin",
            "root-by-stranger",
            "renamed-root");
    /** They issued none of the servers, and no record is theirs. */
    private static final List<String> PADDING = List.of("net-only-root", "short-root", "west", "unreadable", "junk");

    private static final DaneVerifier VERIFIER = DaneVerifier.builder()
            .usages(EnumSet.allOf(CertificateUsage.class))
            .trustAnchors(List.of(CAST.certificate("root").certificate()))
            .build();

    private final Random random = new Random();
    private final List<TlsaRecord> records = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();

    private DaneResult begin(int seed) {
        random.setSeed(seed);
        String server = pick(SERVERS);
        sent.add(CAST.octets(server));
        for (int i = random.nextInt(6); i > 0; i--) {
            sent.add(CAST.octets(pick(ISSUERS)));
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            records.add(
                    random.nextInt(6) == 0
                            ? unusable()
                            : record(random.nextInt(3) == 0 ? server : pick(ISSUERS), random.nextInt(4)));
        }
        return verify(records, sent);
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private TlsaRecord record(String whose, int usage) {
        return TlsaRecord.matching(
                EncodedCertificate.of(CAST.octets(whose)),
                CertificateUsage.of(usage).orElseThrow(),
                pick(List.of(Selector.values())),
                pick(List.of(MatchingType.values())));
    }

    /** Unknown numbers, or data that is none. */
    private TlsaRecord unusable() {
        byte[] data = new byte[pick(List.of(0, 31, 33, 63, 65, 200))];
        random.nextBytes(data);
        return random.nextBoolean()
                ? TlsaRecord.of(random.nextInt(4), random.nextInt(2), random.nextInt(3), data)
                : TlsaRecord.of(4 + random.nextInt(252), random.nextInt(256), random.nextInt(256), data);
    }

    /** A digest of nothing that exists, no stronger than those of its usage and selector that are there. */
    private TlsaRecord irrelevant() {
        int usage = random.nextInt(4);
        int selector = random.nextInt(2);
        int type = records.stream()
                .filter(record -> record.usageNumber() == usage && record.selectorNumber() == selector)
                .filter(TlsaRecord::isWellFormed)
                .mapToInt(TlsaRecord::matchingTypeNumber)
                .filter(number -> number > 0)
                .min()
                .orElse(1);
        byte[] digest = new byte[32 * type];
        random.nextBytes(digest);
        return TlsaRecord.of(usage, selector, type, digest);
    }

    private static DaneResult verify(List<TlsaRecord> records, List<byte[]> sent) {
        return VERIFIER.verify(records, PresentedChain.ofDer(sent), Chains.MX, Chains.NOW);
    }

    private List<TlsaRecord> with(TlsaRecord added) {
        List<TlsaRecord> more = new ArrayList<>(records);
        more.add(random.nextInt(more.size() + 1), added);
        return more;
    }

    /** What a result says about these records, in their order; or which of them matched where. */
    private static List<String> about(List<TlsaRecord> records, DaneResult result) {
        return switch (result.kind()) {
            case AUTHENTICATED -> {
                DaneResult.Authenticated yes = (DaneResult.Authenticated) result;
                yield List.of(yes.record() + " at " + yes.depth() + " as " + yes.matchedName() + yes.path());
            }
            case NOT_AUTHENTICATED -> about(records, ((DaneResult.NotAuthenticated) result).findings());
            case NO_USABLE_RECORDS -> about(records, ((DaneResult.NoUsableRecords) result).findings());
        };
    }

    private static List<String> about(List<TlsaRecord> records, List<RecordFinding> findings) {
        return findings.stream()
                .filter(finding -> records.contains(finding.record()))
                .map(RecordFinding::toString)
                .distinct()
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void theOrderOfTheRecordsDoesNotCount(int seed) {
        DaneResult result = begin(seed);
        List<TlsaRecord> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, random);

        assertThat(about(records, verify(shuffled, sent))).isEqualTo(about(records, result));
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void neitherOrderNorPaddingOfTheChainCounts(int seed) {
        DaneResult result = begin(seed);
        List<byte[]> rest = new ArrayList<>(sent.subList(1, sent.size()));
        rest.add(pick(sent));
        rest.add(CAST.octets(pick(PADDING)));
        rest.add(CAST.octets(pick(PADDING)));
        Collections.shuffle(rest, random);
        rest.add(0, sent.get(0));

        assertThat(about(records, verify(records, rest))).isEqualTo(about(records, result));
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void anUnusableRecordChangesNothing(int seed) {
        DaneResult result = begin(seed);
        DaneResult more = verify(with(unusable()), sent);

        assertThat(more.kind()).isEqualTo(result.kind());
        assertThat(about(records, more)).isEqualTo(about(records, result));
    }

    /** Unless it is the first that is usable: then there is something to refuse. */
    @ParameterizedTest
    @FieldSource("SEEDS")
    void anIrrelevantRecordChangesNothing(int seed) {
        DaneResult result = begin(seed);
        DaneResult more = verify(with(irrelevant()), sent);

        assertThat(more.kind())
                .isEqualTo(
                        result.kind() == DaneResult.Kind.NO_USABLE_RECORDS
                                ? DaneResult.Kind.NOT_AUTHENTICATED
                                : result.kind());
        assertThat(about(records, more)).isEqualTo(about(records, result));
    }

    /** Nobody can make a domain look like one without DANE by adding to its records. */
    @ParameterizedTest
    @FieldSource("SEEDS")
    void noRecordTakesDaneAway(int seed) {
        DaneResult result = begin(seed);
        TlsaRecord added = random.nextBoolean() ? record(pick(ISSUERS), random.nextInt(4)) : unusable();
        DaneResult more = verify(with(added), sent);

        if (result.kind() != DaneResult.Kind.NO_USABLE_RECORDS) {
            assertThat(more.kind()).isNotEqualTo(DaneResult.Kind.NO_USABLE_RECORDS);
        } else if (VERIFIER.unusable(List.of(added)).isEmpty()) {
            assertThat(more.kind()).isNotEqualTo(DaneResult.Kind.NO_USABLE_RECORDS);
        } else {
            assertThat(((DaneResult.NoUsableRecords) more).findings()).hasSize(records.size() + 1);
        }
    }

    /** A yes ends only where a stronger digest takes the matching record out of the count (RFC 7671 section 9). */
    @ParameterizedTest
    @FieldSource("SEEDS")
    void aRecordTurnsAYesIntoANoOnlyByAStrongerDigest(int seed) {
        DaneResult result = begin(seed);
        TlsaRecord added = record(pick(ISSUERS), random.nextInt(4));
        DaneResult more = verify(with(added), sent);

        if (result instanceof DaneResult.Authenticated yes && more instanceof DaneResult.NotAuthenticated no) {
            assertThat(added.matchingTypeNumber()).isEqualTo(MatchingType.SHA2_512.number());
            assertThat(added.usageNumber()).isEqualTo(yes.record().usageNumber());
            assertThat(added.selectorNumber()).isEqualTo(yes.record().selectorNumber());
            assertThat(no.findings())
                    .filteredOn(finding -> finding.record().equals(yes.record()))
                    .extracting(RecordFinding::reason)
                    .containsOnly(Reason.WEAKER_DIGEST);
        } else {
            assertThat(result.kind() == DaneResult.Kind.AUTHENTICATED)
                    .as("%s, then %s", result, more)
                    .isIn(more.kind() == DaneResult.Kind.AUTHENTICATED, false);
        }
    }
}
