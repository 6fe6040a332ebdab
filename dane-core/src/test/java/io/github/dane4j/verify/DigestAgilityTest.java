package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 7671 section 9. */
class DigestAgilityTest {
    /** The records of the example, as they are printed there. */
    private static final List<TlsaRecord> EXAMPLE = Chains.records("""
            3 1 1 (
             3FE246A848798236DD2AB78D39F0651D
             6B6E7CA8E2984012EB0A2E1AC8A87B72 )""", """
            3 1 2 (
             D4F5AF015B46C5057B841C7E7BAB759C
             BF029526D29520C5BE6A32C67475439E
             54AB3A945D80C743347C9BD4DADC9D8D
             57FAB78EAA835362F3CA07CCC19A3214 )""", """
            3 1 0 (
             3059301306072A8648CE3D020106082A
             8648CE3D0301070342000471CB1F504F
             9E4B33971376C005445DACD33CD79A28
             81C3DED1981F18E7AAA76609DD0E4EF2
             8265C82703030AD60C5DBA6FB8A9397A
             C0FCF06D424C885D484887 )""");

    private static final byte[] KEY = EXAMPLE.get(2).data();

    private static DaneResult verify(DaneVerifier verifier, byte[] key, TlsaRecord... records) {
        return verifier.verify(List.of(records), PresentedChain.ofRawPublicKey(key), Chains.MX, Chains.NOW);
    }

    /** The key of the example is presented as a raw public key, because the RFC prints no certificate. */
    @Test
    void theKeyOfTheExampleMatchesItsFullRecord() {
        DaneResult result = verify(DaneVerifier.create(), KEY, EXAMPLE.get(0), EXAMPLE.get(1), EXAMPLE.get(2));

        assertThat(result).isInstanceOf(DaneResult.Authenticated.class);
        assertThat(((DaneResult.Authenticated) result).record()).isEqualTo(EXAMPLE.get(2));
    }

    @Test
    void aKeyThatMatchesOnlyTheWeakerDigestIsNotAccepted() {
        byte[] key = KeyAlgorithm.EC_P256.generate().getPublic().getEncoded();
        TlsaRecord weaker = TlsaRecord.matchingPublicKey(key, MatchingType.SHA2_256);

        DaneResult.NotAuthenticated result = (DaneResult.NotAuthenticated)
                verify(DaneVerifier.create(), key, weaker, EXAMPLE.get(1), EXAMPLE.get(2));

        assertThat(result.findings())
                .extracting(RecordFinding::reason)
                .containsExactly(Reason.WEAKER_DIGEST, Reason.LEAF_MISMATCH, Reason.LEAF_MISMATCH);
        assertThat(result.explain())
                .contains("a stronger digest is published")
                .contains("it would match")
                .contains("publish every key with every digest");
    }

    /** Usage DANE-TA speaks of the issuers, not of the server's own certificate. */
    @Test
    void whatWouldMatchIsInThePlaceOfTheUsage() {
        TestCertificate root = Chains.authority("Root");
        TestCertificate server = Chains.server(root);
        String stronger = "2 1 2 " + "00".repeat(64);

        DaneResult ofTheRoot = Chains.verify(Chains.records(root.tlsa(2, 1, 1), stronger), Chains.sent(server, root));
        DaneResult ofTheLeaf = Chains.verify(Chains.records(server.tlsa(2, 1, 1), stronger), Chains.sent(server, root));

        assertThat(ofTheRoot.explain()).contains("it would match");
        assertThat(ofTheLeaf.kind()).isEqualTo(DaneResult.Kind.NOT_AUTHENTICATED);
        assertThat(ofTheLeaf.explain())
                .contains("a stronger digest is published")
                .doesNotContain("it would match");
    }

    @Test
    void theOrderOfStrengthIsConfigurable() {
        TlsaRecord matching = TlsaRecord.matchingPublicKey(KEY, MatchingType.SHA2_256);
        TlsaRecord other = TlsaRecord.of(3, 1, 2, new byte[64]);
        DaneVerifier oldSchool = DaneVerifier.builder()
                .digestPreference(MatchingType.SHA2_256, MatchingType.SHA2_512)
                .build();

        assertThat(verify(DaneVerifier.create(), KEY, matching, other).kind())
                .isEqualTo(DaneResult.Kind.NOT_AUTHENTICATED);
        assertThat(verify(oldSchool, KEY, matching, other).kind()).isEqualTo(DaneResult.Kind.AUTHENTICATED);
    }

    /** RFC 6698 section 4.1: a digest that local policy takes for too weak makes a record unusable. */
    @Test
    void aDigestThatIsNotInThePreferenceIsUnusable() {
        DaneVerifier strict =
                DaneVerifier.builder().digestPreference(MatchingType.SHA2_512).build();
        TlsaRecord matching = TlsaRecord.matchingPublicKey(KEY, MatchingType.SHA2_256);

        assertThat(strict.unusable(List.of(matching)))
                .containsExactly(new RecordFinding(matching, Reason.DIGEST_NOT_ALLOWED, ""));
        assertThat(verify(strict, KEY, matching).kind()).isEqualTo(DaneResult.Kind.NO_USABLE_RECORDS);
        assertThat(strict.unusable(List.of(EXAMPLE.get(2)))).isEmpty();
    }

    @Test
    void aPreferenceNamesDigestsOnceEach() {
        DaneVerifier.Builder builder = DaneVerifier.builder();

        assertThatIllegalArgumentException().isThrownBy(builder::digestPreference);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.digestPreference(MatchingType.FULL));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.digestPreference(MatchingType.SHA2_256, MatchingType.SHA2_256));
    }

    @Test
    void theExampleIsWhatTheDigestsSayItIs() {
        assertThat(HexFormat.of().withUpperCase().formatHex(KEY)).startsWith("3059301306072A8648CE3D");
        assertThat(EXAMPLE).allMatch(TlsaRecord::isWellFormed);
    }
}
