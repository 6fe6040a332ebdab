package io.github.dane4j.cli.report;

import java.io.PrintWriter;
import java.util.concurrent.Semaphore;

/**
 * Ends a command decently that is told to end by a signal, such as that of Ctrl-C: a step that has begun is finished, no other
 * one begins, and one line says what happened. A step that takes too long, because nobody reads what it writes for example, is
 * not waited for, and nothing is printed then. The exit status is that of the signal, 130 for Ctrl-C.
 */
public final class Interruption implements AutoCloseable {
    /** A part of the work that is done as a whole or not at all. */
    @FunctionalInterface
    public interface Step<E extends Exception> {
        /** Does it. */
        void run() throws E;
    }

    private static final long MAX_WAIT_MILLIS = 5_000;

    private final Semaphore steps = new Semaphore(1);
    private final PrintWriter err;
    private final String line;
    private final Thread hook = new Thread(this::end, "dane-interruption");

    private Interruption(PrintWriter err, String line) {
        this.err = err;
        this.line = line;
    }

    /** From now on and until this is closed, {@code line} is printed to {@code err} where the command is told to end. */
    public static Interruption expect(PrintWriter err, String line) {
        Interruption interruption = new Interruption(err, line);
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException e) {
            // The end has begun, and nobody waits for this command.
        }
        return interruption;
    }

    /** Waits for the step that has begun, and says that the command was told to end; gives up after five seconds. */
    void end() {
        Thread last = new Thread(this::say, "dane-interruption-line");
        last.setDaemon(true);
        last.start();
        try {
            last.join(MAX_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Blocks while the step does, and while standard error is not read. */
    private void say() {
        // Not given back: nothing more is written until the JVM has ended.
        steps.acquireUninterruptibly();
        err.println(line);
        err.flush();
    }

    /** Runs a step. Does not return after the command was told to end. */
    public <E extends Exception> void step(Step<E> step) throws E {
        steps.acquireUninterruptibly();
        try {
            step.run();
        } finally {
            steps.release();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun: nothing is left to be taken back.
        }
    }
}
