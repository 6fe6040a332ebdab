package io.github.dane4j.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dane4j.publish.RecordSource.Kind;
import io.github.dane4j.publish.RecordSourceException.Problem;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6698 section 2.1, RFC 7468, RFC 2986 section 4. */
class RecordSourceTest {
    private static final TestCertificate ISSUER = TestCertificate.builder()
            .subject("CN=Issuer")
            .certificateAuthority()
            .build();
    private static final TestCertificate LEAF = TestCertificate.builder()
            .dnsNames("mx.example.org")
            .issuedBy(ISSUER)
            .build();

    private static String resource(String name) {
        try (InputStream in = RecordSourceTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] octets(String pem) {
        return Base64.getMimeDecoder()
                .decode(pem.lines().filter(line -> !line.startsWith("-")).reduce("", String::concat));
    }

    private static void refused(Problem problem, String message, ThrowingCallable call) {
        assertThatExceptionOfType(RecordSourceException.class)
                .isThrownBy(call)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }

    static List<String> recordsByOpenSsl() {
        return resource("records-by-openssl.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recordsByOpenSsl")
    void makesTheRecordThatOpenSslMakes(String line) {
        String[] expected = line.split(" ", 4);
        String pem = resource(expected[0]);
        Selector selector = Selector.of(Integer.parseInt(expected[1])).orElseThrow();
        MatchingType type = MatchingType.of(Integer.parseInt(expected[2])).orElseThrow();

        for (CertificateUsage usage : CertificateUsage.values()) {
            TlsaRecord record =
                    TlsaRecord.of(usage, selector, type, HexFormat.of().parseHex(expected[3]));
            assertThat(RecordSource.pem(pem)).hasSize(1);
            assertThat(RecordSource.pem(pem).get(0).record(usage, selector, type))
                    .isEqualTo(record);
            assertThat(RecordSource.der(octets(pem)).record(usage, selector, type))
                    .isEqualTo(record);
        }
    }

    @ParameterizedTest
    @CsvSource({"ec-certificate.pem, CERTIFICATE", "rsa-key.pem, PUBLIC_KEY", "ed-request.pem, CERTIFICATION_REQUEST"})
    void knowsWhatItHas(String file, Kind kind) {
        RecordSource source = RecordSource.pem(resource(file)).get(0);

        assertThat(source.kind()).isEqualTo(kind);
        assertThat(source.certificate().isPresent()).isEqualTo(kind == Kind.CERTIFICATE);
        assertThat(source).isEqualTo(RecordSource.der(octets(resource(file)))).hasSameHashCodeAs(source);
        assertThat(source).isNotEqualTo(RecordSource.certificate(LEAF.certificate()));
        assertThat(source.toString()).startsWith(kind + " 3 1 1 ");
    }

    /** RFC 6698 section 2.1: every parameter on its own, against the digests of the JDK and the bytes themselves. */
    @ParameterizedTest
    @EnumSource
    void recordOfEveryParameter(MatchingType type) throws Exception {
        RecordSource source = RecordSource.certificate(LEAF.certificate());
        for (CertificateUsage usage : CertificateUsage.values()) {
            for (Selector selector : Selector.values()) {
                byte[] selected = selector == Selector.CERT
                        ? LEAF.der()
                        : LEAF.certificate().getPublicKey().getEncoded();
                byte[] data = switch (type) {
                    case FULL -> selected;
                    case SHA2_256 -> MessageDigest.getInstance("SHA-256").digest(selected);
                    case SHA2_512 -> MessageDigest.getInstance("SHA-512").digest(selected);
                };
                TlsaRecord record = source.record(usage, selector, type);

                assertThat(record).isEqualTo(TlsaRecord.of(usage, selector, type, data));
                assertThat(record.isWellFormed()).isTrue();
                assertThat(record.matches(EncodedCertificate.of(LEAF.der()))).isTrue();
                assertThat(record.matches(EncodedCertificate.of(ISSUER.der()))).isFalse();
            }
        }
    }

    /** RFC 7671 section 5.1, section 8.1: the record of a key that has no certificate yet. */
    @Test
    void keyRequestAndCertificateOfOneKeyMakeOneRecord() {
        List<TlsaRecord> records = List.of("ec-key.pem", "ec-request.pem", "ec-certificate.pem").stream()
                .map(file -> RecordSource.pem(resource(file))
                        .get(0)
                        .record(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.SHA2_256))
                .toList();

        assertThat(records.get(1)).isEqualTo(records.get(0));
        assertThat(records.get(2)).isEqualTo(records.get(0));
    }

    @ParameterizedTest
    @CsvSource({"ec-key.pem, public key", "ec-request.pem, certification request"})
    void selectorCertNeedsTheCertificate(String file, String noun) {
        RecordSource source = RecordSource.pem(resource(file)).get(0);

        for (MatchingType type : MatchingType.values()) {
            refused(
                    Problem.NEEDS_CERTIFICATE,
                    "selector Cert(0) needs the certificate, and this is a " + noun,
                    () -> source.record(CertificateUsage.DANE_EE, Selector.CERT, type));
        }
    }

    @Test
    void keyOfTheJdk() {
        PublicKey key = LEAF.keyPair().getPublic();

        assertThat(RecordSource.publicKey(key)
                        .record(CertificateUsage.DANE_TA, Selector.SPKI, MatchingType.SHA2_512)
                        .toString())
                .isEqualTo(LEAF.tlsa(2, 1, 2));
    }

    @Test
    void keyWithoutEncodingMakesNoRecord() {
        PublicKey inHardware = new PublicKey() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getAlgorithm() {
                return "EC";
            }

            @Override
            public @Nullable String getFormat() {
                return null;
            }

            @Override
            public byte @Nullable [] getEncoded() {
                return null;
            }
        };
        refused(Problem.MALFORMED_DER, "the public key has no encoding", () -> RecordSource.publicKey(inHardware));
    }

    @Test
    void fullDataMayBeTooLongForARecord() {
        TestCertificate huge = TestCertificate.builder()
                .dnsNames("mx.example.org")
                .extension("1.3.6.1.4.1.32473.1", false, new byte[65_532])
                .build();
        RecordSource source = RecordSource.certificate(huge.der());

        refused(
                Problem.TOO_LONG,
                "at most 65532 bytes",
                () -> source.record(CertificateUsage.DANE_EE, Selector.CERT, MatchingType.FULL));
        assertThat(source.record(CertificateUsage.DANE_EE, Selector.CERT, MatchingType.SHA2_256)
                        .toString())
                .isEqualTo(huge.tlsa(3, 0, 1));
    }

    @Test
    void cannotBeChangedThroughItsArrays() {
        byte[] key = LEAF.keyPair().getPublic().getEncoded();
        RecordSource source = RecordSource.publicKey(key);
        TlsaRecord before = source.record(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.FULL);

        key[key.length - 1]++;
        source.subjectPublicKeyInfo()[0]++;

        assertThat(source.record(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.FULL))
                .isEqualTo(before);
    }

    @Test
    void octetsOfAnotherKindAreRefused() {
        byte[] key = octets(resource("ec-key.pem"));
        byte[] request = octets(resource("ec-request.pem"));
        byte[] certificate = octets(resource("ec-certificate.pem"));

        refused(Problem.MALFORMED_DER, "not a certificate", () -> RecordSource.certificate(key));
        refused(Problem.MALFORMED_DER, "not a certificate", () -> RecordSource.certificate(request));
        refused(Problem.MALFORMED_DER, "not a certification request", () -> RecordSource.certificationRequest(key));
        refused(
                Problem.MALFORMED_DER,
                "not a certification request",
                () -> RecordSource.certificationRequest(certificate));
        refused(Problem.MALFORMED_DER, "not a SubjectPublicKeyInfo", () -> RecordSource.publicKey(certificate));
        refused(Problem.MALFORMED_DER, "not a SubjectPublicKeyInfo", () -> RecordSource.publicKey(request));
        refused(Problem.MALFORMED_DER, "neither a certificate nor", () -> RecordSource.der(new byte[0]));
        refused(
                Problem.MALFORMED_DER,
                "neither a certificate nor",
                () -> RecordSource.der("hello".getBytes(StandardCharsets.US_ASCII)));
    }

    /** RFC 2986 section 4: version, subject, key and attributes, and nothing else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // CertificationRequest { info, algorithm, signature }: one field is missing, or one too many.
                "3013 300d 0201003000 3004 3000 030100 a000 3000",
                "3015 300d 0201003000 3004 3000 030100 a000 3000 0301000500",
                // version 2
                "3012 300d 0201013000 3004 3000 030100 a000 3000 030100",
                // without attributes
                "3010 300b 0201003000 3004 3000 030100 3000 030100",
                // something behind the attributes
                "3014 300f 0201003000 3004 3000 030100 a0000500 3000 030100",
                // the key without its algorithm
                "3012 300d 0201003000 3004 0500 030100 a000 3000 030100",
                // the subject is no SEQUENCE
                "3012 300d 0201000500 3004 3000 030100 a000 3000 030100",
                // trailing bytes
                "3000",
            })
    void requestOfAnotherShapeIsRefused(String hex) {
        byte[] der = HexFormat.of().parseHex(hex.replace(" ", ""));

        refused(Problem.MALFORMED_DER, "not a certification request", () -> RecordSource.certificationRequest(der));
    }

    @Test
    void noCutAndNoChangeOfTheOuterShapeOfARequestIsTaken() {
        byte[] request = octets(resource("rsa-request.pem"));
        for (int length = 0; length < request.length; length++) {
            byte[] cut = Arrays.copyOf(request, length);
            refused(Problem.MALFORMED_DER, "not a certification request", () -> RecordSource.certificationRequest(cut));
        }
        byte[] longer = Arrays.copyOf(request, request.length + 1);
        refused(Problem.MALFORMED_DER, "not a certification request", () -> RecordSource.certificationRequest(longer));
    }

    /** Whatever the bytes are, there is a record of them or a typed refusal. */
    @Test
    void damagedOctetsAreAnsweredWithARecordOrARefusal() {
        Random random = new Random(7468);
        for (String file : List.of("ec-certificate.pem", "ec-request.pem", "ec-key.pem")) {
            byte[] good = octets(resource(file));
            int refused = 0;
            for (int i = 0; i < 3_000; i++) {
                byte[] damaged = good.clone();
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    damaged[random.nextInt(good.length)] = (byte) random.nextInt(256);
                }
                try {
                    RecordSource source = RecordSource.der(damaged);
                    assertThat(source.record(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.SHA2_256)
                                    .isWellFormed())
                            .isTrue();
                } catch (RecordSourceException e) {
                    assertThat(e.problem()).isEqualTo(Problem.MALFORMED_DER);
                    refused++;
                }
            }
            assertThat(refused).isPositive();
        }
    }

