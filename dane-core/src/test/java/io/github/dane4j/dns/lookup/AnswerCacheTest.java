package io.github.dane4j.dns.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.SrvRecord;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(100);
    private static final int ENTRIES = 50;

    private final AnswerCache cache = new AnswerCache(CacheSettings.DEFAULT.withSize(ENTRIES, 1 << 20));

    private static Question<DomainName> question(int number) {
        return new Question<>(DomainName.of("host" + number + ".example.test"), RecordType.CNAME);
    }

    private void store(int number, Instant expiry) {
        Question<DomainName> question = question(number);
        cache.store(
                question,
                new Answer.Denial<>(
                        question.name(), question.type(), List.of(), question.name(), true, Security.SECURE, expiry),
                NOW);
    }

    private void storeFailure(int number) {
        cache.store(question(number), question(number).failure(Reason.DNS_TIMEOUT, "no reply"), NOW);
    }

    private boolean has(int number) {
        return has(number, NOW);
    }

    private boolean has(int number, Instant time) {
        return cache.find(question(number), time) != null;
    }

    private boolean claimsRefresh(int number, Instant time) {
        return Objects.requireNonNull(cache.find(question(number), time)).claimRefresh(time);
    }

    @Test
    void answerIsGoneAtItsExpiry() {
        store(1, LATER);
        store(2, NOW);
        assertThat(has(1, LATER.minusNanos(1))).isTrue();
        assertThat(has(2)).isFalse();
        assertThat(has(1, LATER)).isFalse();
    }

    /** RFC 2308 section 7.1. */
    @Test
    void failureIsKeptForAMoment() {
        storeFailure(1);
        Instant end = NOW.plus(CacheSettings.DEFAULT.failureTtl());
        assertThat(has(1, end.minusNanos(1))).isTrue();
        assertThat(has(1, end)).isFalse();
    }

    @Test
    void rfc4035s5_3_3_clockThatIsSetBackFindsNeitherAnswersNorFailures() {
        store(1, LATER);
        storeFailure(2);
        assertThat(has(1, NOW.minusNanos(1))).isFalse();
        assertThat(has(2, NOW.minusNanos(1))).isFalse();
    }

    @Test
    void failureDoesNotTakeThePlaceOfWhatIsProven() {
        store(1, LATER);
        storeFailure(1);
        assertThat(has(1, LATER.minusNanos(1))).isTrue();
    }

    @Test
    void provenAnswerTakesThePlaceOfAFailure() {
        storeFailure(1);
        store(1, LATER);
        assertThat(has(1, LATER.minusNanos(1))).isTrue();
    }

    @Test
    void answerThatWasAskedForOutlivesOneThatWasNot() {
        for (int i = 0; i < ENTRIES; i++) {
            store(i, LATER);
        }
        assertThat(has(0)).isTrue();
        store(ENTRIES, LATER);
        assertThat(has(0)).isTrue();
        assertThat(has(1)).isFalse();
    }

    @Test
    void oneWhoAsksInTheLastTenthOfItsLifeRefreshesIt() {
        store(1, LATER);
        assertThat(claimsRefresh(1, NOW.plusSeconds(90).minusNanos(1))).isFalse();
        assertThat(claimsRefresh(1, NOW.plusSeconds(90))).isTrue();
        assertThat(claimsRefresh(1, NOW.plusSeconds(99))).isFalse();
    }

    @Test
    void neitherAShortLifeNorAFailureIsRefreshed() {
        Instant soon = NOW.plus(Duration.ofSeconds(9));
        store(1, soon);
        storeFailure(2);
        assertThat(claimsRefresh(1, soon.minusNanos(1))).isFalse();
        assertThat(claimsRefresh(2, NOW.plusSeconds(5).minusNanos(1))).isFalse();
    }

    /** Of what takes more than a tenth of all room nothing is kept; here that is what is longer than some 200 bytes. */
    @Test
    void lengthOfTheDataIsCounted() {
        String host = "a".repeat(50) + ".test";
        String longHost = ("a".repeat(50) + ".").repeat(4) + "test";
        assertThat(isKept(RecordType.MX, new MxRecord(10, host))).isTrue();
        assertThat(isKept(RecordType.MX, new MxRecord(10, longHost))).isFalse();
        assertThat(isKept(RecordType.SRV, new SrvRecord(1, 1, 443, host))).isTrue();
        assertThat(isKept(RecordType.SRV, new SrvRecord(1, 1, 443, longHost))).isFalse();
        assertThat(isKept(RecordType.TLSA, TlsaRecord.of(3, 1, 1, new byte[32])))
                .isTrue();
        assertThat(isKept(RecordType.TLSA, TlsaRecord.of(3, 0, 0, new byte[250])))
                .isFalse();
        assertThat(isKept(RecordType.TXT, "v=STSv1; id=1")).isTrue();
        assertThat(isKept(RecordType.TXT, "v".repeat(250))).isFalse();
    }

    private static <T> boolean isKept(RecordType<T> type, T data) {
        AnswerCache small = new AnswerCache(CacheSettings.DEFAULT.withSize(ENTRIES, 9_500));
        Question<T> question = new Question<>(DomainName.of("example.test"), type);
        small.store(
                question,
                new Answer.Data<>(
                        question.name(), type, List.of(), question.name(), Security.SECURE, LATER, List.of(data)),
                NOW);
        return small.find(question, NOW) != null;
    }
}
