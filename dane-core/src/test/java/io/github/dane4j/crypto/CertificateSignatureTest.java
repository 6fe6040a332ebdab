package io.github.dane4j.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures of certificates: by every code that can verify them, with one answer. */
class CertificateSignatureTest {
    private static final Map<String, SignatureVerifier> VERIFIERS = Map.of(
            "JDK", new SignatureVerifier(null, Integer.MAX_VALUE),
            "Bouncy Castle", new SignatureVerifier(null, 0));

    @ParameterizedTest
    @CsvSource({
        "EC:secp256r1, SHA256withECDSA, true",
        "EC:secp256r1, SHA384withECDSA, true",
        "EC:secp384r1, SHA384withECDSA, true",
        "EC:secp384r1, SHA256withECDSA, true",
        "EC:secp521r1, SHA512withECDSA, true",
        "Ed25519, Ed25519, true",
        "Ed448, Ed448, true",
        "EC:secp256r1, SHA1withECDSA, false",
        "RSA, SHA256withRSA, false",
        "RSA, SHA256withRSAandMGF1, false"
    })
    void everyAlgorithmIsVerifiedAlikeByAll(String keys, String algorithm, boolean onCurve) throws Exception {
        KeyPair issuer = generate(keys);
        KeyPair other = generate(keys);
        X509Certificate certificate = issue(issuer, algorithm);

        assertThat(CertificateSignature.of(
                                certificate.getEncoded(), issuer.getPublic().getEncoded())
                        != null)
                .isEqualTo(onCurve);
        for (Map.Entry<String, SignatureVerifier> verifier : VERIFIERS.entrySet()) {
            assertThat(verifier.getValue().isSignedBy(certificate, issuer.getPublic()))
                    .as(verifier.getKey())
                    .isTrue();
            assertThat(verifier.getValue().isSignedBy(certificate, other.getPublic()))
                    .as(verifier.getKey())
                    .isFalse();
            assertThat(verifier.getValue()
                            .isSignedBy(certificate, generate("EC:secp256r1").getPublic()))
                    .as(verifier.getKey())
                    .isFalse();
            assertThat(verifier.getValue()
                            .isSignedBy(certificate, generate("RSA").getPublic()))
                    .as(verifier.getKey())
                    .isFalse();
        }
    }

    /** Each byte of a certificate is covered, those of the signature's own encoding included. */
    @ParameterizedTest
    @CsvSource({"EC:secp256r1, SHA256withECDSA", "Ed25519, Ed25519"})
    void noChangedCertificateIsSigned(String keys, String algorithm) throws Exception {
        KeyPair issuer = generate(keys);
        byte[] encoded = issue(issuer, algorithm).getEncoded();
        // From now on the unchanged one is remembered.
        for (Map.Entry<String, SignatureVerifier> verifier : VERIFIERS.entrySet()) {
            assertThat(verifier.getValue().isSignedBy(parse(encoded), issuer.getPublic()))
                    .as(verifier.getKey())
                    .isTrue();
        }
        int parsed = 0;
        for (int at = 0; at < encoded.length; at++) {
            byte[] changed = encoded.clone();
            changed[at] ^= 1;
            X509Certificate certificate;
            try {
                certificate = parse(changed);
            } catch (java.security.cert.CertificateException e) {
                continue;
            }
            if (certificate.getSignature() == null || !java.util.Arrays.equals(certificate.getEncoded(), changed)) {
                continue;
            }
            parsed++;
            for (Map.Entry<String, SignatureVerifier> verifier : VERIFIERS.entrySet()) {
                assertThat(verifier.getValue().isSignedBy(certificate, issuer.getPublic()))
                        .as("%s, byte %s", verifier.getKey(), at)
                        .isFalse();
            }
        }
        assertThat(parsed).isGreaterThan(100);
    }

    /** A server presents the same chain in each handshake. */
    @Test
    void validSignatureIsVerifiedOnce() throws Exception {
        KeyPair issuer = generate("EC:secp256r1");
        X509Certificate certificate = issue(issuer, "SHA256withECDSA");
        CountingProvider provider = new CountingProvider();
        SignatureVerifier verifier = SignatureVerifier.with(provider);

        assertThat(verifier.isSignedBy(certificate, issuer.getPublic())).isTrue();
        assertThat(verifier.isSignedBy(certificate, issuer.getPublic())).isTrue();
        assertThat(verifier.isSignedBy(parse(certificate.getEncoded()), issuer.getPublic()))
                .isTrue();
        assertThat(provider.verified()).isEqualTo(1);
    }

