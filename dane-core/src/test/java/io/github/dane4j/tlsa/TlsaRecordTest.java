package io.github.dane4j.tlsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsaRecordTest {
    private static final byte[] DATA = {1, 2, 3};

    @Test
    void keepsItsFourParts() {
        TlsaRecord record = TlsaRecord.of(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.SHA2_256, DATA);

        assertThat(record.usage()).contains(CertificateUsage.DANE_EE);
        assertThat(record.selector()).contains(Selector.SPKI);
        assertThat(record.matchingType()).contains(MatchingType.SHA2_256);
        assertThat(record.data()).isEqualTo(DATA);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "4, 1, 1", "3, 2, 1", "3, 1, 3", "255, 255, 255"})
    void keepsNumbersThatNobodyKnowsYet(int usage, int selector, int matchingType) {
        TlsaRecord record = TlsaRecord.of(usage, selector, matchingType, DATA);

        assertThat(record.usageNumber()).isEqualTo(usage);
        assertThat(record.selectorNumber()).isEqualTo(selector);
        assertThat(record.matchingTypeNumber()).isEqualTo(matchingType);
        assertThat(record.usage().isPresent()).isEqualTo(usage < 4);
        assertThat(record.selector().isPresent()).isEqualTo(selector < 2);
        assertThat(record.matchingType().isPresent()).isEqualTo(matchingType < 3);
        assertThat(TlsaRecord.fromWire(record.toWire())).isEqualTo(record);
        assertThat(TlsaRecord.parse(record.toString())).isEqualTo(record);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0", "256, 0, 0", "0, -1, 0", "0, 256, 0", "0, 0, -1", "0, 0, 256"})
    void refusesNumbersThatDoNotFitIntoAnOctet(int usage, int selector, int matchingType) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsaRecord.of(usage, selector, matchingType, DATA))
                .withMessageContaining("0 to 255");
    }

    @Test
    void refusesMoreDataThanRdataHolds() {
        assertThat(TlsaRecord.of(3, 0, 0, new byte[65_532]).toWire()).hasSize(0xffff);
        assertThatIllegalArgumentException().isThrownBy(() -> TlsaRecord.of(3, 0, 0, new byte[65_533]));
    }

    @Test
    void cannotBeChangedThroughItsArrays() {
        byte[] data = DATA.clone();
        TlsaRecord record = TlsaRecord.of(3, 1, 1, data);

        data[0]++;
        record.data()[0]++;
        record.toWire()[3]++;

        assertThat(record.data()).isEqualTo(DATA);
    }

    @Test
    void isEqualByItsFourParts() {
        TlsaRecord record = TlsaRecord.of(3, 1, 1, DATA);

        assertThat(record).isEqualTo(TlsaRecord.of(3, 1, 1, DATA)).hasSameHashCodeAs(TlsaRecord.of(3, 1, 1, DATA));
        assertThat(record)
                .isNotEqualTo(TlsaRecord.of(2, 1, 1, DATA))
                .isNotEqualTo(TlsaRecord.of(3, 0, 1, DATA))
                .isNotEqualTo(TlsaRecord.of(3, 1, 2, DATA))
                .isNotEqualTo(TlsaRecord.of(3, 1, 1, new byte[] {1, 2}))
                .isNotEqualTo(TlsaRecord.of(3, 1, 1, new byte[] {1, 2, 4}))
                .isNotEqualTo("3 1 1 010203");
    }

    /** RFC 4034 section 6.3. */
    @Test
    void isOrderedLikeTheOctetsOnTheWire() {
        assertThat(TlsaRecord.parse("3 1 1 7f"))
                .isLessThan(TlsaRecord.parse("3 1 1 80"))
                .isLessThan(TlsaRecord.parse("3 1 1 7f00"))
                .isLessThan(TlsaRecord.parse("3 1 2 00"))
                .isLessThan(TlsaRecord.parse("3 2 1 00"))
                .isLessThan(TlsaRecord.parse("4 1 1 00"))
                .isLessThan(TlsaRecord.parse("200 1 1 00"));
    }

    @Test
    void readsAndWritesTheWireFormat() {
        TlsaRecord record = TlsaRecord.fromWire(new byte[] {3, 1, (byte) 200, (byte) 0xab});

        assertThat(record).hasToString("3 1 200 ab");
        assertThat(record.toWire()).containsExactly(3, 1, 200, 0xab);
    }

    @Test
    void theWireMayHoldNoData() {
        TlsaRecord record = TlsaRecord.fromWire(new byte[] {3, 1, 1});

        assertThat(record.data()).isEmpty();
        assertThat(record).hasToString("\\# 3 030101");
        assertThat(record.toShortString()).isEqualTo("3 1 1");
        assertThat(TlsaRecord.parse(record.toString())).isEqualTo(record);
        assertThat(record.isWellFormed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 0x10000})
    void refusesRdataOfImpossibleLength(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsaRecord.fromWire(new byte[length]))
                .isInstanceOf(TlsaFormatException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "2, 3", "65536, 65536"})
    void saysWhereRdataEndsTooSoonOrGoesOn(int length, int column) {
        assertThatExceptionOfType(TlsaFormatException.class)
                .isThrownBy(() -> TlsaRecord.fromWire(new byte[length]))
                .satisfies(e -> assertThat(e.column()).isEqualTo(column));
    }

    @Test
    void readsTheLongestRdata() {
        assertThat(TlsaRecord.fromWire(new byte[0xffff]).data()).hasSize(TlsaRecord.MAX_DATA);
    }

    @Test
    void anyRdataSurvivesBothFormats() {
        Random random = new Random(6698);
        for (int i = 0; i < 500; i++) {
            byte[] rdata = new byte[4 + random.nextInt(200)];
            random.nextBytes(rdata);
            TlsaRecord record = TlsaRecord.fromWire(rdata);

            assertThat(record.toWire()).isEqualTo(rdata);
            assertThat(TlsaRecord.parse(record.toString())).isEqualTo(record);
        }
    }

    @Test
    void isShortenedForLogs() {
        assertThat(TlsaRecord.parse("3 1 1 " + "0123456789abcdef".repeat(4)).toShortString())
                .isEqualTo("3 1 1 0123456789ab…cdef");
        assertThat(TlsaRecord.parse("3 1 1 0123456789abcdef").toShortString()).isEqualTo("3 1 1 0123456789abcdef");
    }

    @ParameterizedTest
    @EnumSource
    void isMadeFromACertificateAsBouncyCastleCutsIt(KeyAlgorithm algorithm) {
        TestCertificate certificate = Certificates.of(algorithm);
        for (CertificateUsage usage : CertificateUsage.values()) {
            for (Selector selector : Selector.values()) {
                for (MatchingType type : MatchingType.values()) {
                    TlsaRecord made = TlsaRecord.matching(
                            EncodedCertificate.of(certificate.certificate()), usage, selector, type);

                    assertThat(made).hasToString(certificate.tlsa(usage.number(), selector.number(), type.number()));
                    assertThat(made.matches(EncodedCertificate.of(certificate.der())))
                            .isTrue();
                    assertThat(made.isWellFormed()).isTrue();
                }
            }
        }
    }

    @Test
    void isNotMadeFromOctetsThatAreNoCertificate() {
        EncodedCertificate octets = EncodedCertificate.of(DATA);

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TlsaRecord.matching(octets, CertificateUsage.DANE_EE, Selector.CERT, MatchingType.SHA2_256));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsaRecord.matchingPublicKey(DATA, MatchingType.SHA2_256));
    }

    @ParameterizedTest
    @EnumSource
    void isMadeFromARawPublicKey(MatchingType type) {
        TestCertificate certificate = TestCertificate.builder().build();
        byte[] key = certificate.keyPair().getPublic().getEncoded();
        TlsaRecord record = TlsaRecord.matchingPublicKey(key, type);

        assertThat(record).hasToString(certificate.tlsa(3, 1, type.number()));
        assertThat(record.matchesPublicKey(key)).isTrue();
        key[key.length - 1]++;
        assertThat(record.matchesPublicKey(key)).isFalse();
    }

    @Test
    void matchesNoRawPublicKeyByAnotherSelectorOrAnUnknownType() {
        byte[] key = TestCertificate.builder().build().keyPair().getPublic().getEncoded();

        assertThat(TlsaRecord.of(3, 0, 0, key).matchesPublicKey(key)).isFalse();
        assertThat(TlsaRecord.of(3, 1, 3, key).matchesPublicKey(key)).isFalse();
    }

    @Test
    void matchesNothingByUnknownNumbers() {
        byte[] der = TestCertificate.builder().build().der();
        EncodedCertificate certificate = EncodedCertificate.of(der);

        assertThat(TlsaRecord.of(3, 2, 0, der).matches(certificate)).isFalse();
        assertThat(TlsaRecord.of(3, 0, 3, der).matches(certificate)).isFalse();
        assertThat(TlsaRecord.of(3, 2, 0, der).isWellFormed()).isFalse();
        assertThat(TlsaRecord.of(3, 0, 3, der).isWellFormed()).isFalse();
        assertThat(TlsaRecord.of(3, 2, 1, new byte[32]).isWellFormed()).isFalse();
        assertThat(TlsaRecord.of(3, 2, 2, new byte[64]).isWellFormed()).isFalse();
    }

    @Test
    void doesNotMatchByPrefix() {
        TestCertificate certificate = TestCertificate.builder().build();
        byte[] digest = TlsaRecord.parse(certificate.tlsa(3, 1, 1)).data();
        byte[] longer = Arrays.copyOf(digest, 33);
        byte[] shorter = Arrays.copyOf(digest, 31);

        assertThat(TlsaRecord.of(3, 1, 1, longer).matches(EncodedCertificate.of(certificate.der())))
                .isFalse();
        assertThat(TlsaRecord.of(3, 1, 1, shorter).matches(EncodedCertificate.of(certificate.der())))
                .isFalse();
    }

    /** RFC 6698 section 4.1: what cannot be is told from what merely differs. */
    @ParameterizedTest
    @CsvSource({"1, 31", "1, 33", "1, 0", "1, 64", "2, 63", "2, 65", "2, 32"})
    void digestsOfAnotherLengthAreMalformed(int matchingType, int length) {
        assertThat(TlsaRecord.of(3, 1, matchingType, new byte[length]).isWellFormed())
                .isFalse();
    }

    @Test
    void fullDataIsOneStructureOfTheSelectedKind() {
        TestCertificate certificate = TestCertificate.builder().build();
        byte[] der = certificate.der();
        byte[] key = certificate.keyPair().getPublic().getEncoded();

        assertThat(TlsaRecord.of(3, 0, 0, der).isWellFormed()).isTrue();
        assertThat(TlsaRecord.of(3, 1, 0, key).isWellFormed()).isTrue();
        assertThat(TlsaRecord.of(3, 0, 0, key).isWellFormed()).isFalse();
        assertThat(TlsaRecord.of(3, 1, 0, der).isWellFormed()).isFalse();
        assertThat(TlsaRecord.of(3, 0, 0, Arrays.copyOf(der, der.length + 1)).isWellFormed())
                .isFalse();
        assertThat(TlsaRecord.of(3, 1, 0, Arrays.copyOf(key, key.length - 1)).isWellFormed())
                .isFalse();
        assertThat(TlsaRecord.of(3, 1, 0, new byte[0]).isWellFormed()).isFalse();
    }

    /** RFC 7218 sections 2.1 to 2.3. */
    @Test
    void acronyms() {
        assertThat(CertificateUsage.values())
                .extracting(CertificateUsage::acronym)
                .containsExactly("PKIX-TA", "PKIX-EE", "DANE-TA", "DANE-EE");
        assertThat(Selector.values()).extracting(Selector::acronym).containsExactly("Cert", "SPKI");
        assertThat(MatchingType.values())
                .extracting(MatchingType::acronym)
                .containsExactly("Full", "SHA2-256", "SHA2-512");
    }
}
