package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the verifier decides, case by case: {@code decisions.txt} beside this class. Each case is tried in many orders of
 * its records and certificates, and with junk and repetitions added, none of which may change the verdict.
 */
class DecisionTableTest {
    static final Cast CAST = new Cast();
    private static final Random RANDOM = new Random(7672);
    private static final int ORDERS = 6;

    private static final DaneVerifier DEFAULT =
            DaneVerifier.builder().commonNames(CommonNamePolicy.CONSIDERED).build();
    private static final DaneVerifier WITHOUT_COMMON_NAMES = DaneVerifier.create();
    private static final DaneVerifier STRONG =
            DaneVerifier.builder().keyStrength(KeyStrength.RECOMMENDED).build();
    private static final DaneVerifier ANY_STRENGTH =
            DaneVerifier.builder().keyStrength(KeyStrength.ANY).build();
    private static final DaneVerifier PKIX = pkix("root").build();
    private static final DaneVerifier PKIX_PARTIAL =
            pkix("issuing").partialPaths(PartialPaths.ALLOWED).build();
    private static final DaneVerifier PKIX_INTERMEDIATE = pkix("issuing").build();
    private static final DaneVerifier PKIX_STRANGER = pkix("stranger", "root").build();

    private static DaneVerifier.Builder pkix(String... anchors) {
        return DaneVerifier.builder()
                .usages(EnumSet.allOf(CertificateUsage.class))
                .trustAnchors(Stream.of(anchors)
                        .map(name -> CAST.certificate(name).certificate())
                        .toList());
    }

