package io.github.dane4j.verify;

import static io.github.dane4j.verify.Chains.authority;
import static io.github.dane4j.verify.Chains.records;
import static io.github.dane4j.verify.Chains.sent;
import static io.github.dane4j.verify.Chains.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.DSAPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit is reached, holds, and refuses: whoever runs out of budget has proved nothing. */
class WorkLimitsTest {
    private static final TestCertificate ROOT = authority("Root");
    private static final TestCertificate ISSUING = authority("Issuing", ROOT);
    private static final TestCertificate MX = server(ISSUING);
    private static final PresentedChain CHAIN = sent(MX, ISSUING, ROOT);

    private static DaneVerifier limited(int records, int certificates, int signatureChecks, int pathSteps) {
        return DaneVerifier.builder()
                .workLimits(new WorkLimits(records, certificates, signatureChecks, pathSteps, 1))
                .build();
    }

    private static DaneResult verify(DaneVerifier verifier, List<TlsaRecord> records, PresentedChain chain) {
        return verifier.verify(records, chain, Chains.MX, Chains.NOW);
    }

    private static Reason reason(DaneResult result) {
        return ((DaneResult.NotAuthenticated) result).reason();
    }

    /** Two signatures are verified to find the path, and none once more to validate it. */
    @ParameterizedTest
    @CsvSource({"1, 3, 2, 2, true", "1, 2, 2, 2, false", "1, 3, 1, 2, false", "1, 3, 2, 1, false"})
    void aPathOfThreeNeedsJustSoMuch(int records, int certificates, int checks, int steps, boolean enough) {
        DaneResult result = verify(limited(records, certificates, checks, steps), records(ROOT.tlsa(2, 1, 1)), CHAIN);

        if (enough) {
            assertThat(result).isInstanceOf(DaneResult.Authenticated.class);
        } else {
            assertThat(reason(result)).isEqualTo(Reason.BUDGET_EXHAUSTED);
        }
    }

    @Test
    void onlyUsableRecordsAreCounted() {
        List<TlsaRecord> records = new ArrayList<>(records(MX.tlsa(3, 1, 1)));
        for (int i = 0; i < 2000; i++) {
            records.add(TlsaRecord.of(9, 1, 1, new byte[] {(byte) i, (byte) (i >> 8)}));
        }

        assertThat(verify(DaneVerifier.create(), records, CHAIN)).isInstanceOf(DaneResult.Authenticated.class);
    }

    @Test
    void tooManyUsableRecordsAreRefusedEvenIfOneMatches() {
        List<TlsaRecord> records = new ArrayList<>(records(MX.tlsa(3, 1, 1)));
        for (int i = 0; i < WorkLimits.STANDARD.records(); i++) {
            byte[] digest = new byte[32];
            digest[0] = (byte) i;
            records.add(TlsaRecord.of(3, 1, 1, digest));
        }
        DaneResult result = verify(DaneVerifier.create(), records, CHAIN);

        assertThat(reason(result)).isEqualTo(Reason.BUDGET_EXHAUSTED);
        assertThat(((DaneResult.NotAuthenticated) result).findings()).hasSameSizeAs(records);
        assertThat(result.explain().lines().count()).isLessThan(40);
        records.remove(1);
        assertThat(verify(DaneVerifier.create(), records, CHAIN)).isInstanceOf(DaneResult.Authenticated.class);
    }

    @Test
    void daneEeLooksAtNoneOfAThousandCertificates() {
        List<byte[]> sent = new ArrayList<>(List.of(MX.der()));
        for (int i = 1; i < 1000; i++) {
            sent.add(new byte[] {(byte) i, (byte) (i >> 8)});
        }
        PresentedChain chain = PresentedChain.ofDer(sent);

        assertThat(verify(limited(1, 1, 1, 1), records(MX.tlsa(3, 1, 1)), chain))
                .isInstanceOf(DaneResult.Authenticated.class);
        assertThat(reason(verify(DaneVerifier.create(), records(ROOT.tlsa(2, 1, 1)), chain)))
                .isEqualTo(Reason.BUDGET_EXHAUSTED);
    }

