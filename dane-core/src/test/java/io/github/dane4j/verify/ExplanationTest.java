package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person reads: each text is a file in {@code explained}. */
class ExplanationTest {
    private static final Instant TIME = Instant.parse("2026-07-01T00:00:00Z");
    private static final TlsaRecord OTHER_KEY = TlsaRecord.of(3, 1, 1, new byte[32]);

    private static TlsaRecord record(int usage, int selector, int type, String whose) {
        return TlsaRecord.matching(
                EncodedCertificate.of(Stored.certificate("explained/" + whose)),
                CertificateUsage.of(usage).orElseThrow(),
                Selector.of(selector).orElseThrow(),
                MatchingType.of(type).orElseThrow());
    }

    private static PresentedChain sent(String... names) {
        return PresentedChain.ofDer(Stream.of(names)
                .map(name -> Stored.certificate("explained/" + name))
                .toList());
    }

    private static DaneResult verify(PresentedChain chain, TlsaRecord... records) {
        return DaneVerifier.create()
                .verify(List.of(records), chain, ReferenceIdentifiers.of("mx.example.org", "example.org"), TIME);
    }

    private static void assertExplained(DaneResult result, String file) {
        assertThat(result.explain() + "\n").isEqualTo(Stored.text("explained/" + file + ".txt"));
        assertThat(result.toString()).isNotBlank().doesNotContain("\n").hasSizeLessThan(200);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("each reason that a chain is refused for has advice, and no other reason has")
    void advice(Reason reason) {
        DaneResult result = new DaneResult.NotAuthenticated(
                List.of(new RecordFinding(OTHER_KEY, reason, "")),
                sent("mx", "issuing"),
                ReferenceIdentifiers.of("mx.example.org"));

        assertThat(result.explain().contains("\n  hint ")).isEqualTo(reason.compareTo(Reason.EMPTY_CHAIN) >= 0);
    }

    @Test
    void leafMismatch() {
        TlsaRecord unknown = TlsaRecord.of(2, 0, 7, new byte[] {1, 2, 3, 4});

        assertExplained(verify(sent("mx", "issuing"), OTHER_KEY, unknown), "leaf-mismatch");
    }

    @Test
    void anchorNotSent() {
        assertExplained(verify(sent("mx", "issuing"), record(2, 1, 1, "root"), OTHER_KEY), "anchor-not-sent");
    }

    @Test
    void anchorIsLeaf() {
        assertExplained(verify(sent("mx", "issuing", "root"), record(2, 0, 1, "mx")), "anchor-is-leaf");
    }

    @Test
    void nameMismatch() {
        assertExplained(verify(sent("www", "issuing", "root"), record(2, 1, 2, "root")), "name-mismatch");
    }

    @Test
    void expired() {
        assertExplained(verify(sent("expired", "issuing", "root"), record(2, 1, 1, "root")), "expired");
    }

    @Test
    void weakKey() {
        DaneResult result = DaneVerifier.builder()
                .keyStrength(KeyStrength.RECOMMENDED)
                .build()
                .verify(
                        List.of(record(3, 1, 1, "weak")),
                        sent("weak", "issuing"),
                        ReferenceIdentifiers.of("mx.example.org", "example.org"),
                        TIME);

        assertExplained(result, "weak-key");
    }

    @Test
    void authenticatedByAWeakKey() {
        assertExplained(verify(sent("weak", "issuing"), record(3, 1, 1, "weak")), "authenticated-weak-key");
    }

    @Test
    void weakerDigest() {
        assertExplained(
                verify(sent("mx"), record(3, 1, 1, "mx"), TlsaRecord.of(3, 1, 2, new byte[64])), "weaker-digest");
    }

    @Test
    void emptyChain() {
        assertExplained(verify(PresentedChain.of(List.of()), OTHER_KEY), "empty-chain");
    }

    @Test
    void unusableRecords() {
        assertExplained(
                verify(
                        sent("mx"),
                        TlsaRecord.of(0, 1, 1, new byte[32]),
                        TlsaRecord.of(3, 1, 1, new byte[31]),
                        TlsaRecord.of(3, 1, 0, new byte[0])),
                "unusable");
    }

    @Test
    void noRecords() {
        assertExplained(verify(sent("mx")), "no-records");
    }

    @Test
    void authenticated() {
        assertExplained(verify(sent("mx", "root", "issuing"), record(2, 1, 1, "root")), "authenticated");
    }

    @Test
    void authenticatedByDaneEe() {
        assertExplained(verify(sent("mx", "issuing"), record(3, 1, 1, "mx")), "authenticated-ee");
    }

    /** A subject that wants to look like lines of ours, junk, and more of everything than fits. */
    @Test
    void hostile() {
        List<byte[]> chain = new ArrayList<>();
        chain.add(Stored.certificate("explained/hostile"));
        chain.add(new byte[] {0x30, 0x00});
        chain.addAll(Collections.nCopies(20, Stored.certificate("explained/root")));
        List<TlsaRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] digest = new byte[32];
            digest[0] = (byte) i;
            records.add(TlsaRecord.of(3, 1, 1, digest));
        }
        DaneResult result = verify(PresentedChain.ofDer(chain), records.toArray(TlsaRecord[]::new));

        assertExplained(result, "hostile");
        assertThat(result.explain().lines()).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
    }
}