    // PEM, RFC 7468.

    @Test
    void takesAllBlocksInTheirOrderAndLeavesPrivateKeysAlone() {
        String text = "Bag Attributes\n    friendlyName: mail\nsubject=CN = mx\n" + LEAF.pem()
                + "\n-----BEGIN ENCRYPTED PRIVATE KEY-----\nnot even Base64!\n-----END ENCRYPTED PRIVATE KEY-----\n"
                + "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + ISSUER.pem()
                + resource("ed-request.pem") + resource("rsa-key.pem");

        assertThat(RecordSource.pem(text))
                .containsExactly(
                        RecordSource.certificate(LEAF.der()),
                        RecordSource.certificate(ISSUER.der()),
                        RecordSource.pem(resource("ed-request.pem")).get(0),
                        RecordSource.pem(resource("rsa-key.pem")).get(0));
    }

    /** RFC 7468 sections 2, 5.1 and 7. */
    @ParameterizedTest
    @CsvSource({
        "ec-certificate.pem, CERTIFICATE, X509 CERTIFICATE",
        "ec-certificate.pem, CERTIFICATE, X.509 CERTIFICATE",
        "ec-request.pem, CERTIFICATE REQUEST, NEW CERTIFICATE REQUEST"
    })
    void knowsTheOlderLabels(String file, String label, String older) {
        String text = resource(file);

        assertThat(RecordSource.pem(text.replace(label, older))).isEqualTo(RecordSource.pem(text));
    }

