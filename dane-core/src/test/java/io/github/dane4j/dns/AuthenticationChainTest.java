package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Chains that a server sends (RFC 9102), by the test vectors of its appendix A and by what can be wrong with them. */
class AuthenticationChainTest {
    private static final TrustAnchors ROOT =
            TrustAnchors.of(". IN DS 47005 13 2 2eb6e9f2480126691594d649a5a613de3052e37861634641bb568746f2ffc4d4");
    private static final Instant JUNE_2019 = Instant.parse("2019-06-01T00:00:00Z");
    private static final TlsaRecord RECORD =
            TlsaRecord.parse("3 1 1 8bd1da95272f7fa4ffb24137fc0ed03aae67e5c4d8b3c50734e1050a7920b922");

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(AuthenticationChainTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** The extension data of appendix A.1, with a lifetime of zero. */
    private static byte[] a1() throws IOException {
        return HexFormat.of().parseHex(resource("rfc9102-a1.hex").replaceAll("\\s", ""));
    }

    private static List<Record> records(String vector) throws IOException {
        for (String part : resource("rfc9102.zone").split(";; ", -1)) {
            if (part.startsWith(vector + " ")) {
                String lines = part.substring(part.indexOf('\n'));
                List<Record> records = new ArrayList<>();
                Master master =
                        new Master(new ByteArrayInputStream(lines.getBytes(StandardCharsets.US_ASCII)), Name.root);
                for (Record each = master.nextRecord(); each != null; each = master.nextRecord()) {
                    records.add(each);
                }
                return records;
            }
        }
        throw new AssertionError("no vector " + vector);
    }

    private static byte[] data(int hours, List<Record> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(hours >> 8);
        out.write(hours);
        records.forEach(record -> out.writeBytes(record.toWire(Section.ANSWER)));
        return out.toByteArray();
    }

    private static Answer<TlsaRecord> judge(byte[] data, String host, int port, Instant now) {
        return AuthenticationChain.parse(data).tlsa(new Service(DomainName.of(host), port), ROOT, now);
    }

    private static Answer<TlsaRecord> judgeA1(byte[] data) {
        return judge(data, "www.example.com", 443, JUNE_2019);
    }

    private static String outcome(Answer<TlsaRecord> answer) {
        return answer instanceof Answer.Proven<TlsaRecord> proven
                ? proven.kind() + " " + proven.security()
                : ((Answer.Failure<TlsaRecord>) answer).reason().name();
    }

    private static boolean proves(Answer<TlsaRecord> answer) {
        return answer instanceof Answer.Data<TlsaRecord> data && data.security() == Security.SECURE;
    }

    @Test
    void vectorA1ProvesItsRecord() throws Exception {
        AuthenticationChain chain = AuthenticationChain.parse(a1());
        assertThat(chain.supportLifetime()).isZero();
        Answer<TlsaRecord> answer = judgeA1(a1());
        assertThat(outcome(answer)).isEqualTo("DATA SECURE");
        assertThat(((Answer.Data<TlsaRecord>) answer).records()).containsExactly(RECORD);
    }

    @ParameterizedTest
    @CsvSource({
        "A.1, www.example.com, 443, DATA SECURE",
        "A.2, example.com, 25, DATA SECURE",
        "A.3, example.org, 25, DATA SECURE",
        "A.4, www.example.org, 443, DATA SECURE",
        "A.5, www.example.net, 443, DATA SECURE",
        "A.6, smtp.example.com, 25, DENIAL SECURE",
        "A.7, smtp.example.org, 25, DENIAL SECURE",
        "A.8, www.insecure.example, 443, DENIAL INSECURE"
    })
    void vectorsOfTheAppendixInAnyOrder(String vector, String host, int port, String expected) throws Exception {
        List<Record> records = records(vector);
        for (int seed = 0; seed < 5; seed++) {
            Answer<TlsaRecord> answer = judge(data(72, records), host, port, JUNE_2019);
            assertThat(outcome(answer)).isEqualTo(expected);
            if (answer instanceof Answer.Data<TlsaRecord> data) {
                assertThat(data.records()).containsExactly(RECORD);
            }
            Collections.shuffle(records, new Random(seed));
        }
        assertThat(AuthenticationChain.parse(data(72, records)).supportLifetime())
                .isEqualTo(Duration.ofDays(3));
    }

    /** No record of a chain is superfluous but those of a key that is rolled over: without it nothing is proven. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSA", "DS", "DNSKEY"})
    void aChainWithAGapProvesNothing(String type) throws Exception {
        List<Record> records = records("A.1");
        records.removeIf(record -> record.getRRsetType() == Type.value(type));
        assertThat(outcome(judgeA1(data(0, records)))).isIn("DNSSEC_BOGUS", "TRUST_ANCHOR_FAILED");
    }

    @ParameterizedTest
    @CsvSource({
        "A.2, example.com, 25",
        "A.3, example.org, 25",
        "A.6, smtp.example.com, 25",
        "A.7, smtp.example.org, 25",
        "A.8, www.insecure.example, 443"
    })
    void withoutItsDenialsAChainProvesNothing(String vector, String host, int port) throws Exception {
        List<Record> records = records(vector);
        records.removeIf(record -> record.getRRsetType() == Type.NSEC || record.getRRsetType() == Type.NSEC3);
        assertThat(judge(data(0, records), host, port, JUNE_2019).kind()).isEqualTo(Answer.Kind.FAILURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2018-11-27T23:59:59Z", "2020-12-02T00:00:01Z", "2026-11-27T00:00:00Z"})
    void outsideOfTheTimeOfItsSignaturesItProvesNothing(String time) throws Exception {
        Answer<TlsaRecord> answer = judge(a1(), "www.example.com", 443, Instant.parse(time));
        assertThat(outcome(answer)).isEqualTo("TRUST_ANCHOR_FAILED");
    }

    @Test
    void aChainFromAnotherRootProvesNothing() throws Exception {
        Answer<TlsaRecord> answer = AuthenticationChain.parse(a1())
                .tlsa(new Service(DomainName.of("www.example.com"), 443), TrustAnchors.iana(), JUNE_2019);
        assertThat(outcome(answer)).isEqualTo("TRUST_ANCHOR_FAILED");
    }

    @ParameterizedTest
    @CsvSource({"www.example.com, 25", "www.example.net, 443", "example.com, 443"})
    void aChainForAnotherServiceProvesNothing(String host, int port) throws Exception {
        assertThat(judge(a1(), host, port, JUNE_2019).kind()).isEqualTo(Answer.Kind.FAILURE);
    }

    /** A set that somebody adds to has no valid signature; a set of its own without one is left out (RFC 9102 section 11). */
    @Test
    void recordsWithoutSignatureChangeNothing() throws Exception {
        Record stranger = Record.fromString(
                Name.fromString("_25._tcp.www.example.com."),
                Type.TLSA,
                DClass.IN,
                60,
                "3 1 1 " + "00".repeat(32),
                Name.root);
        List<Record> records = records("A.1");
        records.add(0, stranger);
        assertThat(proves(judgeA1(data(0, records)))).isTrue();
        assertThat(judge(data(0, records), "www.example.com", 25, JUNE_2019).kind())
                .isEqualTo(Answer.Kind.FAILURE);

        List<Record> joined = records("A.1");
        joined.add(
                0,
                Record.fromString(
                        Name.fromString("_443._tcp.www.example.com."),
                        Type.TLSA,
                        DClass.IN,
                        60,
                        "3 1 1 " + "00".repeat(32),
                        Name.root));
        assertThat(outcome(judgeA1(data(0, joined)))).isEqualTo("DNSSEC_BOGUS");
    }

    /** Whatever byte is changed: an error, a failure, or the very same record, never another one and never a denial. */
    @Test
    void noChangedByteProvesAnythingElse() throws Exception {
        Random random = new Random(9102);
        byte[] whole = a1();
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= (byte) (1 + random.nextInt(255));
            assertHarmless(changed, "byte " + i);
        }
    }

