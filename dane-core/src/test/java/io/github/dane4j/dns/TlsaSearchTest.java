package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.lookup.Question;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The search over scripted answers, for what no honest tree of zones says. */
class TlsaSearchTest {
    private static final DomainName HOST = DomainName.of("mx.example.test");
    private static final DomainName TARGET = DomainName.of("mx.provider.test");
    private static final Instant SOON = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = SOON.plusSeconds(3600);

    private final Map<Question<?>, Answer<?>> script = new HashMap<>();

    private TlsaLookup lookup() {
        DnssecResolver scripted = new DnssecResolver() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> Answer<T> query(DomainName name, RecordType<T> type) {
                return (Answer<T>) Objects.requireNonNull(script.get(new Question<>(name, type)), name + " " + type);
            }

            @Override
            public void close() {}
        };
        return TlsaLookup.perform(scripted, new Service(HOST, 25));
    }

    private <T> void data(DomainName name, RecordType<T> type, Security security, Instant expiry, T record) {
        script.put(
                new Question<>(name, type),
                new Answer.Data<>(name, type, List.of(), name, security, expiry, List.of(record)));
    }

    /** As a resolver answers that knows no more than one AD bit. */
    private void aliased(RecordType<InetAddress> type, Security security, InetAddress address) {
        List<Answer.Alias> aliases = List.of(new Answer.Alias(HOST, TARGET, security));
        script.put(
                new Question<>(HOST, type),
                new Answer.Data<>(HOST, type, aliases, TARGET, security, LATER, List.of(address)));
    }

    private <T> void denial(DomainName name, RecordType<T> type, Security security, Instant expiry) {
        script.put(
                new Question<>(name, type), new Answer.Denial<>(name, type, List.of(), name, true, security, expiry));
    }

    private <T> void failure(DomainName name, RecordType<T> type, Reason reason) {
        script.put(
                new Question<>(name, type),
                new Answer.Failure<>(
                        name, type, List.of(), reason, name + " " + type + ": it failed", OptionalInt.empty()));
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void secureTlsa(DomainName base) {
        data(base.child("_25._tcp"), RecordType.TLSA, Security.SECURE, LATER, TlsaRecord.of(3, 1, 1, new byte[32]));
    }

    @Test
    void b10_oneSecureFamilyIsEnoughAndBothAreUsed() {
        data(HOST, RecordType.A, Security.INSECURE, LATER, address(1));
        data(HOST, RecordType.AAAA, Security.SECURE, LATER, address(2));
        secureTlsa(HOST);
        assertThat(((TlsaLookup.Found) lookup()).addresses()).containsExactly(address(1), address(2));
    }

    @Test
    void insecureFamilyBesideAFailedOneIsInsecure() {
        failure(HOST, RecordType.A, Reason.DNS_TIMEOUT);
        data(HOST, RecordType.AAAA, Security.INSECURE, LATER, address(2));
        assertThat(((TlsaLookup.Insecure) lookup()).addresses()).containsExactly(address(2));
    }

    @Test
    void b4_aliasThatIsDeniedSecurelyInTheMeantimeLeavesTheOriginalName() {
        aliased(RecordType.A, Security.INSECURE, address(1));
        denial(HOST, RecordType.AAAA, Security.SECURE, LATER);
        denial(HOST, RecordType.CNAME, Security.SECURE, LATER);
        secureTlsa(HOST);
        assertThat(((TlsaLookup.Found) lookup()).baseDomain()).isEqualTo(HOST);
    }

    @Test
    void b4_secureAliasOfWhichOneAdBitSaysNothingIsAskedFor() {
        aliased(RecordType.A, Security.INSECURE, address(1));
        denial(HOST, RecordType.AAAA, Security.INSECURE, LATER);
        data(HOST, RecordType.CNAME, Security.SECURE, LATER, TARGET);
        secureTlsa(HOST);
        assertThat(((TlsaLookup.Found) lookup()).baseDomain()).isEqualTo(HOST);
    }

    @Test
    void b6_aliasOfWhichOneAdBitSaysNothingAndWhoseOwnLookupFails() {
        aliased(RecordType.A, Security.INSECURE, address(1));
        denial(HOST, RecordType.AAAA, Security.INSECURE, LATER);
        failure(HOST, RecordType.CNAME, Reason.DNS_ERROR);
        assertThat(((TlsaLookup.Failed) lookup()).reason()).isEqualTo(Reason.DNS_ERROR);
    }

    @Test
    void interruptEndsTheSearchAtOnce() {
        failure(HOST, RecordType.A, Reason.DNS_INTERRUPTED);
        TlsaLookup lookup = lookup();
        assertThat(((TlsaLookup.Failed) lookup).reason()).isEqualTo(Reason.DNS_INTERRUPTED);
        assertThat(lookup.evidence()).hasSize(1);
    }

    @Test
    void resultExpiresWithTheFirstOfItsAnswers() {
        data(HOST, RecordType.A, Security.SECURE, LATER, address(1));
        denial(HOST, RecordType.AAAA, Security.SECURE, SOON);
        secureTlsa(HOST);
        assertThat(((TlsaLookup.Found) lookup()).expiry()).isEqualTo(SOON);
    }

    @Test
    void candidateTooLongForATlsaNameCanHaveNoRecords() {
        DomainName longest = DomainName.of("a.".repeat(122) + "test");
        script.put(
                new Question<>(HOST, RecordType.A),
                new Answer.Data<>(
                        HOST,
                        RecordType.A,
                        List.of(new Answer.Alias(HOST, longest, Security.SECURE)),
                        longest,
                        Security.SECURE,
                        LATER,
                        List.of(address(1))));
        denial(HOST, RecordType.AAAA, Security.SECURE, LATER);
        secureTlsa(HOST);
        assertThat(((TlsaLookup.Found) lookup()).baseDomain()).isEqualTo(HOST);
    }

    @Test
    void foundExplainsItself() {
        aliased(RecordType.A, Security.SECURE, address(1));
        denial(HOST, RecordType.AAAA, Security.SECURE, LATER);
        secureTlsa(TARGET);
        assertThat(lookup().explain()).isEqualTo("""
                        mx.example.test:25: secure TLSA records
                          lookup mx.example.test A: secure, 1 record at mx.provider.test
                          alias  mx.example.test is an alias of mx.provider.test
                          lookup mx.example.test AAAA: secure, no such records
                          lookup _25._tcp.mx.provider.test TLSA: secure, 1 record
                          base   mx.provider.test
                          record 3 1 1 %s""".formatted("00".repeat(32)));
    }

    @Test
    void absentExplainsItself() {
        data(HOST, RecordType.A, Security.SECURE, LATER, address(1));
        denial(HOST, RecordType.AAAA, Security.SECURE, LATER);
        denial(HOST.child("_25._tcp"), RecordType.TLSA, Security.SECURE, LATER);
        assertThat(lookup().explain()).isEqualTo("""
                        mx.example.test:25: there are no DNSSEC-secure TLSA records
                          lookup mx.example.test A: secure, 1 record
                          lookup mx.example.test AAAA: secure, no such records
                          lookup _25._tcp.mx.example.test TLSA: secure, no such records""");
    }

    @Test
    void insecureExplainsItself() {
        data(HOST, RecordType.A, Security.INSECURE, LATER, address(1));
        denial(HOST, RecordType.AAAA, Security.INSECURE, LATER);
        assertThat(lookup().explain()).isEqualTo("""
                        mx.example.test:25: the host's zone is not signed
                          lookup mx.example.test A: insecure, 1 record
                          lookup mx.example.test AAAA: insecure, no such records""");
    }

    @Test
    void failedExplainsItself() {
        data(HOST, RecordType.A, Security.SECURE, LATER, address(1));
        denial(HOST, RecordType.AAAA, Security.SECURE, LATER);
        failure(HOST.child("_25._tcp"), RecordType.TLSA, Reason.DNSSEC_BOGUS);
        assertThat(lookup().explain()).isEqualTo("""
                        mx.example.test:25: the answer fails DNSSEC validation (bogus)
                          lookup mx.example.test A: secure, 1 record
                          lookup mx.example.test AAAA: secure, no such records
                          lookup _25._tcp.mx.example.test TLSA: bogus: _25._tcp.mx.example.test TLSA: it failed
                          hint   repair the signatures of the zone; if they are right, someone is tampering with the answers""");
    }
}
