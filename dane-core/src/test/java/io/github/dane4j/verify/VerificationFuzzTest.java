package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Damaged certificates and records, in any number and order. The keys of the authorities are not among the input, so
 * nothing can be signed with them: who is authenticated by an authority must be one whom it has signed, byte by byte.
 */
class VerificationFuzzTest {
    private static final List<byte[]> CERTIFICATES = Stream.of(
                    "root", "issuing", "mx", "www", "expired", "weak", "hostile")
            .map(name -> Stored.certificate("explained/" + name))
            .toList();
    private static final byte[] ROOT = CERTIFICATES.get(0);

    /** Whom the authorities have signed. */
    private static final Set<EncodedCertificate> SIGNED =
            CERTIFICATES.subList(1, 6).stream().map(EncodedCertificate::of).collect(Collectors.toSet());

    private static final List<TlsaRecord> RECORDS = records();

    private static final DaneVerifier DANE_ONLY = DaneVerifier.create();
    private static final DaneVerifier ALL_USAGES = DaneVerifier.builder()
            .usages(EnumSet.allOf(CertificateUsage.class))
            .trustAnchors(List.of(parsed(ROOT)))
            .keyStrength(KeyStrength.ANY)
            .build();

    private static final List<ReferenceIdentifiers> NAMES = List.of(
            ReferenceIdentifiers.of("mx.example.org"), ReferenceIdentifiers.of("a.example.net", "www.example.org"));
    private static final List<Instant> TIMES =
            List.of(Instant.parse("2026-07-01T00:00:00Z"), Instant.parse("2025-02-01T00:00:00Z"));

    private static List<TlsaRecord> records() {
        List<TlsaRecord> records = new ArrayList<>();
        for (byte[] der : CERTIFICATES) {
            for (CertificateUsage usage : CertificateUsage.values()) {
                for (Selector selector : Selector.values()) {
                    for (MatchingType type : MatchingType.values()) {
                        records.add(TlsaRecord.matching(EncodedCertificate.of(der), usage, selector, type));
                    }
                }
            }
        }
        return List.copyOf(records);
    }

    private static X509Certificate parsed(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    @FuzzTest(maxDuration = "30m")
    void onlyTheSignedAreAuthenticated(FuzzedDataProvider data) {
        DaneVerifier verifier = data.consumeBoolean() ? DANE_ONLY : ALL_USAGES;
        ReferenceIdentifiers names = data.pickValue(NAMES);
        Instant time = data.pickValue(TIMES);
        List<TlsaRecord> records = new ArrayList<>();
        for (int i = data.consumeInt(0, 4); i > 0; i--) {
            records.add(record(data));
        }
        List<byte[]> sent = new ArrayList<>();
        for (int i = data.consumeInt(0, 5); i > 0; i--) {
            sent.add(damaged(data.pickValue(CERTIFICATES), data));
        }
        PresentedChain chain = sent.size() == 1 && data.consumeBoolean()
                ? PresentedChain.ofRawPublicKey(sent.get(0))
                : PresentedChain.ofDer(sent);

        DaneResult result = verifier.verify(records, chain, names, time);

        assertThat(result.toString()).isNotBlank().doesNotContain("\n");
        assertThat(result.explain()).isNotBlank();
        assertThat(verifier.verify(records, chain, names, time).explain()).isEqualTo(result.explain());
        if (result instanceof DaneResult.Authenticated yes) {
            assertThat(records).contains(yes.record());
            CertificateUsage usage = yes.record().usage().orElseThrow();
            boolean byKey = usage == CertificateUsage.DANE_EE;
            if (!byKey) {
                assertThat(SIGNED).contains(EncodedCertificate.of(sent.get(0)));
            } else if (chain.rawPublicKey().isPresent()) {
                assertThat(yes.record().matchesPublicKey(sent.get(0))).isTrue();
            } else {
                assertThat(yes.record().matches(EncodedCertificate.of(sent.get(0))))
                        .isTrue();
            }
        }
    }

    private static TlsaRecord record(FuzzedDataProvider data) {
        TlsaRecord record = data.pickValue(RECORDS);
        return data.consumeBoolean() ? record : TlsaRecord.fromWire(damaged(record.toWire(), data));
    }

    /** The bytes, a few of them changed, or some left out at the end. */
    private static byte[] damaged(byte[] octets, FuzzedDataProvider data) {
        byte[] changed = octets.clone();
        for (int i = data.consumeInt(0, 3); i > 0; i--) {
            changed[data.consumeInt(0, changed.length - 1)] = data.consumeByte();
        }
        return data.consumeInt(0, 9) == 9
                ? Arrays.copyOf(changed, Math.max(3, data.consumeInt(3, changed.length)))
                : changed;
    }
}