    @Test
    void noChainThatIsCutShortProvesAnythingElse() throws Exception {
        byte[] whole = a1();
        for (int length = 0; length < whole.length; length++) {
            assertHarmless(Arrays.copyOf(whole, length), "length " + length);
        }
    }

    private static void assertHarmless(byte[] data, String what) {
        Answer<TlsaRecord> answer;
        try {
            answer = judgeA1(data);
        } catch (ChainFormatException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        if (answer instanceof Answer.Data<TlsaRecord> proven && proven.security() == Security.SECURE) {
            assertThat(proven.records()).as(what).containsExactly(RECORD);
        } else {
            assertThat(answer.kind()).as(what).isEqualTo(Answer.Kind.FAILURE);
        }
    }

    @Test
    void malformedDataIsNamed() throws Exception {
        byte[] a1 = a1();
        assertRejected(new byte[0], "expected two bytes for the lifetime, found 0");
        assertRejected(Arrays.copyOf(a1, a1.length + 1), "is cut short");
        assertRejected(Arrays.copyOf(a1, a1.length - 1), "the record at byte 1474 is cut short");
        assertRejected(new byte[] {0, 0, (byte) 0xc0, 0, 0, 52}, "the name at byte 2 is compressed or too long");

        byte[] chaos = a1.clone();
        // The class of the first record: after the lifetime, a name of 27 bytes and the type.
        chaos[2 + 27 + 3] = 3;
        assertRejected(chaos, "the record at byte 2 is not of class IN");

        byte[] empty = {0, 0, 0, 0, 46, 0, 1, 0, 0, 0, 0, 0, 0};
        assertRejected(empty, "the data of the RRSIG record at byte 2 is malformed");
    }

    @Test
    void aChainOfFiveHundredRecordsIsReadAndALongerOneIsNot() throws Exception {
        ByteArrayOutputStream chain = new ByteArrayOutputStream();
        chain.writeBytes(a1());
        // Addresses of the root, which no proof is made of.
        byte[] other = {0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};
        for (int i = records("A.1").size(); i < LookupLimits.SUPPLIED_RECORDS; i++) {
            chain.writeBytes(other);
        }
        assertThat(outcome(judgeA1(chain.toByteArray()))).isEqualTo("DATA SECURE");

        chain.writeBytes(other);
        assertRejected(chain.toByteArray(), "expected at most 500 records");
    }

    private static void assertRejected(byte[] data, String message) {
        assertThatThrownBy(() -> AuthenticationChain.parse(data))
                .isInstanceOf(ChainFormatException.class)
                .hasMessageContaining(message);
    }

    /** Each label may be a zone of its own, of which nothing is said. */
    @ParameterizedTest
    @CsvSource({"10, TRUST_ANCHOR_FAILED", "50, DNS_BUDGET"})
    void aChainThatLeavesTooMuchOpenProvesNothing(int labels, String outcome) throws Exception {
        assertThat(outcome(judge(new byte[] {0, 1}, "a.".repeat(labels) + "example.com", 443, JUNE_2019)))
                .isEqualTo(outcome);
    }

    @Test
    void anEmptyChainProvesNothing() {
        Answer<TlsaRecord> answer = judgeA1(new byte[] {0, 1});
        assertThat(((Answer.Failure<TlsaRecord>) answer).reason()).isEqualTo(Reason.TRUST_ANCHOR_FAILED);
    }
}
