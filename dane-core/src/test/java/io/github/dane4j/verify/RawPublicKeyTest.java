package io.github.dane4j.verify;

import static io.github.dane4j.verify.Chains.records;
import static io.github.dane4j.verify.Chains.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw public keys (RFC 7250): 3 1 x records, and no others (RFC 7671 section 5.1). */
class RawPublicKeyTest {
    private static final TestCertificate HOLDER = TestCertificate.builder().build();
    private static final byte[] KEY = HOLDER.keyPair().getPublic().getEncoded();
    private static final PresentedChain CHAIN = PresentedChain.ofRawPublicKey(KEY);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void matchesByKey(int matchingType) {
        DaneResult.Authenticated result =
                (DaneResult.Authenticated) verify(records(HOLDER.tlsa(3, 1, matchingType)), CHAIN);

        assertThat(result.depth()).isZero();
        assertThat(result.path()).isEmpty();
        assertThat(result.bareKey()).isTrue();
        assertThat(result.matchedName()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 0", "3, 0, 1", "3, 0, 2", "2, 0, 0", "2, 1, 0", "2, 1, 1", "2, 0, 1"})
    void matchesByNothingElse(int usage, int selector, int matchingType) {
        DaneResult result = verify(records(HOLDER.tlsa(usage, selector, matchingType)), CHAIN);

        assertThat(((DaneResult.NotAuthenticated) result).reason()).isEqualTo(Reason.RAW_PUBLIC_KEY);
    }

    @Test
    void anotherKeyDiffers() {
        TestCertificate other = TestCertificate.builder().build();
        DaneResult.NotAuthenticated result =
                (DaneResult.NotAuthenticated) verify(records(other.tlsa(3, 1, 1), other.tlsa(3, 0, 1)), CHAIN);

        assertThat(result.findings())
                .extracting(RecordFinding::reason)
                .containsExactly(Reason.LEAF_MISMATCH, Reason.RAW_PUBLIC_KEY);
        assertThat(result.explain()).contains("a raw public key  as " + HOLDER.tlsa(3, 1, 1));
    }

    @Test
    void aKeyBelowTheMinimumIsRefused() {
        TestCertificate weak =
                TestCertificate.builder().keyAlgorithm(KeyAlgorithm.RSA_1024).build();
        PresentedChain chain =
                PresentedChain.ofRawPublicKey(weak.keyPair().getPublic().getEncoded());
        DaneResult.NotAuthenticated result = (DaneResult.NotAuthenticated) DaneVerifier.builder()
                .keyStrength(KeyStrength.RECOMMENDED)
                .build()
                .verify(records(weak.tlsa(3, 1, 1)), chain, Chains.MX, Chains.NOW);

        assertThat(result.reason()).isEqualTo(Reason.WEAK_KEY);
        assertThat(result.findings().get(0).detail())
                .isEqualTo("the server has a key of 1024 bits (RSA), fewer than 2048");
    }

    @Test
    void octetsThatAreNoKeyMatchNothing() {
        byte[] cut = Arrays.copyOf(KEY, KEY.length - 1);
        byte[] digest = digest(cut);
        DaneResult result = DaneVerifier.create()
                .verify(
                        List.of(TlsaRecord.of(3, 1, 1, digest)),
                        PresentedChain.ofRawPublicKey(cut),
                        Chains.MX,
                        Chains.NOW);

        assertThat(((DaneResult.NotAuthenticated) result).reason()).isEqualTo(Reason.UNREADABLE_CERTIFICATE);
        assertThat(result.explain()).contains("a raw public key, malformed");
    }

    private static byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void cannotBeChangedThroughItsArrays() {
        byte[] key = KEY.clone();
        PresentedChain chain = PresentedChain.ofRawPublicKey(key);
        key[9]++;
        chain.rawPublicKey().orElseThrow()[9]++;

        assertThat(chain.rawPublicKey())
                .hasValueSatisfying(kept -> assertThat(kept).isEqualTo(KEY));
        assertThat(chain.certificates()).isEmpty();
        assertThat(chain).hasToString("raw public key");
    }
}
