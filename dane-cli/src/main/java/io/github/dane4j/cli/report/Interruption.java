package io.github.dane4j.cli.report;

import java.io.PrintWriter;
import java.util.concurrent.Semaphore;

/**
 * Ends a command decently that is told to end by a signal, such as that of Ctrl-C: a step that has begun is finished, no other
 * one begins, and one line says what happened. The exit status is that of the signal, 130 for Ctrl-C.
 */
public final class Interruption implements AutoCloseable {
    /** A part of the work that is done as a whole or not at all. */
    @FunctionalInterface
    public interface Step<E extends Exception> {
        /** Does it. */
        void run() throws E;
    }

    private final Semaphore steps = new Semaphore(1);
    private final Thread hook;

    private Interruption(PrintWriter err, String line) {
        this.hook = new Thread(
                () -> {
                    // Not given back: nothing more is written until the JVM has ended.
                    steps.acquireUninterruptibly();
                    err.println(line);
                    err.flush();
                },
                "dane-interruption");
    }

    /** From now on and until this is closed, {@code line} is printed to {@code err} where the command is told to end. */
    public static Interruption expect(PrintWriter err, String line) {
        Interruption interruption = new Interruption(err, line);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
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
