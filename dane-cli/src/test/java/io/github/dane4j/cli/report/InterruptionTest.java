package io.github.dane4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a command that is told to end does first. */
@Timeout(120)
class InterruptionTest {
    private final StringWriter said = new StringWriter();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch read = new CountDownLatch(1);

    private void start(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        begun.await();
    }

    /** As one that writes into a full pipe does. */
    private void block() {
        begun.countDown();
        try {
            read.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void saysSoBetweenSteps() {
        try (Interruption interruption = Interruption.expect(new PrintWriter(said), "interrupted")) {
            interruption.step(() -> said.append("step "));
            interruption.end();
        }

        assertThat(said.toString()).isEqualToIgnoringNewLines("step interrupted");
    }

    @Test
    void aStepThatBlocksIsNotWaitedForForever() throws InterruptedException {
        try (Interruption interruption = Interruption.expect(new PrintWriter(said), "interrupted")) {
            start(() -> interruption.step(this::block));
            interruption.end();
        }

        assertThat(said.toString()).isEmpty();
    }

    @Test
    void standardErrorThatNobodyReadsIsNotWaitedForForever() throws InterruptedException {
        PrintWriter err = new PrintWriter(said) {
            @Override
            public void println(String line) {
                block();
            }
        };
        try (Interruption interruption = Interruption.expect(err, "interrupted")) {
            interruption.end();
            begun.await();
        }

        assertThat(said.toString()).isEmpty();
    }
}
