package io.github.dane4j.verify;

import static io.github.dane4j.verify.Chains.MX;
import static io.github.dane4j.verify.Chains.NOW;
import static io.github.dane4j.verify.Chains.authority;
import static io.github.dane4j.verify.Chains.records;
import static io.github.dane4j.verify.Chains.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.x509.CertificateParser;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No byte of what a verdict rests on can change: not of the certificate or key that matches, not of a record, not of a
 * certificate on the way. Bytes that no record and no signature binds are named where they are.
 */
class EveryOctetCountsTest {
    private static final long SEED = 6698;
    private static final int CHANGES = 2;

    private static final TestCertificate ROOT = authority("Root");
    private static final TestCertificate ISSUING = authority("Issuing", ROOT);
    private static final TestCertificate SERVER = server(ISSUING);

    private static boolean accepts(List<TlsaRecord> records, byte[]... sent) {
        return DaneVerifier.create()
                        .verify(records, PresentedChain.ofDer(List.of(sent)), MX, NOW)
                        .kind()
                == DaneResult.Kind.AUTHENTICATED;
    }

    @FunctionalInterface
    private interface Verdict {
        boolean of(byte[] changed);
    }

    /** Changes each of the bytes, twice; the rest stays. */
    private static void assertNoneAccepted(byte[] original, int from, int to, Verdict verdict) {
        assertThat(verdict.of(original.clone())).as("unchanged").isTrue();
        Random random = new Random(SEED);
        for (int i = from; i < to; i++) {
            for (int change = 0; change < CHANGES; change++) {
                assertRefused(original, i, 1 + random.nextInt(255), verdict);
            }
        }
    }

    private static void assertNoneAccepted(byte[] original, Verdict verdict) {
        assertNoneAccepted(original, 0, original.length, verdict);
    }

    private static void assertNoBitAccepted(byte[] original, Verdict verdict) {
        assertThat(verdict.of(original.clone())).as("unchanged").isTrue();
        for (int bit = 0; bit < original.length * Byte.SIZE; bit++) {
            assertRefused(original, bit / Byte.SIZE, 1 << bit % Byte.SIZE, verdict);
        }
    }

    private static void assertRefused(byte[] original, int index, int difference, Verdict verdict) {
        byte[] changed = original.clone();
        changed[index] ^= (byte) difference;
        assertThat(verdict.of(changed))
                .as(
                        "byte %d changed by %02x (seed %d) in %s",
                        index, difference, SEED, HexFormat.of().formatHex(original))
                .isFalse();
    }

    /** The bytes of its SubjectPublicKeyInfo. */
    private static void assertNoKeyAccepted(TestCertificate certificate, Verdict verdict) {
        byte[] key = certificate.keyPair().getPublic().getEncoded();
        int from = Collections.indexOfSubList(boxed(certificate.der()), boxed(key));
        assertNoneAccepted(certificate.der(), from, from + key.length, verdict);
    }