    /** One line of the table. */
    record Case(String name, String policy, String records, String sent, String time, String names, String verdict) {
        @Override
        public String toString() {
            return name + ": " + policy + ", " + records + ", sent " + sent + ", " + time + ", " + names + " -> "
                    + verdict;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(DecisionTableTest.class.getResourceAsStream("decisions.txt")),
                StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            for (; line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                List<String> fields =
                        Stream.of(line.split("\\|", -1)).map(String::strip).toList();
                assertThat(fields).as("seven fields in: %s", line).hasSize(7);
                cases.add(new Case(
                        fields.get(0),
                        fields.get(1),
                        fields.get(2),
                        fields.get(3),
                        fields.get(4),
                        fields.get(5),
                        fields.get(6)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decides(Case each) {
        for (List<TlsaRecord> records : recordSets(each.records())) {
            assertThat(verdict(verify(each, records, sent(each))))
                    .as("%s by %s", each, records)
                    .isEqualTo(each.verdict());
        }
    }

    /** The order of records, and of certificates after the first, must not change the outcome. */
    @ParameterizedTest
    @MethodSource("cases")
    void decidesTheSameInAnyOrderAndAmongJunk(Case each) {
        for (List<TlsaRecord> records : recordSets(each.records())) {
            List<byte[]> sent = sent(each);
            String expected = report(verify(each, records, sent));
            for (int i = 0; i < ORDERS; i++) {
                List<TlsaRecord> shuffledRecords = new ArrayList<>(records);
                Collections.shuffle(shuffledRecords, RANDOM);
                assertThat(report(verify(each, shuffledRecords, disturbed(sent, i))))
                        .as("%s by %s, disturbance %d", each, shuffledRecords, i)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void everyCaseHasANameOfItsOwn() {
        List<String> names = cases().stream().map(Case::name).toList();

        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(100);
    }

    static DaneResult verify(Case each, List<TlsaRecord> records, List<byte[]> sent) {
        DaneVerifier verifier = switch (each.policy()) {
            case "default" -> DEFAULT;
            case "no-cn" -> WITHOUT_COMMON_NAMES;
            case "strong" -> STRONG;
            case "any-key" -> ANY_STRENGTH;
            case "pkix" -> PKIX;
            case "pkix-partial" -> PKIX_PARTIAL;
            case "pkix-issuing" -> PKIX_INTERMEDIATE;
            case "pkix-stranger" -> PKIX_STRANGER;
            default -> throw new IllegalArgumentException("no such policy: " + each.policy());
        };
        ReferenceIdentifiers names = ReferenceIdentifiers.of(each.names().split(" "));
        return verifier.verify(records, PresentedChain.ofDer(sent), names, time(each.time()));
    }

    static Instant time(String text) {
        return text.equals("now") ? Chains.NOW : Chains.inDays(Integer.parseInt(text.substring(0, text.length() - 1)));
    }

    static List<byte[]> sent(Case each) {
        return each.sent().isEmpty()
                ? List.of()
                : Stream.of(each.sent().split(" ")).map(CAST::octets).toList();
    }

    /** Keeps the first certificate where it is, and makes the rest worse, but no different. */
    private static List<byte[]> disturbed(List<byte[]> sent, int round) {
        if (sent.isEmpty()) {
            return sent;
        }
        List<byte[]> rest = new ArrayList<>(sent.subList(1, sent.size()));
        if (round % 3 == 1) {
            rest.addAll(List.copyOf(rest));
            rest.add(sent.get(0));
        }
        if (round % 3 == 2) {
            rest.add(CAST.octets("junk"));
            rest.add(CAST.octets("nothing"));
            rest.add(CAST.octets("net-only-root"));
            rest.add(CAST.octets("unreadable-too"));
        }
        Collections.shuffle(rest, RANDOM);
        List<byte[]> all = new ArrayList<>();
        all.add(sent.get(0));
        all.addAll(rest);
        return all;
    }

    private static String verdict(DaneResult result) {
        return switch (result.kind()) {
            case AUTHENTICATED -> {
                DaneResult.Authenticated yes = (DaneResult.Authenticated) result;
                yield "yes " + yes.depth() + (yes.bareKey() ? " by key" : "");
            }
            case NOT_AUTHENTICATED ->
                "no " + ((DaneResult.NotAuthenticated) result).reason().word();
            case NO_USABLE_RECORDS -> "unusable";
        };
    }

    /** All that must not depend on order. */
    private static String report(DaneResult result) {
        return switch (result.kind()) {
            case AUTHENTICATED -> {
                DaneResult.Authenticated yes = (DaneResult.Authenticated) result;
                yield verdict(yes)
                        + yes.record()
                        + yes.matchedName()
                        + yes.path().stream().map(EncodedCertificate::hashCode).toList();
            }
            case NOT_AUTHENTICATED -> verdict(result) + findings(((DaneResult.NotAuthenticated) result).findings());
            case NO_USABLE_RECORDS -> verdict(result) + findings(((DaneResult.NoUsableRecords) result).findings());
        };
    }

    private static List<String> findings(List<RecordFinding> findings) {
        return findings.stream().map(RecordFinding::toString).sorted().toList();
    }

    /**
     * The sets of records that a field stands for. Records are divided by commas; each is three numbers and whose it is.
     * An asterisk is every selector or matching type, one set for each.
     */
    static Set<List<TlsaRecord>> recordSets(String field) {
        Set<List<TlsaRecord>> sets = new LinkedHashSet<>();
        for (Selector selector : Selector.values()) {
            for (MatchingType type : MatchingType.values()) {
                List<TlsaRecord> set = new ArrayList<>();
                for (String record : field.isEmpty() ? new String[0] : field.split(",", -1)) {
                    String[] parts = record.strip().split(" ", -1);
                    set.add(record(
                            Integer.parseInt(parts[0]),
                            parts[1].equals("*") ? selector.number() : Integer.parseInt(parts[1]),
                            parts[2].equals("*") ? type.number() : digest(parts[2], type),
                            parts[3]));
                }
                sets.add(set);
            }
        }
        return sets;
    }

    /** A plus sign stands for the digests only. */
    private static int digest(String text, MatchingType type) {
        return text.equals("+") ? Math.max(type.number(), 1) : Integer.parseInt(text);
    }

    private static TlsaRecord record(int usage, int selector, int type, String whose) {
        if (whose.startsWith("#")) {
            // Bytes instead of a certificate: so many, all zero.
            return TlsaRecord.of(usage, selector, type, new byte[Integer.parseInt(whose.substring(1))]);
        }
        if (whose.startsWith("0x")) {
            return TlsaRecord.of(usage, selector, type, HexFormat.of().parseHex(whose.substring(2)));
        }
        Selector known = Selector.of(selector).orElse(Selector.CERT);
        MatchingType knownType = MatchingType.of(type).orElse(MatchingType.SHA2_256);
        TlsaRecord made = TlsaRecord.matching(
                EncodedCertificate.of(CAST.octets(whose)), CertificateUsage.DANE_EE, known, knownType);
        return TlsaRecord.of(usage, selector, type, made.data());
    }

    static IntStream numbers() {
        return IntStream.range(0, 256);
    }

    /** RFC 6698 section 4.1: what is not understood is unusable. */
    @ParameterizedTest
    @MethodSource("numbers")
    void nothingUnknownIsUsable(int number) {
        byte[] digest = record(3, 1, 1, "mx").data();
        List<TlsaRecord> records = new ArrayList<>();
        if (number > 3) {
            records.add(TlsaRecord.of(number, 1, 1, digest));
        }
        if (number > 1) {
            records.add(TlsaRecord.of(3, number, 1, digest));
        }
        if (number > 2) {
            records.add(TlsaRecord.of(3, 1, number, digest));
        }
        for (TlsaRecord record : records) {
            assertThat(DEFAULT.unusable(List.of(record))).hasSize(1);
        }
        assertThat(DEFAULT.unusable(List.of(TlsaRecord.of(3, 1, 1, digest)))).isEmpty();
    }
}
