package io.github.dane4j.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerReaderTest {
    private static DerReader reader(String hex) {
        return new DerReader(HexFormat.of().parseHex(hex));
    }

    @Test
    void walksOverElementsOneByOne() {
        DerReader der = reader("020105" + "0400" + "3003" + "020106");

        assertThat(der.next(DerReader.INTEGER)).isTrue();
        assertThat(der.contentLength()).isEqualTo(1);
        assertThat(der.contentOctet(0)).isEqualTo(5);
        assertThat(der.next(DerReader.OCTET_STRING)).isTrue();
        assertThat(der.contentLength()).isZero();
        assertThat(der.next(DerReader.SEQUENCE)).isTrue();
        assertThat(der.start()).isEqualTo(5);
        assertThat(der.end()).isEqualTo(10);
        assertThat(der.atEnd()).isTrue();
        assertThat(der.next()).isFalse();
        der.enter();
        assertThat(der.only(DerReader.INTEGER)).isTrue();
        assertThat(der.contentOctet(0)).isEqualTo(6);
    }

    @Test
    void readsNothingBehindTheElementThatItEntered() {
        DerReader der = reader("3003020106" + "020107");

        assertThat(der.next(DerReader.SEQUENCE)).isTrue();
        der.enter();

        assertThat(der.next()).isTrue();
        assertThat(der.next()).isFalse();
    }

    @Test
    void readsLongLengths() {
        DerReader one = reader("048180" + "00".repeat(0x80));
        DerReader two = reader("04820100" + "00".repeat(0x100));

        assertThat(one.only(DerReader.OCTET_STRING)).isTrue();
        assertThat(one.contentLength()).isEqualTo(0x80);
        assertThat(two.only(DerReader.OCTET_STRING)).isTrue();
        assertThat(two.contentLength()).isEqualTo(0x100);
    }

    @Test
    void readsALengthOfFourOctets() {
        byte[] octets = new byte[6 + 0x01000000];
        System.arraycopy(HexFormat.of().parseHex("048401000000"), 0, octets, 0, 6);
        DerReader der = new DerReader(octets);

        assertThat(der.only(DerReader.OCTET_STRING)).isTrue();
        assertThat(der.contentLength()).isEqualTo(0x01000000);
    }

    /** 0x80 is no length of 128 bytes, although so many follow. */
    @Test
    void refusesAnIndefiniteLength() {
        assertThat(reader("0480" + "00".repeat(0x80)).next()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "04", // no length
                "0401", // no content
                "040200", // too little content
                "0480", // indefinite length, which only BER has
                "04800000",
                "048100", // long form of a length below 128
                "04817f" + "00000000000000000000000000000000",
                "0482", // the length is cut off
                "048201",
                "04820080" + "00", // leading zero
                "0484ffffffff", // longer than any array
                "048500000000010000", // five bytes of length
                "1f8101" + "00", // a tag of several bytes
                "bf2a00",
            })
    void refusesWhatIsNoDer(String hex) {
        assertThat(reader(hex).next()).isFalse();
    }

    @Test
    void refusesAnElementOfAnotherTag() {
        assertThat(reader("020105").next(DerReader.SEQUENCE)).isFalse();
    }

    @Test
    void onlyRefusesWhatFollows() {
        assertThat(reader("02010500").only(DerReader.INTEGER)).isFalse();
    }

    @Test
    void staysInsideTheContentOfTheElement() {
        DerReader der = reader("020105" + "020106");
        assertThat(der.next()).isTrue();

        assertThatThrownBy(() -> der.contentOctet(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> der.contentOctet(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(der.copyOfContents()).containsExactly(5);
        assertThat(der.contents(2).atEnd()).isTrue();
    }

    @Test
    void comparesContentAsAWhole() {
        DerReader der = reader("06025504");
        assertThat(der.next()).isTrue();

        assertThat(der.contentIs(new byte[] {0x55, 0x04})).isTrue();
        assertThat(der.contentIs(new byte[] {0x55})).isFalse();
        assertThat(der.contentIs(new byte[] {0x55, 0x05})).isFalse();
    }

    @Test
    void readsThePartThatItIsGiven() {
        byte[] octets = HexFormat.of().parseHex("ff020105ff");

        assertThat(new DerReader(octets, 1, 4).only(DerReader.INTEGER)).isTrue();
        assertThat(new DerReader(octets, 1, 3).next()).isFalse();
        assertThat(new DerReader(octets, 1, 1).next()).isFalse();
    }

    @Test
    void handsOutReadersOfContents() {
        DerReader der = reader("0304" + "00020105");
        assertThat(der.only(DerReader.BIT_STRING)).isTrue();

        assertThat(der.contents(1).only(DerReader.INTEGER)).isTrue();
        assertThat(der.contents().next(DerReader.INTEGER)).isFalse();
    }

    @Test
    void looksAheadWithoutMoving() {
        DerReader der = reader("a000");

        assertThat(der.comes(0xa0)).isTrue();
        assertThat(der.comes(0x02)).isFalse();
        assertThat(der.next()).isTrue();
        assertThat(der.comes(0xa0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536})
    void whatIsWrappedIsReadAgain(int length) {
        byte[] octets = new byte[length + 2];
        DerReader der = new DerReader(DerReader.wrap(DerReader.OCTET_STRING, octets, 1, length + 1));

        assertThat(der.only(DerReader.OCTET_STRING)).isTrue();
        assertThat(der.contentLength()).isEqualTo(length);
    }
}