    @Test
    void lineEndsAndWhiteSpaceDoNotMatter() {
        String text = resource("ec-key.pem");

        assertThat(RecordSource.pem(text.replace("\n", "\r\n"))).isEqualTo(RecordSource.pem(text));
        assertThat(RecordSource.pem(text.replace("\n", " \t\n\n"))).isEqualTo(RecordSource.pem(text));
        assertThat(RecordSource.pem(text.stripTrailing())).isEqualTo(RecordSource.pem(text));
        assertThat(RecordSource.pem(onOneLine(text))).isEqualTo(RecordSource.pem(text));
    }

    private static String onOneLine(String pem) {
        List<String> lines = pem.lines().toList();
        return lines.get(0) + "\n" + String.join("", lines.subList(1, lines.size() - 1)) + "\n"
                + lines.get(lines.size() - 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-----BEGIN PUBLIC KEY-----;AAAA                        | 2 | -----END PUBLIC KEY----- is expected",
                "-----BEGIN PUBLIC KEY-----;A;-----END CERTIFICATE-----  | 3 | -----END PUBLIC KEY----- is expected",
                "-----BEGIN PUBLIC KEY-----;A;-----BEGIN X-----          | 3 | -----END PUBLIC KEY----- is expected",
                "hello;-----END PUBLIC KEY-----                         | 2 | stands without its BEGIN",
                "-----BEGIN PUBLIC KEY----                              | 1 | a line of the form",
                "-----BEGIN -----                                       | 1 | a line of the form",
                "-----BEGIN PUBLIC KEY-----;AA?A;-----END PUBLIC KEY----- | 2 | invalid Base64 character in",
                "-----BEGIN PUBLIC KEY-----;a: b;;AAAA;-----END PUBLIC KEY----- | 2 | invalid Base64 character in",
                "-----BEGIN PUBLIC KEY-----;AAAA;AAA;-----END PUBLIC KEY----- | 3 | is cut off",
                "-----BEGIN PUBLIC KEY-----;AA==;AAAA;-----END PUBLIC KEY----- | 3 | goes on after its end",
                "-----BEGIN PUBLIC KEY-----;AB==;-----END PUBLIC KEY----- | 2 | bits that belong to no byte",
                "-----BEGIN PUBLIC KEY-----;-----END PUBLIC KEY-----     | 1 | the PUBLIC KEY is empty",
            })
    void saysInWhichLineThePemGoesWrong(String lines, int line, String message) {
        refusedInLine(Problem.MALFORMED_PEM, message, line, lines.replace(';', '\n'));
    }

