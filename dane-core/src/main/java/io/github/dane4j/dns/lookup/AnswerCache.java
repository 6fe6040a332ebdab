package io.github.dane4j.dns.lookup;

import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.dns.SrvRecord;
import io.github.dane4j.dns.query.BoundedCache;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Answers by question: what is proven until its expiry, and failures for a moment, so that many who ask again do not all
 * ask the name servers. Thread-safe.
 */
public final class AnswerCache {
    /** What an answer takes without its names and records, measured in a heap: about. */
    private static final int ANSWER_OCTETS = 600;

    private static final int RECORD_OCTETS = 150;
    private static final int ALIAS_OCTETS = 300;

    /** The part of its life, at the end, in which an answer that is asked for is asked for again beforehand. */
    private static final int REFRESHED_PART = 10;
    /** There is no time to refresh what lives for less. */
    private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

    private final CacheSettings settings;
    private final BoundedCache<Question<?>, Kept<?>> answers;

    AnswerCache(CacheSettings settings) {
        this.settings = settings;
        this.answers = new BoundedCache<>(settings.entries(), settings.octets());
    }

    /** An answer, and when to look for the next one. */
    static final class Kept<T> {
        private final Answer<T> answer;
        private final Instant refreshFrom;
        private final AtomicBoolean refreshed = new AtomicBoolean();

        private Kept(Answer<T> answer, Instant refreshFrom) {
            this.answer = answer;
            this.refreshFrom = refreshFrom;
        }

        Answer<T> answer() {
            return answer;
        }

        /** True once for one caller, who then has to refresh the answer. */
        boolean claimRefresh(Instant now) {
            return !now.isBefore(refreshFrom) && !refreshed.get() && refreshed.compareAndSet(false, true);
        }
    }

    <T> @Nullable Kept<T> find(Question<T> question, Instant now) {
        // The key's type is that of the answer stored under it.
        @SuppressWarnings("unchecked")
        Kept<T> kept = (Kept<T>) answers.find(question, now);
        return kept;
    }

    <T> void store(Question<T> question, Answer<T> answer, Instant now) {
        Instant expiry = expiry(answer, now);
        if (answer.kind() == Answer.Kind.FAILURE) {
            Kept<T> known = find(question, now);
            if (known != null && known.answer.kind() != Answer.Kind.FAILURE) {
                // What is proven stays so until its time has come.
                return;
            }
        }
        answers.put(question, new Kept<>(answer, refreshFrom(answer, now, expiry)), expiry, octets(answer), now);
    }

    private <T> Instant expiry(Answer<T> answer, Instant now) {
        return answer instanceof Answer.Proven<T> proven ? proven.expiry() : now.plus(settings.failureTtl());
    }

    private static Instant refreshFrom(Answer<?> answer, Instant now, Instant expiry) {
        Duration life = Duration.between(now, expiry);
        return answer.kind() == Answer.Kind.FAILURE || life.compareTo(SHORT_LIFE) < 0
                ? Instant.MAX
                : expiry.minusSeconds(life.toSeconds() / REFRESHED_PART);
    }

    private static <T> long octets(Answer<T> answer) {
        long octets = ANSWER_OCTETS + (long) ALIAS_OCTETS * answer.aliases().size();
        if (answer instanceof Answer.Data<T> data) {
            for (T each : data.records()) {
                octets += RECORD_OCTETS + length(each);
            }
        }
        return octets;
    }

    /** Of what differs in length from record to record, about. */
    private static int length(Object data) {
        if (data instanceof MxRecord mx) {
            return mx.exchange().length();
        }
        if (data instanceof SrvRecord srv) {
            return srv.target().length();
        }
        return data instanceof TlsaRecord tlsa
                ? tlsa.toWire().length
                : data.toString().length();
    }

    void clear() {
        answers.clear();
    }
}
