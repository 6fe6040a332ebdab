package io.github.dane4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Refusals behind whatever clients put around them. */
class DaneRefusalTest {
    private static final class Refused extends IOException implements DaneRefusal {
        private static final long serialVersionUID = 1L;
        private final String server;

        Refused(String server) {
            this.server = server;
        }

        @Override
        public Reason reason() {
            return Reason.LEAF_MISMATCH;
        }

        @Override
        public Optional<Culprit> culprit() {
            return Optional.empty();
        }

        @Override
        public String server() {
            return server;
        }

        @Override
        public List<String> records() {
            return List.of();
        }

        @Override
        public String explain() {
            return "no";
        }
    }

    /** As Jakarta Mail's, which returns the next exception as its cause. */
    private static final class Chained extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Throwable next;

        Chained(Throwable next) {
            this.next = next;
        }

        @Override
        public synchronized Throwable getCause() {
            return next;
        }
    }

    @Test
    void itselfACauseOrSuppressed() {
        Refused refused = new Refused("a:25");
        Exception suppressing = new Exception("closing failed");
        suppressing.addSuppressed(new IOException(refused));

        for (Throwable failure : List.of(
                refused,
                new IOException(refused),
                new CompletionException(new ExecutionException(new IOException(refused))),
                new InvocationTargetException(refused),
                new Chained(new Chained(refused)),
                suppressing,
                new RuntimeException(suppressing))) {
            assertThat(DaneRefusal.in(failure)).as(failure.toString()).containsSame(refused);
            assertThat(DaneRefusal.allIn(failure)).containsExactly(refused);
        }
    }

    @Test
    void nothingOfOursIsNoRefusal() {
        assertThat(DaneRefusal.in(new IOException("DANE refused mx.example.org", new Exception("refused"))))
                .isEmpty();
    }

    @Test
    void nearestComesFirstAndEachIsFoundOnce() {
        Refused first = new Refused("a:25");
        Refused second = new Refused("b:25");
        Exception delivery = new Exception(new IOException(second));
        delivery.addSuppressed(first);
        delivery.addSuppressed(new IOException(first));

        assertThat(DaneRefusal.allIn(delivery)).containsExactly(first, second);
    }

    @Test
    void causeOfARefusalIsNotASecondOne() {
        Refused outer = new Refused("a:25");
        outer.initCause(new IOException(new Refused("a:25")));

        assertThat(DaneRefusal.allIn(new Exception(outer))).containsExactly(outer);
    }

    @Test
    void circlesEnd() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        second.addSuppressed(first);

        assertThat(DaneRefusal.in(first)).isEmpty();
    }

    @Test
    void causesWithoutEndAreGivenUp() {
        final class Endless extends Exception {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                return new Endless();
            }
        }

        assertThat(DaneRefusal.in(new Endless())).isEmpty();
    }
}