    private static void refusedInLine(Problem problem, String message, int line, String text) {
        assertThatExceptionOfType(RecordSourceException.class)
                .isThrownBy(() -> RecordSource.pem(text))
                .withMessageContaining(message)
                .withMessageEndingWith("(line " + line + ")")
                .satisfies(e -> {
                    assertThat(e.problem()).isEqualTo(problem);
                    assertThat(e.line()).isEqualTo(line);
                });
    }

    @Test
    void saysInWhichLineTheBlockWithTheWrongContentBegins() {
        String key = resource("ec-key.pem");
        String text = key + key.replace("PUBLIC KEY", "CERTIFICATE");

        refusedInLine(
                Problem.MALFORMED_DER,
                "not a certificate (RFC 5280",
                (int) key.lines().count() + 1,
                text);
        refusedInLine(
                Problem.MALFORMED_DER,
                "not a SubjectPublicKeyInfo",
                1,
                LEAF.pem().replace("CERTIFICATE", "PUBLIC KEY"));
        refusedInLine(
                Problem.MALFORMED_DER,
                "not a certification request",
                1,
                LEAF.pem().replace("CERTIFICATE", "CERTIFICATE REQUEST"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRUSTED CERTIFICATE | openssl x509",
                "PKCS7               | openssl pkcs7 -print_certs",
                "CMS                 | openssl pkcs7 -print_certs",
                "RSA PUBLIC KEY      | openssl rsa -RSAPublicKey_in -pubout",
                "X509 CRL            | CERTIFICATE, PUBLIC KEY or CERTIFICATE REQUEST is expected",
            })
    void saysHowToConvertWhatItDoesNotRead(String label, String advice) {
        String block = "-----BEGIN " + label + "-----\nAAAA\n-----END " + label + "-----\n";

        refusedInLine(Problem.UNSUPPORTED_LABEL, label + " is not supported", 2, "\n" + block);
        refusedInLine(Problem.UNSUPPORTED_LABEL, advice, 1, block);
    }

    @Test
    void textWithNothingPublicMakesNoRecord() {
        refused(Problem.NOTHING_FOUND, "there is no PEM block", () -> RecordSource.pem("hello\n"));
        refused(
                Problem.NOTHING_FOUND,
                "openssl pkey -pubout",
                () -> RecordSource.pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    }

    @Test
    void readsNoMoreTextThanItPromises() {
        String text = resource("ec-key.pem");
        String most = text + " ".repeat(PemText.MAX_LENGTH - text.length());

        assertThat(RecordSource.pem(most)).hasSize(1);
        refused(Problem.TOO_LONG, "1048576", () -> RecordSource.pem(most + " "));
    }

    @Test
    void repeatsHostileLabelsClipped() {
        String label = "X".repeat(100_000);

        assertThatExceptionOfType(RecordSourceException.class)
                .isThrownBy(() -> RecordSource.pem("-----BEGIN " + label + "-----\n-----END " + label + "-----"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
        assertThatExceptionOfType(RecordSourceException.class)
                .isThrownBy(() -> RecordSource.pem("-----BEGIN " + label + "-----\n"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    // Key stores.

    private static KeyStore keyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    @Test
    void keyStoreEntryIsTheChainOfItsKeyOrTheTrustedCertificate() throws Exception {
        KeyStore store = keyStore();
        store.setKeyEntry(
                "mail",
                LEAF.keyPair().getPrivate(),
                "secret".toCharArray(),
                LEAF.chain().toArray(Certificate[]::new));
        store.setCertificateEntry("issuer", ISSUER.certificate());

        assertThat(RecordSource.keyStoreEntry(store, "mail"))
                .containsExactly(RecordSource.certificate(LEAF.der()), RecordSource.certificate(ISSUER.der()));
        assertThat(RecordSource.keyStoreEntry(store, "issuer")).containsExactly(RecordSource.certificate(ISSUER.der()));
    }

    @Test
    void missingEntryIsNamedAndTheOthersAreListed() throws Exception {
        KeyStore store = keyStore();
        refused(Problem.NO_SUCH_ENTRY, "it is empty", () -> RecordSource.keyStoreEntry(store, "mail"));

        for (int i = 10; i < 22; i++) {
            store.setCertificateEntry("ca" + i, ISSUER.certificate());
        }
        refused(
                Problem.NO_SUCH_ENTRY,
                "under the alias \"mail\"; it has 12: \"ca10\", \"ca11\"",
                () -> RecordSource.keyStoreEntry(store, "mail"));
    }

    @Test
    void secretKeyHasNoCertificate() throws Exception {
        KeyStore store = keyStore();
        store.setEntry(
                "secret",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
                new KeyStore.PasswordProtection("secret".toCharArray()));

        refused(Problem.NO_SUCH_ENTRY, "it has 1: \"secret\"", () -> RecordSource.keyStoreEntry(store, "secret"));
    }

    @Test
    void keyStoreMustBeLoaded() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");

        assertThatIllegalStateException().isThrownBy(() -> RecordSource.keyStoreEntry(store, "mail"));
    }
}
