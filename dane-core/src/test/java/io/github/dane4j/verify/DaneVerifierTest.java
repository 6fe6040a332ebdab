package io.github.dane4j.verify;

import static io.github.dane4j.verify.Chains.MX;
import static io.github.dane4j.verify.Chains.NOW;
import static io.github.dane4j.verify.Chains.authority;
import static io.github.dane4j.verify.Chains.records;
import static io.github.dane4j.verify.Chains.sent;
import static io.github.dane4j.verify.Chains.server;
import static io.github.dane4j.verify.Chains.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.crypto.CountingProvider;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DaneVerifierTest {
    private static final TestCertificate ROOT = authority("Root");
    private static final TestCertificate ISSUING = authority("Issuing", ROOT);
    private static final TestCertificate SERVER = server(ISSUING);
    private static final DaneVerifier ALL_USAGES = DaneVerifier.builder()
            .usages(EnumSet.allOf(CertificateUsage.class))
            .trustAnchors(List.of(ROOT.certificate()))
            .build();

    @Test
    void saysWhatItFound() {
        DaneResult.Authenticated result =
                (DaneResult.Authenticated) verify(records(ROOT.tlsa(2, 1, 1)), sent(SERVER, ROOT, ISSUING));

        assertThat(result.record()).hasToString(ROOT.tlsa(2, 1, 1));
        assertThat(result.depth()).isEqualTo(2);
        assertThat(result.path())
                .containsExactly(
                        EncodedCertificate.of(SERVER.der()),
                        EncodedCertificate.of(ISSUING.der()),
                        EncodedCertificate.of(ROOT.der()));
        assertThat(result.matchedName()).contains(DomainName.of("mx.example.org"));
        assertThat(result.bareKey()).isFalse();
    }

    @Test
    void signaturesOfAPathAreVerifiedByTheGivenProvider() {
        CountingProvider provider = new CountingProvider();

        DaneResult result = DaneVerifier.builder()
                .signatureProvider(provider)
                .build()
                .verify(records(ROOT.tlsa(2, 1, 1)), sent(SERVER, ROOT, ISSUING), MX, NOW);

        assertThat(result).isInstanceOf(DaneResult.Authenticated.class);
        assertThat(provider.verified()).as("one by each issuer, and none twice").isEqualTo(2);
    }

    @Test
    void saysNothingAboutNamesForDaneEe() {
        DaneResult.Authenticated result =
                (DaneResult.Authenticated) verify(records(SERVER.tlsa(3, 0, 2)), sent(SERVER, ISSUING));

        assertThat(result.matchedName()).isEmpty();
        assertThat(result.path()).containsExactly(EncodedCertificate.of(SERVER.der()));
        assertThat(result.bareKey()).isFalse();
    }

    @Test
    void parsedAndEncodedChainsAreTheSame() {
        for (String record : List.of(SERVER.tlsa(3, 1, 1), ROOT.tlsa(2, 0, 1), ISSUING.tlsa(3, 1, 1))) {
            DaneResult parsed = verify(records(record), PresentedChain.of(SERVER.chain()));
            DaneResult encoded = verify(records(record), sent(SERVER, ISSUING, ROOT));

            assertThat(parsed.explain()).isEqualTo(encoded.explain());
        }
    }

    @Test
    void keepsTheOrderOfTheRecordsInItsFindings() {
        List<TlsaRecord> records =
                records(ROOT.tlsa(9, 1, 1), ROOT.tlsa(2, 1, 1), ROOT.tlsa(3, 1, 1), ROOT.tlsa(1, 1, 1), "3 1 1 00");
        DaneResult.NotAuthenticated result = (DaneResult.NotAuthenticated) verify(records, sent(SERVER, ISSUING));

        assertThat(result.findings()).extracting(RecordFinding::record).isEqualTo(records);
        assertThat(result.findings())
                .extracting(RecordFinding::reason)
                .containsExactly(
                        Reason.UNKNOWN_USAGE,
                        Reason.ANCHOR_NOT_IN_CHAIN,
                        Reason.LEAF_MISMATCH,
                        Reason.USAGE_NOT_SUPPORTED,
                        Reason.DIGEST_LENGTH);
        assertThat(result.reason()).isEqualTo(Reason.ANCHOR_NOT_IN_CHAIN);
        assertThat(result.names()).isEqualTo(MX);
        assertThat(result.chain().certificates()).hasSize(2);
    }

    @Test
    void aRecordIsUsableIfItIsNotListed() {
        List<TlsaRecord> records =
                records(SERVER.tlsa(3, 1, 1), SERVER.tlsa(1, 1, 1), ROOT.tlsa(2, 0, 0), "3 1 1 00", "2 1 0 3000");

        assertThat(DaneVerifier.create().unusable(records))
                .extracting(RecordFinding::record, RecordFinding::reason)
                .containsExactly(
                        tuple(records.get(1), Reason.USAGE_NOT_SUPPORTED),
                        tuple(records.get(3), Reason.DIGEST_LENGTH),
                        tuple(records.get(4), Reason.MALFORMED_DATA));
    }

    /** RFC 7671 section 4: an application picks the usages it supports. */
    @Test
    void usagesCanBeNarrowed() {
        DaneVerifier verifier =
                DaneVerifier.builder().usages(Set.of(CertificateUsage.DANE_EE)).build();

        assertThat(verifier.unusable(records(ROOT.tlsa(2, 1, 1)))).hasSize(1);
        assertThat(verifier.verify(records(ROOT.tlsa(2, 1, 1)), sent(SERVER), MX, NOW)
                        .kind())
                .isEqualTo(DaneResult.Kind.NO_USABLE_RECORDS);
    }

    @Test
    void pkixUsagesNeedTrustAnchors() {
        for (CertificateUsage usage : List.of(CertificateUsage.PKIX_TA, CertificateUsage.PKIX_EE)) {
            DaneVerifier.Builder builder = DaneVerifier.builder().usages(Set.of(usage));

            assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("trustAnchors");
            builder.trustAnchors(List.of());
            assertThatIllegalStateException().isThrownBy(builder::build);
            builder.trustAnchors(List.of(ROOT.certificate()));
            assertThat(builder.build()).isNotNull();
        }
    }

    @Test
    void atLeastOneUsageIsNeeded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DaneVerifier.builder().usages(Set.of()));
    }

    @Test
    void aVerifierDoesNotChangeWithItsBuilder() {
        DaneVerifier.Builder builder = DaneVerifier.builder();
        DaneVerifier verifier = builder.build();
        builder.usages(Set.of(CertificateUsage.DANE_TA));

        assertThat(verifier.unusable(records(SERVER.tlsa(3, 1, 1)))).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsWrongUseAndNoVerdict() {
        DaneVerifier verifier = DaneVerifier.create();
        List<TlsaRecord> records = records(SERVER.tlsa(3, 1, 1));

        assertThatNullPointerException().isThrownBy(() -> verifier.verify(null, sent(SERVER), MX, NOW));
        assertThatNullPointerException().isThrownBy(() -> verifier.verify(records, null, MX, NOW));
        assertThatNullPointerException().isThrownBy(() -> verifier.verify(records, sent(SERVER), null, NOW));
        assertThatNullPointerException().isThrownBy(() -> verifier.verify(records, sent(SERVER), MX, null));
        assertThatNullPointerException()
                .isThrownBy(() -> verifier.verify(Arrays.asList(new TlsaRecord[] {null}), sent(SERVER), MX, NOW));
        assertThatNullPointerException().isThrownBy(() -> PresentedChain.ofDer(Arrays.asList(new byte[][] {null})));
    }

    @Test
    void manyThreadsShareAVerifierAndAChain() throws Exception {
        DaneVerifier verifier = DaneVerifier.create();
        for (int round = 0; round < 20; round++) {
            PresentedChain chain = sent(SERVER, ISSUING, ROOT);
            List<TlsaRecord> records = records(ROOT.tlsa(2, 1, 1), ROOT.tlsa(3, 1, 2));
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<String>> results = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    results.add(threads.submit(
                            () -> verifier.verify(records, chain, MX, NOW).toString()));
                }
                for (Future<String> result : results) {
                    assertThat(result.get()).startsWith("authenticated by 2 1 1");
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    @Test
    void referenceIdentifiersKeepTheirOrderAndCountOnce() {
        ReferenceIdentifiers names = ReferenceIdentifiers.of("MX.example.org.", "example.org", "mx.example.org");

        assertThat(names.names()).containsExactly(DomainName.of("mx.example.org"), DomainName.of("example.org"));
        assertThat(names)
                .hasToString("mx.example.org, example.org")
                .isEqualTo(ReferenceIdentifiers.of(names.names()))
                .hasSameHashCodeAs(ReferenceIdentifiers.of(names.names()))
                .isNotEqualTo(ReferenceIdentifiers.of("example.org"))
                .isNotEqualTo("mx.example.org");
        assertThatIllegalArgumentException().isThrownBy(() -> ReferenceIdentifiers.of());
        assertThatIllegalArgumentException().isThrownBy(() -> ReferenceIdentifiers.of(List.of()));
        assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> ReferenceIdentifiers.of("192.0.2.1"));
    }

    /** RFC 7671 section 5.3: the path for PKIX-EE is found as without DANE, so not with what is only in a record. */
    @Test
    void aRecordThatLinksAPathForPkixTaDoesNotForPkixEe() {
        List<TlsaRecord> records = records(SERVER.tlsa(1, 1, 1), ISSUING.tlsa(0, 0, 0));
        DaneResult.Authenticated result = (DaneResult.Authenticated) ALL_USAGES.verify(records, sent(SERVER), MX, NOW);

        assertThat(result.record()).isEqualTo(records.get(1));
        assertThat(result.depth()).isEqualTo(1);
    }

    @Test
    void pathsMayBeLong() {
        List<TestCertificate> chain = new ArrayList<>(List.of(ROOT));
        for (int i = 1; i <= 24; i++) {
            chain.add(0, Chains.authority("Issuing " + i, chain.get(0)));
        }
        chain.add(0, Chains.server(chain.get(0)));
        PresentedChain sent = sent(chain.toArray(TestCertificate[]::new));

        for (int usage : List.of(0, 2)) {
            DaneResult.Authenticated result =
                    (DaneResult.Authenticated) ALL_USAGES.verify(records(ROOT.tlsa(usage, 1, 1)), sent, MX, NOW);

            assertThat(result.depth()).isEqualTo(25);
        }
        assertThat(ALL_USAGES
                        .verify(records(chain.get(0).tlsa(1, 0, 1)), sent, MX, NOW)
                        .kind())
                .isEqualTo(DaneResult.Kind.AUTHENTICATED);
    }

    @Test
    void aChainSaysHowLongItIs() {
        assertThat(sent(SERVER, ISSUING)).hasToString("2 certificates");
        assertThat(sent(SERVER).rawPublicKey()).isEmpty();
    }
}
