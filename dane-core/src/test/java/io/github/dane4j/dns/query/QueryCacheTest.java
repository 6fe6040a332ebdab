package io.github.dane4j.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.Query;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Replies about keys are cached, and not all that anybody could ask for. */
class QueryCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicInteger asked = new AtomicInteger();
    private final QueryCache cache = new QueryCache(
            new Answering(),
            Flags.CD,
            UnaryOperator.identity(),
            CacheSettings.DEFAULT,
            Clock.fixed(NOW, ZoneOffset.UTC));

    /** Has a DS for each name, at once. */
    private final class Answering implements Upstream {
        @Override
        public QueryOutcome exchange(
                Message query, long deadlineNanos, Attempt attempt, UnaryOperator<QueryOutcome> judge) {
            asked.incrementAndGet();
            Message reply = query.clone();
            reply.addRecord(
                    new DSRecord(query.getQuestion().getName(), DClass.IN, 300, 1, 13, 2, new byte[32]),
                    Section.ANSWER);
            return judge.apply(QueryOutcome.replied(query.getQuestion(), "192.0.2.1", reply));
        }

        @Override
        public void close() {}
    }

    /** Has as many queries as it likes. */
    private record Unlimited() implements Asker {
        @Override
        public long deadlineNanos() {
            return System.nanoTime() + Duration.ofMinutes(10).toNanos();
        }

        @Override
        public boolean mayAsk() {
            return true;
        }

        @Override
        public UnaryOperator<QueryOutcome> watched(UnaryOperator<QueryOutcome> judge) {
            return judge;
        }

        @Override
        public void reused(Query query) {}
    }

    private void ask(int number) {
        Query query = new Query(Name.fromConstantString("zone" + number + ".test."), Type.DS);
        Asker asker = new Unlimited();
        assertThat(cache.outcome(cache.begin(query, asker, Attempt.FIRST), asker)
                        .isFailure())
                .isFalse();
    }

    @Test
    void replyAboutKeysIsAskedForOnce() {
        ask(1);
        ask(1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void soManyRepliesAreKept() {
        int more = LookupLimits.CACHED_REPLIES + 500;
        for (int i = 0; i < more; i++) {
            ask(i);
        }
        assertThat(asked).hasValue(more);
        // Whatever was pushed out has to be asked for again.
        for (int i = more - 1; i >= 0; i--) {
            ask(i);
        }
        assertThat(asked).hasValueGreaterThanOrEqualTo(more + 500);
    }
}
