package io.github.dane4j.dns;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Proven answers, each until its expiry. Failures are not kept: they are wanted anew. Names come from the network, so
 * the number of entries is bounded and the least recently used goes first. Thread-safe.
 */
final class AnswerCache {
    static final int MAX_ENTRIES = 10_000;

    private final Map<Question<?>, Kept> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question<?>, Kept> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    private record Kept(Answer<?> answer, Instant expiry) {}

    <T> Optional<Answer<T>> find(Question<T> question, Instant now) {
        synchronized (entries) {
            Kept entry = entries.get(question);
            if (entry == null) {
                return Optional.empty();
            }
            if (!now.isBefore(entry.expiry())) {
                entries.remove(question);
                return Optional.empty();
            }
            // The key's type is that of the answer stored under it.
            @SuppressWarnings("unchecked")
            Answer<T> answer = (Answer<T>) entry.answer();
            return Optional.of(answer);
        }
    }

    <T> void store(Question<T> question, Answer<T> answer) {
        Instant expiry;
        if (answer instanceof Answer.Data<T> data) {
            expiry = data.expiry();
        } else if (answer instanceof Answer.Denial<T> denial) {
            expiry = denial.expiry();
        } else {
            return;
        }
        synchronized (entries) {
            entries.put(question, new Kept(answer, expiry));
        }
    }

    void clear() {
        synchronized (entries) {
            entries.clear();
        }
    }
}
