package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.RecordType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose fault a failed proof is, by which reason the lookup fails, and what to do: {@code culprits.txt}. */
class CulpritTest {
    private static final Query OF_A_ZONE = Core.query("mx.example.test", "A");
    private static final Query OF_THE_ROOT = Core.query(".", "DNSKEY");

    record Row(Fault fault, String ofAZone, String ofTheRoot) {
        static Row of(String line) {
            String[] fields = line.split("\\s*\\|\\s*", -1);
            return new Row(
                    Fault.valueOf(fields[0]), fields[1].replaceAll("\\s+", " "), fields[2].replaceAll("\\s+", " "));
        }
    }

    static List<Row> rows() {
        try (InputStream file = Objects.requireNonNull(CulpritTest.class.getResourceAsStream("culprits.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Cause cause(Fault fault, Query subject) {
        return Cause.of(fault, subject, Core.name("example.test"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void culpritAndReasonOfEachFault(Row row) {
        Cause ofAZone = cause(row.fault(), OF_A_ZONE);
        assertThat(ofAZone.culprit() + " " + ofAZone.reason()).isEqualTo(row.ofAZone());
        Cause ofTheRoot = cause(row.fault(), OF_THE_ROOT);
        assertThat(ofTheRoot.culprit() + " " + ofTheRoot.reason()).isEqualTo(row.ofTheRoot());
    }

    /** DS records, and the proof that there are none, are in the parent zone and signed by its keys. */
    @ParameterizedTest
    @MethodSource("rows")
    void whatIsWrongWithADelegationIsTheFaultOfTheParent(Row row) {
        Cause cause = cause(row.fault(), Core.query("example.test", "DS"));

        assertThat(cause.culprit() + " " + cause.reason())
                .isEqualTo(
                        row.fault() == Fault.SIGNER_IS_NOT_A_ZONE
                                ? row.ofAZone()
                                : row.ofAZone().replaceFirst("^ZONE ", "PARENT "));
    }

    @Test
    void eachFaultHasARow() {
        assertThat(rows()).extracting(Row::fault).containsExactly(Fault.values());
    }

    /** Whatever is wrong with the zone's data may be right elsewhere; bounds, and replies that do not come, stay as they are. */
    @ParameterizedTest
    @EnumSource
    void bogusIsAskedForElsewhere(Fault fault) {
        assertThat(fault.mayDifferElsewhere())
                .isEqualTo(fault == Fault.ANCHOR_MATCHES_NO_KEY
                        || cause(fault, OF_A_ZONE).reason() == Reason.DNSSEC_BOGUS);
    }

    /** A failure names the query for keys that failed, and for all else the question. */
    @ParameterizedTest
    @CsvSource({"DS, true", "DNSKEY, true", "A, false", "TLSA, false"})
    void queriesForKeysAreTold(String type, boolean keys) {
        assertThat(Core.query("example.test", type).isForKeys()).isEqualTo(keys);
    }

    /** "Bogus" blames the destination: never for one's own name server, clock or settings. */
    @ParameterizedTest
    @EnumSource
    void bogusIsTheFaultOfAZoneOrItsParent(Fault fault) {
        for (Query subject : List.of(OF_A_ZONE, OF_THE_ROOT)) {
            Cause cause = cause(fault, subject);
            if (cause.reason() == Reason.DNSSEC_BOGUS) {
                assertThat(cause.culprit()).isIn(Culprit.ZONE, Culprit.PARENT);
            }
        }
    }

    /** The hint is for the culprit: whoever is not at fault is told so, and told nothing to do. */
    @Test
    void hintFollowsTheCulprit() {
        Stream<Reason> reasons = Arrays.stream(Reason.values())
                .filter(reason -> reason.name().startsWith("DNS")
                        || reason == Reason.RESOLVER_WITHOUT_DNSSEC
                        || reason == Reason.TRUST_ANCHOR_FAILED);
        reasons.forEach(reason -> {
            for (Culprit culprit : Culprit.values()) {
                String advice = failure(reason, culprit).advice();
                switch (culprit) {
                    case ZONE ->
                        assertThat(advice).containsAnyOf("zone", "aliases").doesNotContain("not at fault");
                    case PARENT -> assertThat(advice).contains("parent zone").doesNotContain("not at fault");
                    case NAME_SERVER ->
                        assertThat(advice).contains("name server").doesNotContain("signatures");
                    case CONFIGURATION -> assertThat(advice).contains("the destination is not at fault");
                }
            }
        });
        assertThat(failure(Reason.TRUST_ANCHOR_FAILED, Culprit.CONFIGURATION).advice())
                .contains("clock", "trust anchors");
        assertThat(failure(Reason.RESOLVER_WITHOUT_DNSSEC, Culprit.NAME_SERVER).advice())
                .contains("the destination is not at fault");
    }

    private static Answer.Failure<?> failure(Reason reason, Culprit culprit) {
        return new Answer.Failure<>(
                DomainName.of("mx.example.test"),
                RecordType.A,
                List.of(),
                "mx.example.test A",
                reason,
                "it failed",
                OptionalInt.empty(),
                culprit,
                Optional.empty());
    }
}
