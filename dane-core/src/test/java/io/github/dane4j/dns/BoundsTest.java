package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each bound of {@link LookupLimits} on the proof and the lookup, by zones that are genuine, really signed, and asked through
 * sockets: at the bound there is the right answer, and beyond it a failure that says so. Never is it insecure, which would turn
 * DANE off. Without the bound the zone beyond it would be secure as well.
 */
class BoundsTest {
    private static final String SECURE = "secure, 1 record";

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private Answer<?> ask(DnsTree tree, String name, RecordType<?> type) {
        return resolvers.over(tree).query(DomainName.of(name), type);
    }

    /** The host of a zone. */
    private Answer<?> ask(Consumer<ZoneBuilder> zone) {
        return ask(zone, RecordType.A);
    }

    private Answer<?> ask(Consumer<ZoneBuilder> zone, RecordType<?> type) {
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", each -> {
            each.record("mx A 127.0.0.1");
            zone.accept(each);
        }));
        return ask(tree, "mx.example.test", type);
    }

    private static void assertTooMuch(Answer<?> answer, String detail) {
        assertTooMuch(answer, Culprit.ZONE, detail);
    }

    private static void assertTooMuch(Answer<?> answer, Culprit culprit, String detail) {
        assertThat(answer).isInstanceOf(Answer.Failure.class);
        Answer.Failure<?> failure = (Answer.Failure<?>) answer;
        assertThat(failure.reason()).isEqualTo(Reason.DNS_BUDGET);
        assertThat(failure.culprit()).isEqualTo(culprit);
        assertThat(failure.detail()).contains(detail);
    }

    // The proof.

    /**
     * In each zone four keys have the tag of the one that signs, and are tried first; a lookup that leads through two of them is
     * at the bound, and one through three beyond it.
     */
    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    void verificationsThatFail(int zones, boolean within) {
        DnsTree.Builder builder = DnsTree.builder();
        IntStream.range(0, zones)
                .forEach(i -> builder.zone(
                        "zone" + i + ".test",
                        zone -> zone.keySigningKeyApart()
                                .collidingKeys(LookupLimits.FAILED_VERIFICATIONS / 2)
                                .record(i == zones - 1 ? "mx A 127.0.0.1" : "mx CNAME mx.zone" + (i + 1) + ".test.")));
        Answer<?> answer = ask(network.start(builder), "mx.zone0.test", RecordType.A);
        if (within) {
            assertThat(answer.describe()).startsWith(SECURE);
        } else {
            assertTooMuch(answer, "more than 8");
        }
    }

    @Test
    void keysOfOneTag() {
        int most = LookupLimits.KEYS_PER_TAG;
        assertThat(ask(zone -> zone.keySigningKeyApart().collidingKeys(most - 1))
                        .describe())
                .isEqualTo(SECURE);
        assertTooMuch(ask(zone -> zone.keySigningKeyApart().collidingKeys(most)), "more than 5");
    }

    @Test
    void keysOfAZone() {
        int most = LookupLimits.KEYS_PER_ZONE;
        assertThat(ask(zone -> addKeys(zone, most - 1)).describe()).isEqualTo(SECURE);
        assertTooMuch(
                ask(zone -> addKeys(zone, most)),
                "example.test DNSKEY takes more work to verify than is allowed: more than 24");
    }

    private static void addKeys(ZoneBuilder zone, int number) {
        IntStream.range(0, number)
                .forEach(i -> zone.record("@ DNSKEY 256 3 13 "
                        + Base64.getEncoder().encodeToString(new byte[] {(byte) i, 7, 7, 7, 7, 7})));
    }

    @Test
    void dsRecordsOfAZone() {
        int most = LookupLimits.DS_PER_ZONE;
        assertThat(ask(zone -> addDs(zone, most - 1)).describe()).isEqualTo(SECURE);
        assertTooMuch(
                ask(zone -> addDs(zone, most)),
                Culprit.PARENT,
                "example.test DS takes more work to verify than is allowed: more than 24");
    }

    private static void addDs(ZoneBuilder zone, int number) {
        IntStream.range(0, number).forEach(i -> zone.ds("12345 13 2 " + "%02x".formatted(i) + "ab".repeat(31)));
    }

    /**
     * A zone with no other key than one that is too short, too long, or has too long an exponent has no usable key, which is
     * bogus.
     */
    @ParameterizedTest
    @CsvFileSource(resources = "rsa-keys.txt", delimiter = '|', maxCharsPerColumn = 8192)
    void rsaKeysThatAreUsed(int bits, boolean used, String exponent, String p, String q)
            throws GeneralSecurityException {
        KeyPair keys = rsa(new BigInteger(exponent, 16), new BigInteger(p, 16), new BigInteger(q, 16));
        assertThat(((RSAPublicKey) keys.getPublic()).getModulus().bitLength()).isEqualTo(bits);
        Answer<?> answer = ask(zone -> zone.rsaKeys(keys));
        if (used) {
            assertThat(answer.describe()).isEqualTo(SECURE);
        } else {
            assertThat(answer).isInstanceOf(Answer.Failure.class);
            Answer.Failure<?> failure = (Answer.Failure<?>) answer;
            assertThat(failure.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
            assertThat(failure.detail()).contains("example.test has no usable key", "(RSASHA256)");
        }
    }

    /** From the public exponent and the two primes, which take long to find. */
    private static KeyPair rsa(BigInteger exponent, BigInteger p, BigInteger q) throws GeneralSecurityException {
        BigInteger modulus = p.multiply(q);
        BigInteger totient = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
        KeyFactory factory = KeyFactory.getInstance("RSA");
        return new KeyPair(
                factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
                factory.generatePrivate(new RSAPrivateKeySpec(modulus, exponent.modInverse(totient))));
    }

    /** Such a key beside a good one is left out, and does not spoil it (RFC 6840 section 5.11). */
    @ParameterizedTest
    @CsvSource({"9, 300", "0, 300", "3, 100", "3, 601"})
    void rsaKeyThatIsLeftOut(int exponentLength, int length) {
        byte[] field = new byte[length];
        Arrays.fill(field, (byte) 0x7f);
        field[0] = (byte) exponentLength;
        assertThat(ask(zone -> zone.record(
                                "@ DNSKEY 257 3 8 " + Base64.getEncoder().encodeToString(field)))
                        .describe())
                .isEqualTo(SECURE);
    }

    /** RFC 9276 section 3.2. */
    @Test
    void nsec3Iterations() {
        int most = LookupLimits.NSEC3_ITERATIONS;
        assertThat(ask(zone -> zone.nsec3(most, new byte[0], false), RecordType.TLSA)
                        .describe())
                .isEqualTo("secure, no such records");
        Answer<?> beyond = ask(zone -> zone.nsec3(most + 1, new byte[0], false), RecordType.TLSA);
        assertTooMuch(beyond, "example.test asks for 501 NSEC3 iterations, more than 500");
        assertThat(((Answer.Failure<?>) beyond).extendedError()).isEqualTo(OptionalInt.of(27));
    }

    /** Nor is what lies below such a zone insecure, signed or not: the same record could be replayed for any name. */
    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    void nsec3IterationsBeyondTheBoundMakeNothingInsecure(int beyond, boolean optOut) {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.nsec3(LookupLimits.NSEC3_ITERATIONS + beyond, new byte[0], optOut))
                .zone("plain.example.test", zone -> zone.unsigned().record("mx A 127.0.0.1")));
        Answer<?> answer = ask(tree, "mx.plain.example.test", RecordType.A);
        if (beyond == 0) {
            assertThat(answer.describe()).isEqualTo("insecure, 1 record");
        } else {
            assertTooMuch(answer, "example.test asks for 501 NSEC3 iterations, more than 500");
        }
    }

    /**
     * For each record with other parameters the name, and the zone above it, are hashed once more. 99 times 2 times 501, and
     * once for the proof, are within the bound.
     */
    @Test
    void nsec3Hashes() {
        int iterations = LookupLimits.NSEC3_ITERATIONS;
        int most = LookupLimits.NSEC3_HASHES / (2 * (iterations + 1));
        assertThat(ask(zone -> zone.nsec3(iterations, new byte[0], false).strayNsec3(most), RecordType.TLSA)
                        .describe())
                .isEqualTo("secure, no such records");
        assertTooMuch(
                ask(zone -> zone.nsec3(iterations, new byte[0], false).strayNsec3(most + 1), RecordType.TLSA),
                "more than 100000");
    }

    // The lookup.

    @Test
    void aliases() {
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> {
            zone.record("alias0 A 127.0.0.1");
            IntStream.rangeClosed(1, LookupLimits.ALIASES + 1)
                    .forEach(i -> zone.record("alias" + i + " CNAME alias" + (i - 1)));
        }));
        assertThat(ask(tree, "alias10.example.test", RecordType.A).describe()).startsWith(SECURE);
        Answer.Failure<?> beyond = (Answer.Failure<?>) ask(tree, "alias11.example.test", RecordType.A);
        assertThat(beyond.reason()).isEqualTo(Reason.DNS_ALIAS_LOOP);
        assertThat(beyond.detail()).contains("more than 10 aliases");
    }

    /** One for the answer, and two for each zone: the root has no DS, three zones have aliases, and then come these. */
    @ParameterizedTest
    @CsvSource({"14, true", "16, false"})
    void queries(int zones, boolean within) {
        DnsTree.Builder builder = DnsTree.builder();
        for (int i = 1; i <= zones; i++) {
            builder.zone("z.".repeat(i) + "test", zone -> zone.record("mx A 127.0.0.1"));
        }
        for (int i = 1; i <= 3; i++) {
            String next = i == 3 ? "mx." + "z.".repeat(zones) + "test." : "host." + "y" + (i + 1) + ".test.";
            builder.zone("y" + i + ".test", zone -> zone.record("host CNAME " + next));
        }
        Answer<?> answer = ask(network.start(builder), "host.y1.test", RecordType.A);
        if (within) {
            assertThat(answer.describe()).startsWith(SECURE);
        } else {
            assertTooMuch(answer, "more than 40 queries");
        }
    }

    // One reply.

    @Test
    void recordsOfAReply() {
        // The question, the signature and the EDNS options count as well.
        int most = LookupLimits.REPLY_RECORDS - 3;
        assertThat(ask(zone -> addAddresses(zone, most - 1)).describe()).isEqualTo("secure, " + most + " records");
        Answer<?> beyond = ask(zone -> addAddresses(zone, most));
        assertTooMuch(beyond, "a reply of 257 records");
    }

    private static void addAddresses(ZoneBuilder zone, int number) {
        IntStream.range(0, number).forEach(i -> zone.record("mx A 127.1." + i / 256 + "." + i % 256));
    }
}