    /** Servers send what their configuration repeats: 33 certificates of which 6 differ are 6. */
    @Test
    void certificatesThatAreSentAgainAreNotCounted() {
        List<byte[]> sent = new ArrayList<>(List.of(MX.der(), ISSUING.der(), ROOT.der()));
        for (String name : List.of("A", "B", "C")) {
            sent.add(authority(name).der());
        }
        while (sent.size() < WorkLimits.STANDARD.certificates() + 1) {
            sent.add(sent.get(sent.size() % 6));
        }

        assertThat(verify(DaneVerifier.create(), records(ROOT.tlsa(2, 1, 1)), PresentedChain.ofDer(sent)))
                .isInstanceOf(DaneResult.Authenticated.class);
        assertThat(verify(limited(1, 6, 128, 128), records(ROOT.tlsa(2, 1, 1)), PresentedChain.ofDer(sent)))
                .isInstanceOf(DaneResult.Authenticated.class);
        assertThat(reason(verify(limited(1, 5, 128, 128), records(ROOT.tlsa(2, 1, 1)), PresentedChain.ofDer(sent))))
                .isEqualTo(Reason.BUDGET_EXHAUSTED);
    }

    /** All have one name and one key, so that every one of them could have issued every other: 31! paths. */
    @Test
    @Timeout(60)
    void aCliqueOfTwinsEndsSoon() {
        TestCertificate first = authority("Twin");
        KeyPair keys = first.keyPair();
        List<byte[]> sent = new ArrayList<>();
        sent.add(server(first).der());
        sent.add(first.der());
        while (sent.size() < WorkLimits.STANDARD.certificates()) {
            sent.add(TestCertificate.builder()
                    .subject("CN=Twin")
                    .keyPair(keys)
                    .certificateAuthority()
                    .notAfter(Chains.NOW.plus(Duration.ofDays(sent.size())))
                    .build()
                    .der());
        }
        List<TlsaRecord> records = records(ROOT.tlsa(2, 1, 1));

        assertThat(reason(verify(DaneVerifier.create(), records, PresentedChain.ofDer(sent))))
                .isEqualTo(Reason.BUDGET_EXHAUSTED);
    }

    /** All have one name and keys of their own, so that every pair costs a signature check. */
    @Test
    @Timeout(60)
    void manyNamesakesCostNoMoreThanTheLimit() {
        TestCertificate real = authority("Namesake");
        List<byte[]> rest = new ArrayList<>();
        rest.add(real.der());
        while (rest.size() < WorkLimits.STANDARD.certificates() - 1) {
            rest.add(authority("Namesake", real).der());
        }
        byte[] leaf = server(real).der();
        List<String> verdicts = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(rest, random);
            List<byte[]> sent = new ArrayList<>(rest);
            sent.add(0, leaf);
            verdicts.add(verify(DaneVerifier.create(), records(real.tlsa(2, 1, 1)), PresentedChain.ofDer(sent))
                    .toString());
        }