    /** What is remembered is one signature of one certificate by one key, and nothing near it. */
    @Test
    void rememberedSignatureStandsForNoOther() throws Exception {
        KeyPair issuer = generate("EC:secp256r1");
        byte[] encoded = issue(issuer, "SHA256withECDSA").getEncoded();
        X509Certificate again = issue(issuer, "SHA256withECDSA");
        CountingProvider provider = new CountingProvider();
        SignatureVerifier verifier = SignatureVerifier.with(provider);
        assertThat(verifier.isSignedBy(parse(encoded), issuer.getPublic())).isTrue();

        byte[] changed = encoded.clone();
        changed[changed.length - 1] ^= 1;
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThat(verifier.isSignedBy(parse(changed), issuer.getPublic())).isFalse();
            assertThat(verifier.isSignedBy(
                            parse(encoded), generate("EC:secp256r1").getPublic()))
                    .isFalse();
            // Failures are not remembered.
            assertThat(provider.verified()).isEqualTo(1 + 2 * attempt);
        }
        assertThat(verifier.isSignedBy(again, issuer.getPublic())).isTrue();
        assertThat(provider.verified()).isEqualTo(6);
    }

    @Test
    void leastRecentlyUsedSignatureIsForgottenFirst() throws Exception {
        byte[] key = {1};
        List<byte[]> certificates = List.of(new byte[] {1}, new byte[] {2}, new byte[] {3});
        VerifiedSignatures verified = new VerifiedSignatures(2);

        verified.add(certificates.get(0), key);
        verified.add(certificates.get(1), key);
        assertThat(verified.contains(certificates.get(0), key)).isTrue();
        verified.add(certificates.get(2), key);

        assertThat(certificates)
                .extracting(each -> verified.contains(each, key))
                .containsExactly(true, false, true);
    }

    @Test
    void signatureHasOneEncoding() throws Exception {
        BigInteger number = BigInteger.valueOf(0x80);
        byte[] der = new EcdsaSignature(number, BigInteger.ONE).toDer();

        assertThat(der).containsExactly(0x30, 7, 2, 2, 0, 0x80, 2, 1, 1);
        assertThat(EcdsaSignature.ofDer(der)).isEqualTo(new EcdsaSignature(number, BigInteger.ONE));
        assertThat(EcdsaSignature.ofDer(bytes(0x30, 6, 2, 1, 0x80, 2, 1, 1))).isNull(); // negative
        assertThat(EcdsaSignature.ofDer(bytes(0x30, 7, 2, 2, 0, 1, 2, 1, 1))).isNull(); // padded
        assertThat(EcdsaSignature.ofDer(bytes(0x30, 5, 2, 0, 2, 1, 1))).isNull(); // empty
        assertThat(EcdsaSignature.ofDer(bytes(0x30, 3, 2, 1, 1))).isNull(); // one number
        assertThat(EcdsaSignature.ofDer(bytes(0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1)))
                .isNull(); // three
        assertThat(EcdsaSignature.ofDer(bytes(0x30, 6, 2, 1, 1, 2, 1, 1, 0))).isNull(); // something behind
        assertThat(EcdsaSignature.ofDer(bytes(0x31, 6, 2, 1, 1, 2, 1, 1))).isNull(); // a SET
        assertThat(EcdsaSignature.ofDer(new byte[0])).isNull();
    }

    /** Two numbers of P-521 need a length of more than one byte. */
    @Test
    void longSignatureKeepsItsNumbers() {
        EcdsaSignature signature = new EcdsaSignature(BigInteger.ONE.shiftLeft(520), BigInteger.ONE.shiftLeft(519));

        assertThat(EcdsaSignature.ofDer(signature.toDer())).isEqualTo(signature);
        assertThat(EcdsaSignature.ofFixedLength(new byte[131], 66)).isNull();
        assertThat(Objects.requireNonNull(EcdsaSignature.ofFixedLength(new byte[132], 66))
                        .r())
                .isZero();
    }

    private static byte[] bytes(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return bytes;
    }

    private static KeyPair generate(String keys) throws Exception {
        if (keys.startsWith("EC:")) {
            return ZoneKeys.onCurve(keys.substring(3));
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
        if (keys.equals("RSA")) {
            generator.initialize(1024);
        }
        return generator.generateKeyPair();
    }

    private static X509Certificate issue(KeyPair issuer, String algorithm) throws Exception {
        X500Name name = new X500Name("CN=issuer");
        return parse(new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.EPOCH),
                        Date.from(Instant.EPOCH.plusSeconds(1)),
                        name,
                        issuer.getPublic())
                .build(new JcaContentSignerBuilder(algorithm)
                        .setProvider(
                                algorithm.contains("MGF1")
                                        ? new org.bouncycastle.jce.provider.BouncyCastleProvider()
                                        : java.security.Signature.getInstance(algorithm)
                                                .getProvider())
                        .build(issuer.getPrivate()))
                .getEncoded());
    }

    private static X509Certificate parse(byte[] encoded) throws java.security.cert.CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }
}
