package io.github.dane4j.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.crypto.UnusableKeyException.Problem;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Security;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures of DNSSEC: every algorithm, by every code that can verify it, with one answer. */
class SignatureVerifierTest {
    private static final byte[] SIGNED = "what was signed".getBytes(StandardCharsets.US_ASCII);

    /** The code that verifies, by the name that failing tests show. */
    private static Map<String, SignatureVerifier> verifiers() {
        return Map.of(
                "JDK", new SignatureVerifier(null, Integer.MAX_VALUE),
                "Bouncy Castle", new SignatureVerifier(null, 0),
                "changes over between", new SignatureVerifier(null, 1),
                "provider", SignatureVerifier.with(new CountingProvider()));
    }

    @ParameterizedTest
    @EnumSource
    void everyAlgorithmIsVerifiedAlikeByAll(DnssecAlgorithm algorithm) throws Exception {
        KeyPair pair = ZoneKeys.generate(algorithm);
        byte[] signature = ZoneKeys.sign(algorithm, pair.getPrivate(), SIGNED);
        byte[] field = ZoneKeys.field(pair.getPublic());

        for (Map.Entry<String, SignatureVerifier> verifier : verifiers().entrySet()) {
            VerificationKey key = verifier.getValue().dnskey(algorithm.number(), field, RsaLimits.STANDARD);

            assertThat(key.algorithm()).isEqualTo(algorithm);
            for (int times = 0; times < 3; times++) {
                assertThat(key.verify(SIGNED, signature)).as(verifier.getKey()).isTrue();
            }
            assertThat(key.verify(new byte[0], signature)).as(verifier.getKey()).isFalse();
            assertThat(key.verify(SIGNED, new byte[0])).as(verifier.getKey()).isFalse();
            assertThat(key.verify(SIGNED, new byte[signature.length]))
                    .as(verifier.getKey())
                    .isFalse();
            assertThat(key.verify(SIGNED, Arrays.copyOf(signature, signature.length + 1)))
                    .as(verifier.getKey())
                    .isFalse();
            assertThat(key.verify(SIGNED, Arrays.copyOf(signature, signature.length - 1)))
                    .as(verifier.getKey())
                    .isFalse();
            for (int at = 0; at < signature.length; at += 7) {
                byte[] changed = signature.clone();
                changed[at] ^= 1;
                assertThat(key.verify(SIGNED, changed))
                        .as("%s, byte %s", verifier.getKey(), at)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void signatureOfAnotherKeyIsNone(DnssecAlgorithm algorithm) throws Exception {
        byte[] signature = ZoneKeys.sign(algorithm, ZoneKeys.generate(algorithm).getPrivate(), SIGNED);
        byte[] field = ZoneKeys.field(ZoneKeys.generate(algorithm).getPublic());

        for (Map.Entry<String, SignatureVerifier> verifier : verifiers().entrySet()) {
            assertThat(verifier.getValue()
                            .dnskey(algorithm.number(), field, RsaLimits.STANDARD)
                            .verify(SIGNED, signature))
                    .as(verifier.getKey())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ECDSAP256SHA256", "ECDSAP384SHA384"})
    void pointThatIsNotOnTheCurveIsNoKey(DnssecAlgorithm algorithm) throws Exception {
        byte[] field = ZoneKeys.field(ZoneKeys.generate(algorithm).getPublic());
        byte[] beyond = field.clone();
        Arrays.fill(beyond, 0, field.length / 2, (byte) 0xff);
        field[field.length - 1] ^= 1;

        for (SignatureVerifier verifier : verifiers().values()) {
            assertThat(problem(verifier, algorithm.number(), field)).isEqualTo(Problem.MALFORMED);
            assertThat(problem(verifier, algorithm.number(), beyond)).isEqualTo(Problem.MALFORMED);
            assertThat(problem(verifier, algorithm.number(), new byte[field.length]))
                    .isEqualTo(Problem.MALFORMED);
        }
    }

    static Stream<Arguments> unusableKeys() throws Exception {
        byte[] three = {3};
        byte[] longest = new byte[9];
        longest[0] = 1;
        longest[8] = 1;
        return Stream.of(
                Arguments.of("RSA/MD5", 1, new byte[64], Problem.UNSUPPORTED_ALGORITHM),
                Arguments.of("DSA", 3, new byte[64], Problem.UNSUPPORTED_ALGORITHM),
                Arguments.of("GOST", 12, new byte[64], Problem.UNSUPPORTED_ALGORITHM),
                Arguments.of("private", 253, new byte[64], Problem.UNSUPPORTED_ALGORITHM),
                Arguments.of("P-256, empty", 13, new byte[0], Problem.MALFORMED),
                Arguments.of("P-256, short", 13, new byte[63], Problem.MALFORMED),
                Arguments.of("P-256, long", 13, new byte[65], Problem.MALFORMED),
                Arguments.of("P-384, of P-256's length", 14, new byte[64], Problem.MALFORMED),
                Arguments.of("Ed25519, short", 15, new byte[31], Problem.MALFORMED),
                Arguments.of("Ed448, of Ed25519's length", 16, new byte[32], Problem.MALFORMED),
                Arguments.of("RSA, empty", 8, new byte[0], Problem.MALFORMED),
                Arguments.of("RSA, no exponent", 8, new byte[] {0}, Problem.MALFORMED),
                Arguments.of("RSA, length of exponent cut", 8, new byte[] {0, 1}, Problem.MALFORMED),
                Arguments.of("RSA, exponent of length 0", 8, new byte[] {0, 0, 0, 5, 5, 5}, Problem.MALFORMED),
                Arguments.of("RSA, exponent beyond the end", 8, new byte[] {9, 1, 1}, Problem.MALFORMED),
                Arguments.of("RSA, no modulus", 8, new byte[] {1, 3}, Problem.MALFORMED),
                Arguments.of("RSA, modulus of 0", 8, rsa(three, new byte[256]), Problem.TOO_SHORT),
                Arguments.of("RSA of 1023 bits", 8, rsa(three, modulus(1023)), Problem.TOO_SHORT),
                Arguments.of("RSA of 4097 bits", 10, rsa(three, modulus(4097)), Problem.TOO_LONG),
                Arguments.of("exponent of 65 bits", 8, rsa(longest, modulus(2048)), Problem.EXPONENT_TOO_LONG));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableKeys")
    void unusableKeyIsRefusedByItsProblem(String name, int algorithm, byte[] field, Problem problem) {
        for (SignatureVerifier verifier : verifiers().values()) {
            assertThat(problem(verifier, algorithm, field)).isEqualTo(problem);
        }
    }

    @Test
    void rsaKeysAtTheLimitsAreUsed() throws Exception {
        SignatureVerifier verifier = SignatureVerifier.standard();
        byte[] longest = new byte[8];
        Arrays.fill(longest, (byte) 0xff);

        assertThat(verifier.dnskey(8, rsa(new byte[] {3}, modulus(1024)), RsaLimits.STANDARD)
                        .bits())
                .isEqualTo(1024);
        assertThat(verifier.dnskey(10, rsa(longest, modulus(2048)), RsaLimits.STANDARD)
                        .bits())
                .isEqualTo(2048);
        assertThat(verifier.dnskey(5, rsa(new byte[] {1, 0, 1}, modulus(4096)), RsaLimits.STANDARD)
                        .bits())
                .isEqualTo(4096);
        assertThat(problem(verifier, 8, rsa(new byte[] {3}, modulus(1024)), new RsaLimits(2048, 4096, 64)))
                .isEqualTo(Problem.TOO_SHORT);
        assertThatThrownBy(() -> new RsaLimits(2048, 1024, 64)).isInstanceOf(IllegalArgumentException.class);
    }

    /** RFC 3110 section 2: an exponent of more than 255 bytes has its length in two bytes more. */
    @Test
    void exponentWithLongLengthIsRead() throws Exception {
        KeyPair pair = ZoneKeys.generate(DnssecAlgorithm.RSASHA256);
        byte[] shortForm = ZoneKeys.field(pair.getPublic());
        byte[] longForm = new byte[shortForm.length + 2];
        longForm[2] = shortForm[0];
        System.arraycopy(shortForm, 1, longForm, 3, shortForm.length - 1);
        byte[] signature = ZoneKeys.sign(DnssecAlgorithm.RSASHA256, pair.getPrivate(), SIGNED);

        assertThat(SignatureVerifier.standard()
                        .dnskey(8, longForm, RsaLimits.STANDARD)
                        .verify(SIGNED, signature))
                .isTrue();
    }

    @Test
    void givenProviderIsUsedForWhatItHas() throws Exception {
        CountingProvider provider = new CountingProvider();
        KeyPair pair = ZoneKeys.generate(DnssecAlgorithm.ECDSAP256SHA256);
        VerificationKey key =
                SignatureVerifier.with(provider).dnskey(13, ZoneKeys.field(pair.getPublic()), RsaLimits.STANDARD);
        byte[] signature = ZoneKeys.sign(DnssecAlgorithm.ECDSAP256SHA256, pair.getPrivate(), SIGNED);

        assertThat(key.verify(SIGNED, signature)).isTrue();
        assertThat(key.verify(SIGNED, signature)).isTrue();
        assertThat(provider.verified()).isEqualTo(2);
    }

    @Test
    void providerThatThisJvmPrefersIsUsed() throws Exception {
        CountingProvider provider = new CountingProvider();
        KeyPair pair = ZoneKeys.generate(DnssecAlgorithm.ECDSAP256SHA256);
        byte[] signature = ZoneKeys.sign(DnssecAlgorithm.ECDSAP256SHA256, pair.getPrivate(), SIGNED);
        SignatureVerifier verifier = new SignatureVerifier(null, 0);
        Security.insertProviderAt(provider, 1);
        try {
            assertThat(verifier.dnskey(13, ZoneKeys.field(pair.getPublic()), RsaLimits.STANDARD)
                            .verify(SIGNED, signature))
                    .isTrue();
            assertThat(provider.verified()).isEqualTo(1);
        } finally {
            Security.removeProvider(provider.getName());
        }
        assertThat(verifier.dnskey(13, ZoneKeys.field(pair.getPublic()), RsaLimits.STANDARD)
                        .verify(SIGNED, signature))
                .isTrue();
        assertThat(provider.verified()).isEqualTo(1);
    }

    @Test
    void providerThatDoesNotTakeTheKeyIsPassedOver() throws Exception {
        CountingProvider provider = new CountingProvider();
        provider.refuse();
        KeyPair pair = ZoneKeys.generate(DnssecAlgorithm.ECDSAP256SHA256);
        byte[] signature = ZoneKeys.sign(DnssecAlgorithm.ECDSAP256SHA256, pair.getPrivate(), SIGNED);

        assertThat(SignatureVerifier.with(provider)
                        .dnskey(13, ZoneKeys.field(pair.getPublic()), RsaLimits.STANDARD)
                        .verify(SIGNED, signature))
                .isTrue();
        assertThat(provider.verified()).isEqualTo(0);
    }

    /** So that a command with one lookup does not wait for classes to load. */
    @Test
    void bouncyCastleIsLeftAloneUntilEnoughWasVerified() throws Exception {
        Changeover changeover = new Changeover(2);

        assertThat(changeover.hasCome()).isFalse();
        assertThat(changeover.comesWithThis()).isFalse();
        assertThat(changeover.comesWithThis()).isFalse();
        assertThat(changeover.comesWithThis()).isTrue();
        assertThat(changeover.hasCome()).isTrue();
        assertThat(changeover.bouncyCastle(ZoneKeys.curveKey())).isNotNull();
        assertThat(new Changeover(Integer.MAX_VALUE).comesWithThis()).isFalse();
    }

    private static @Nullable Problem problem(SignatureVerifier verifier, int algorithm, byte[] field) {
        return problem(verifier, algorithm, field, RsaLimits.STANDARD);
    }

    private static @Nullable Problem problem(
            SignatureVerifier verifier, int algorithm, byte[] field, RsaLimits limits) {
        UnusableKeyException refused =
                catchThrowableOfType(UnusableKeyException.class, () -> verifier.dnskey(algorithm, field, limits));
        assertThat(refused).isNotNull().message().isNotEmpty();
        return refused.problem();
    }

    private static byte[] modulus(int bits) {
        byte[] modulus = new byte[(bits + 7) / 8];
        Arrays.fill(modulus, (byte) 0xa5);
        modulus[0] = (byte) (1 << (bits + 7) % 8);
        return modulus;
    }

    private static byte[] rsa(byte[] exponent, byte[] modulus) {
        byte[] field = new byte[1 + exponent.length + modulus.length];
        field[0] = (byte) exponent.length;
        System.arraycopy(exponent, 0, field, 1, exponent.length);
        System.arraycopy(modulus, 0, field, 1 + exponent.length, modulus.length);
        return field;
    }
}
