package io.github.dane4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScanTaskTest {
    private final AtomicInteger closed = new AtomicInteger();

    private final DnssecResolver resolver = new DnssecResolver() {
        @Override
        public <T> Answer<T> query(DomainName name, RecordType<T> type) {
            throw new AssertionError(name);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    };

    private static ScanSettings settings(int parallel) {
        return new ScanSettings(List.of(), null, Duration.ofSeconds(1), Duration.ofSeconds(1), 25, true, parallel, 1);
    }

    @Test
    void taskThatEndsClosesItsResolver() {
        try (ScanTask task = new ScanTask(resolver, settings(1), Collections.emptyIterator())) {
            assertThat(task.hasNext()).isFalse();
            assertThat(task.hasNext()).isFalse();
            assertThat(closed).hasValue(0);
        }
        assertThat(closed).hasValue(1);
    }

    /** A cluster tries a task again and again: none may leave a resolver behind. */
    @Test
    void taskThatCannotBeginClosesItsResolver() {
        assertThatThrownBy(() -> new ScanTask(resolver, settings(0), Collections.emptyIterator()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(closed).hasValue(1);
    }
}
