package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final AnswerCache cache = new AnswerCache();

    private static Question<DomainName> question(int number) {
        return new Question<>(DomainName.of("host" + number + ".example.test"), RecordType.CNAME);
    }

    private void store(int number, Instant expiry) {
        Question<DomainName> question = question(number);
        cache.store(
                question,
                new Answer.Denial<>(
                        question.name(), question.type(), List.of(), question.name(), true, Security.SECURE, expiry));
    }

    private boolean has(int number) {
        return cache.find(question(number), NOW).isPresent();
    }

    @Test
    void answerIsGoneAtItsExpiry() {
        store(1, NOW.plusNanos(1));
        store(2, NOW);
        assertThat(has(1)).isTrue();
        assertThat(has(2)).isFalse();
    }

    @Test
    void failureIsNotKept() {
        cache.store(question(1), question(1).failure(Reason.DNS_TIMEOUT, "no reply"));
        assertThat(has(1)).isFalse();
    }

    @Test
    void leastRecentlyUsedAnswerMakesRoom() {
        for (int i = 0; i < AnswerCache.MAX_ENTRIES; i++) {
            store(i, NOW.plusSeconds(1));
        }
        assertThat(has(0)).isTrue();
        store(AnswerCache.MAX_ENTRIES, NOW.plusSeconds(1));
        assertThat(has(0)).isTrue();
        assertThat(has(1)).isFalse();
    }
}