        assertThat(verdicts).containsOnly(verdicts.get(0));
        assertThat(verdicts.get(0)).startsWith("authenticated");
    }

    /** What JSSE lets through, all with one name: the good path is found whatever the keys and the order. */
    @Test
    void tenNamesakesAreWithinTheLimit() {
        TestCertificate real = authority("Namesake");
        List<byte[]> sent = new ArrayList<>();
        sent.add(TestCertificate.builder()
                .dnsNames("mx.example.org")
                .issuedBy(real)
                .authorityKeyIdentifier(new byte[] {1})
                .build()
                .der());
        for (int i = 0; i < 8; i++) {
            sent.add(authority("Namesake").der());
        }
        sent.add(real.der());

        assertThat(verify(DaneVerifier.create(), records(real.tlsa(2, 1, 1)), PresentedChain.ofDer(sent)))
                .isInstanceOf(DaneResult.Authenticated.class);
    }

    private static PublicKey key(String algorithm, KeySpec spec) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePublic(spec);
    }

    /** A CA of the name "Namesake" that has signed nothing. */
    private static byte[] namesake(PublicKey key) {
        return TestCertificate.builder()
                .subject("CN=Namesake")
                .keyPair(new KeyPair(key, ROOT.keyPair().getPrivate()))
                .certificateAuthority()
                .issuedBy(ROOT)
                .build()
                .der();
    }

    @Test
    void aKeyThatIsSlowToCheckCountsAsSeveral() throws GeneralSecurityException {
        Random random = new Random(1);
        byte[] leaf = server(authority("Namesake")).der();
        List<byte[]> quick = new ArrayList<>(List.of(leaf));
        List<byte[]> slow = new ArrayList<>(List.of(leaf));
        for (int i = 0; i < 20; i++) {
            BigInteger modulus = new BigInteger(2048, random).setBit(2047).setBit(0);
            BigInteger exponent = new BigInteger(2047, random).setBit(2046).setBit(0);
            quick.add(namesake(key("RSA", new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)))));
            slow.add(namesake(key("RSA", new RSAPublicKeySpec(modulus, exponent))));
        }
        List<TlsaRecord> records = records(ISSUING.tlsa(2, 1, 1));

        assertThat(reason(verify(DaneVerifier.create(), records, PresentedChain.ofDer(quick))))
                .isEqualTo(Reason.ANCHOR_NOT_IN_CHAIN);
        assertThat(reason(verify(DaneVerifier.create(), records, PresentedChain.ofDer(slow))))
                .isEqualTo(Reason.BUDGET_EXHAUSTED);
    }

    @ParameterizedTest
    @CsvSource({"2048, ANCHOR_NOT_IN_CHAIN", "65536, BUDGET_EXHAUSTED"})
    void aKeyOfGreatLengthIsNotTried(int bits, Reason reason) throws GeneralSecurityException {
        Random random = new Random(1);
        BigInteger p = new BigInteger(bits, random).setBit(bits - 1).setBit(0);
        BigInteger q = new BigInteger(256, random).setBit(255).setBit(0);
        BigInteger g = new BigInteger(bits - 1, random);
        byte[] junk = namesake(key("DSA", new DSAPublicKeySpec(g.add(BigInteger.TEN), p, q, g)));
        PresentedChain chain =
                PresentedChain.ofDer(List.of(server(authority("Namesake")).der(), junk));

        assertThat(reason(verify(DaneVerifier.create(), records(ISSUING.tlsa(2, 1, 1)), chain)))
                .isEqualTo(reason);
    }

    private static byte[] constraints(int subtrees) {
        GeneralSubtree[] excluded = IntStream.range(0, subtrees)
                .mapToObj(i -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, "no" + i + ".example")))
                .toArray(GeneralSubtree[]::new);
        return encoded(new NameConstraints(null, excluded));
    }

    private static byte[] encoded(ASN1Object object) {
        try {
            return object.getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 5280 section 4.2.1.10: each name is compared with each subtree. */
    @ParameterizedTest
    @CsvSource({"100, 200, true", "1000, 40, false", "10, 4000, false"})
    void namesAndTheirConstraintsAreCompared(int subtrees, int names, boolean enough) {
        TestCertificate issuer = TestCertificate.builder()
                .subject("CN=Constrained")
                .certificateAuthority()
                .extension("2.5.29.30", true, constraints(subtrees))
                .issuedBy(ROOT)
                .build();
        TestCertificate lower = TestCertificate.builder()
                .subject("CN=Lower")
                .certificateAuthority()
                .extension("2.5.29.30", true, constraints(subtrees))
                .issuedBy(issuer)
                .build();
        List<String> presented = new ArrayList<>(List.of("mx.example.org"));
        IntStream.range(1, names).forEach(i -> presented.add("a" + i + ".example.org"));
        TestCertificate leaf = TestCertificate.builder()
                .dnsNames(presented.toArray(String[]::new))
                .issuedBy(lower)
                .build();
        DaneVerifier verifier = DaneVerifier.builder()
                .workLimits(new WorkLimits(128, 32, 128, 1024, 75_000))
                .build();

        DaneResult result = verify(verifier, records(ROOT.tlsa(2, 1, 1)), sent(leaf, lower, issuer, ROOT));

        if (enough) {
            assertThat(result).isInstanceOf(DaneResult.Authenticated.class);
        } else {
            assertThat(reason(result)).isEqualTo(Reason.BUDGET_EXHAUSTED);
            assertThat(result.explain()).contains("has more name constraints than can be checked");
        }
    }

    private static ASN1ObjectIdentifier policy(int number) {
        return new ASN1ObjectIdentifier("2.999." + number);
    }

    private static byte[] policies(int count) {
        return encoded(new DERSequence(IntStream.range(0, count)
                .mapToObj(i -> new PolicyInformation(policy(i)))
                .toArray(ASN1Encodable[]::new)));
    }

    /** Each policy for each. */
    private static byte[] mappings(int count) {
        return encoded(new DERSequence(IntStream.range(0, count * count)
                .mapToObj(i -> new DERSequence(new ASN1Encodable[] {policy(i / count), policy(i % count)}))
                .toArray(ASN1Encodable[]::new)));
    }

    private static DaneResult underPolicies(int authorities, byte[] policies, byte[] mappings) {
        List<TestCertificate> chain = new ArrayList<>(List.of(ROOT));
        for (int i = 0; i < authorities; i++) {
            chain.add(
                    0,
                    TestCertificate.builder()
                            .subject("CN=Policy " + i)
                            .certificateAuthority()
                            .extension("2.5.29.32", false, policies)
                            .extension("2.5.29.33", false, mappings)
                            .issuedBy(chain.get(0))
                            .build());
        }
        chain.add(
                0,
                TestCertificate.builder()
                        .dnsNames("mx.example.org")
                        .extension("2.5.29.32", false, policies)
                        .issuedBy(chain.get(0))
                        .build());
        return verify(DaneVerifier.create(), records(ROOT.tlsa(2, 1, 1)), sent(chain.toArray(TestCertificate[]::new)));
    }

    /** RFC 5280 section 6.1.1 (e): nobody asks for a policy, so none is mapped. */
    @Test
    @Timeout(60)
    void mappingsOfPoliciesAreNoWork() {
        assertThat(underPolicies(20, policies(3), mappings(3))).isInstanceOf(DaneResult.Authenticated.class);
    }

    /** RFC 9618: the work grows with their number, and no faster. */
    @Test
    @Timeout(60)
    void policiesAreLittleWork() {
        assertThat(underPolicies(20, policies(2000), encoded(new DERSequence())))
                .isInstanceOf(DaneResult.Authenticated.class);
    }

    /** RFC 5280 section 4.2.1.4: a policy MUST NOT appear more than once. */
    @Test
    void aPolicyThatIsThereTwiceIsRefused() {
        byte[] twice = encoded(new DERSequence(
                new ASN1Encodable[] {new PolicyInformation(policy(1)), new PolicyInformation(policy(1))}));

        DaneResult result = underPolicies(1, twice, encoded(new DERSequence()));

        assertThat(reason(result)).isEqualTo(Reason.INVALID_PATH);
        assertThat(result.explain()).contains("names a certificate policy twice");
    }

    @Test
    void policiesThatCannotBeReadAreRefused() {
        for (byte[] broken : List.of(new byte[] {5, 0}, new byte[] {0x30, 2, 5, 0}, new byte[] {0x30, 2, 0x30, 0})) {
            assertThat(reason(underPolicies(1, broken, encoded(new DERSequence()))))
                    .isEqualTo(Reason.INVALID_PATH);
        }
        for (byte[] broken : List.of(new byte[] {5, 0}, new byte[] {0x30, 2, 5, 0})) {
            assertThat(reason(underPolicies(1, policies(1), broken))).isEqualTo(Reason.INVALID_PATH);
        }
    }

    /** RFC 5280 section 4.2.1.1: key identifiers are there to find the issuer at once, whichever of several it is. */
    @Test
    void aKeyIdentifierSparesTheChecksOfNamesakes() {
        List<TestCertificate> namesakes =
                Stream.generate(() -> authority("Namesake")).limit(6).toList();
        for (TestCertificate issuer : namesakes) {
            List<byte[]> sent = new ArrayList<>(List.of(server(issuer).der()));
            namesakes.forEach(namesake -> sent.add(namesake.der()));

            assertThat(verify(limited(1, 7, 2, 1), records(issuer.tlsa(2, 1, 1)), PresentedChain.ofDer(sent)))
                    .isInstanceOf(DaneResult.Authenticated.class);
        }
    }

    /** An issuer without a key identifier comes behind one that has the right one, and before one that has another. */
    @Test
    void anIssuerWithoutKeyIdentifierIsNeitherLikelyNorUnlikely() {
        for (int i = 0; i < 6; i++) {
            TestCertificate identified = authority("Namesake");
            TestCertificate silent = TestCertificate.builder()
                    .subject("CN=Namesake")
                    .certificateAuthority()
                    .extension("2.5.29.14", false, new byte[] {5, 0})
                    .build();
            TestCertificate other = authority("Namesake");

            assertThat(verify(
                            limited(1, 3, 2, 1),
                            records(identified.tlsa(2, 1, 1)),
                            sent(server(identified), silent, identified)))
                    .isInstanceOf(DaneResult.Authenticated.class);
            assertThat(verify(limited(1, 3, 2, 1), records(silent.tlsa(2, 1, 1)), sent(server(silent), other, silent)))
                    .isInstanceOf(DaneResult.Authenticated.class);
        }
    }

    /** Ed25519 makes certificates of one length, so that the serial number alone decides how their bytes compare. */
    @ParameterizedTest
    @CsvSource({"-9, -1, 1, 2", "-9, -1, 2, 1", "1, 9, 1, 2", "1, 9, 2, 1"})
    void anIssuerThatIsValidIsTriedBeforeOneThatIsNot(int from, int until, int serial, int otherSerial) {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root")
                .keyAlgorithm(KeyAlgorithm.ED25519)
                .certificateAuthority()
                .build();
        KeyPair keys = KeyAlgorithm.ED25519.generate();
        TestCertificate valid = TestCertificate.builder()
                .subject("CN=Issuing")
                .keyPair(keys)
                .certificateAuthority()
                .serialNumber(BigInteger.valueOf(serial))
                .issuedBy(root)
                .build();
        TestCertificate other = TestCertificate.builder()
                .subject("CN=Issuing")
                .keyPair(keys)
                .certificateAuthority()
                .serialNumber(BigInteger.valueOf(otherSerial))
                .notBefore(Chains.inDays(from))
                .notAfter(Chains.inDays(until))
                .issuedBy(root)
                .build();

        assertThat(verify(limited(1, 3, 2, 1), records(valid.tlsa(2, 0, 1)), sent(server(valid), other, valid)))
                .isInstanceOf(DaneResult.Authenticated.class);
    }

    @Test
    void whatIsSentTwiceIsTriedOnce() {
        assertThat(verify(limited(1, 5, 4, 2), records(ROOT.tlsa(2, 1, 1)), sent(MX, ISSUING, ISSUING, ISSUING, ROOT)))
                .isInstanceOf(DaneResult.Authenticated.class);
    }

    @Test
    void unusableRecordsDoNotFillTheLimit() {
        List<TlsaRecord> records = new ArrayList<>(records(MX.tlsa(3, 1, 1), "9 1 1 00"));

        assertThat(verify(limited(1, 1, 1, 1), records, CHAIN)).isInstanceOf(DaneResult.Authenticated.class);
    }

    @Test
    void aLimitIsAtLeastOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkLimits(0, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkLimits(1, 0, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkLimits(1, 1, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkLimits(1, 1, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkLimits(1, 1, 1, 1, 0));
    }
}