    private static List<Byte> boxed(byte[] octets) {
        List<Byte> boxed = new ArrayList<>(octets.length);
        for (byte octet : octets) {
            boxed.add(octet);
        }
        return boxed;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void ofTheServersCertificate(int matchingType) {
        List<TlsaRecord> records = records(SERVER.tlsa(3, 0, matchingType));

        assertNoneAccepted(SERVER.der(), changed -> accepts(records, changed));
    }

    /** RFC 7671 section 5.1: around the key, all may change. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void ofTheServersKey(int matchingType) {
        List<TlsaRecord> records = records(SERVER.tlsa(3, 1, matchingType));

        assertNoKeyAccepted(SERVER, changed -> accepts(records, changed));
    }

    @Test
    void ofARawPublicKey() {
        List<TlsaRecord> records = records(SERVER.tlsa(3, 1, 1));

        assertNoBitAccepted(
                SERVER.keyPair().getPublic().getEncoded(),
                changed -> DaneVerifier.create()
                                .verify(records, PresentedChain.ofRawPublicKey(changed), MX, NOW)
                                .kind()
                        == DaneResult.Kind.AUTHENTICATED);
    }

    @Test
    void ofTheServersCertificateOnAPath() {
        List<TlsaRecord> records = records(ROOT.tlsa(2, 1, 1));

        assertNoneAccepted(SERVER.der(), changed -> accepts(records, changed, ISSUING.der(), ROOT.der()));
    }

    @Test
    void ofAnIntermediateCertificate() {
        List<TlsaRecord> records = records(ROOT.tlsa(2, 1, 1));

        assertNoneAccepted(ISSUING.der(), changed -> accepts(records, SERVER.der(), changed, ROOT.der()));
    }

    /** What a caller had parsed is held to the bytes it was parsed from. */
    @Test
    void ofCertificatesThatTheCallerHadParsed() {
        List<TlsaRecord> records = records(ROOT.tlsa(2, 1, 1));

        assertNoneAccepted(SERVER.der(), changed -> acceptsParsed(records, changed, ISSUING.der(), ROOT.der()));
        assertNoneAccepted(ISSUING.der(), changed -> acceptsParsed(records, SERVER.der(), changed, ROOT.der()));
    }

    /** The byte before the signature counts unused bits; no signature covers it, and parsers pass over it. */
    @Test
    void ofTheUnusedBitsOfASignatureThatTheCallerHadParsed() throws CertificateException {
        byte[] changed = SERVER.der().clone();
        changed[changed.length - parsed(changed).getSignature().length - 1] = 1;

        assertThat(acceptsParsed(records(SERVER.tlsa(3, 1, 1)), changed)).isTrue();
        assertThat(acceptsParsed(records(ROOT.tlsa(2, 1, 1)), changed, ISSUING.der(), ROOT.der()))
                .isFalse();
    }

    private static boolean acceptsParsed(List<TlsaRecord> records, byte[]... sent) {
        List<X509Certificate> parsed = new ArrayList<>();
        try {
            for (byte[] der : sent) {
                parsed.add(parsed(der));
            }
        } catch (CertificateException e) {
            return false;
        }
        return DaneVerifier.create()
                        .verify(records, PresentedChain.of(parsed), MX, NOW)
                        .kind()
                == DaneResult.Kind.AUTHENTICATED;
    }

    private static X509Certificate parsed(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    @Test
    void ofATrustAnchorsCertificate() {
        List<TlsaRecord> records = records(ROOT.tlsa(2, 0, 1));

        assertNoneAccepted(ROOT.der(), changed -> accepts(records, SERVER.der(), ISSUING.der(), changed));
    }

    /** RFC 7671 section 5.2.1: elements of the certificate other than the key are mutable. */
    @Test
    void ofATrustAnchorsKey() {
        List<TlsaRecord> records = records(ROOT.tlsa(2, 1, 1));

        assertNoKeyAccepted(ROOT, changed -> accepts(records, SERVER.der(), ISSUING.der(), changed));
    }

    /** The numbers are bytes of the record, too. */
    @ParameterizedTest
    @ValueSource(strings = {"3 0 1", "3 0 2", "3 1 0", "3 1 1", "3 1 2", "2 0 1", "2 0 2", "2 1 0", "2 1 1", "2 1 2"})
    void ofARecord(String parameters) {
        String[] numbers = parameters.split(" ", -1);
        TestCertificate matched = numbers[0].equals("3") ? SERVER : ROOT;
        String text =
                matched.tlsa(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));

        assertNoBitAccepted(
                TlsaRecord.parse(text).toWire(),
                changed -> accepts(List.of(TlsaRecord.fromWire(changed)), SERVER.der(), ISSUING.der(), ROOT.der()));
    }

    /**
     * A changed 2 0 0 record is the certificate of another anchor, and good for itself, as nobody asks for the signature
     * of an anchor. But whatever it says, it cannot stand on the path with another key than the one that signed.
     */
    @Test
    void ofTheKeyInA200Record() {
        byte[] wire = TlsaRecord.parse(ROOT.tlsa(2, 0, 0)).toWire();
        ECPoint key = ((ECPublicKey) ROOT.keyPair().getPublic()).getW();
        for (int i = 0; i < wire.length; i++) {
            byte[] changed = wire.clone();
            changed[i] ^= 0x01;
            DaneResult result = DaneVerifier.create()
                    .verify(List.of(TlsaRecord.fromWire(changed)), Chains.sent(SERVER, ISSUING), MX, NOW);
            if (result instanceof DaneResult.Authenticated yes) {
                X509Certificate anchor = Objects.requireNonNull(
                        CertificateParser.parse(yes.path().get(yes.depth()).der()));
                assertThat(((ECPublicKey) anchor.getPublicKey()).getW())
                        .as("byte %d", i)
                        .isEqualTo(key);
            }
        }
    }

    /** Other bytes that a parser might take for the same certificate. */
    @Test
    void ofTheStructure() {
        List<TlsaRecord> ends = records(SERVER.tlsa(3, 0, 1));
        List<TlsaRecord> anchors = records(ROOT.tlsa(2, 0, 1));
        for (Verdict verdict : List.<Verdict>of(
                changed -> accepts(ends, changed), changed -> accepts(anchors, changed, ISSUING.der(), ROOT.der()))) {
            assertThat(verdict.of(SERVER.der())).isTrue();
            for (byte[] changed : rewritten(SERVER.der())) {
                assertThat(verdict.of(changed))
                        .as(HexFormat.of().formatHex(changed))
                        .isFalse();
            }
        }
        for (byte[] changed : rewritten(ISSUING.der())) {
            assertThat(accepts(anchors, SERVER.der(), changed, ROOT.der())).isFalse();
        }
        for (byte[] changed : rewritten(ROOT.der())) {
            assertThat(accepts(anchors, SERVER.der(), ISSUING.der(), changed)).isFalse();
        }
    }

    private static List<byte[]> rewritten(byte[] der) {
        HexFormat hex = HexFormat.of();
        // A certificate begins with 30 82 and two bytes of length.
        String content = hex.formatHex(der, 4, der.length);
        String length = hex.formatHex(der, 2, 4);
        List<String> texts = List.of(
                "3082" + length + content + "00", // a byte behind it
                "3082" + length + content + "0500",
                "3082" + length + content + "3082" + length + content,
                "308300" + length + content, // a longer length
                "30840000" + length + content,
                "3080" + content + "0000", // BER, without a length
                "3182" + length + content,
                hex.formatHex(Arrays.copyOf(der, der.length - 1)),
                hex.formatHex(Arrays.copyOfRange(der, 4, der.length)));
        return texts.stream().map(hex::parseHex).toList();
    }
}
