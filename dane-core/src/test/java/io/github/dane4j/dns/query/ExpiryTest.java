package io.github.dane4j.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** RFC 4035 section 5.3.3, and RFC 2308 section 5 for denials. */
class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SIGNATURE = " 20200101000000 1 example.test. AAAA";

    private final Message reply = new Message();

    private void add(int section, String type, long ttl, String data) {
        try {
            Name name = Name.fromConstantString("mx.example.test.");
            reply.addRecord(Record.fromString(name, Type.value(type), DClass.IN, ttl, data, Name.root), section);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertExpiresIn(boolean denial, Duration time) {
        assertThat(Duration.between(NOW, Expiry.of(reply, denial, NOW))).isEqualTo(time);
    }

    @Test
    void ttlReceivedIsALimit() {
        add(Section.ANSWER, "A", 60, "127.0.0.1");
        add(Section.ANSWER, "RRSIG", 60, "A 13 3 3600 20260201000000" + SIGNATURE);
        assertExpiresIn(false, Duration.ofMinutes(1));
    }

    @Test
    void ttlOfTheSignatureIsALimit() {
        add(Section.ANSWER, "A", 3600, "127.0.0.1");
        add(Section.ANSWER, "RRSIG", 30, "A 13 3 3600 20260201000000" + SIGNATURE);
        assertExpiresIn(false, Duration.ofSeconds(30));
    }

    @Test
    void originalTtlIsALimitToAnInflatedOne() {
        add(Section.ANSWER, "A", 80_000, "127.0.0.1");
        add(Section.ANSWER, "RRSIG", 80_000, "A 13 3 300 20260201000000" + SIGNATURE);
        assertExpiresIn(false, Duration.ofMinutes(5));
    }

    @Test
    void expirationOfTheSignatureIsALimit() {
        add(Section.ANSWER, "A", 3600, "127.0.0.1");
        add(Section.ANSWER, "RRSIG", 3600, "A 13 3 3600 20260101000010" + SIGNATURE);
        assertExpiresIn(false, Duration.ofSeconds(10));
    }

    @Test
    void expiredSignatureBesideAGoodOneIsNoLimit() {
        add(Section.ANSWER, "A", 3600, "127.0.0.1");
        add(Section.ANSWER, "RRSIG", 3600, "A 13 3 3600 20251231000000" + SIGNATURE);
        add(Section.ANSWER, "RRSIG", 3600, "A 13 3 3600 20260201000000" + SIGNATURE);
        assertExpiresIn(false, Duration.ofHours(1));
    }

    @Test
    void nothingIsUsedForMoreThanADay() {
        add(Section.ANSWER, "A", 1_000_000, "127.0.0.1");
        assertExpiresIn(false, Duration.ofDays(1));
    }

    @Test
    void nameServersOfTheZoneAreNoLimit() {
        add(Section.ANSWER, "A", 3600, "127.0.0.1");
        add(Section.AUTHORITY, "NS", 1, "ns.example.test.");
        assertExpiresIn(false, Duration.ofHours(1));
    }

    @Test
    void proofThatNoCloserNameExistsIsALimit() {
        add(Section.ANSWER, "A", 3600, "127.0.0.1");
        add(Section.AUTHORITY, "NSEC", 20, "z.example.test. A RRSIG NSEC");
        assertExpiresIn(false, Duration.ofSeconds(20));
    }

    @Test
    void minimumOfTheSoaIsALimitToADenial() {
        add(Section.AUTHORITY, "SOA", 3600, "ns. host. 1 2 3 4 120");
        assertExpiresIn(true, Duration.ofMinutes(2));
    }

    @Test
    void signatureOfTheProofIsALimitToADenial() {
        add(Section.AUTHORITY, "SOA", 3600, "ns. host. 1 2 3 4 3600");
        add(Section.AUTHORITY, "NSEC", 3600, "z.example.test. A RRSIG NSEC");
        add(Section.AUTHORITY, "RRSIG", 3600, "NSEC 13 3 3600 20260101000005" + SIGNATURE);
        assertExpiresIn(true, Duration.ofSeconds(5));
    }

    @Test
    void denialWithoutSoaIsNotKept() {
        assertExpiresIn(true, Duration.ZERO);
    }
}
