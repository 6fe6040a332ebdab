package io.github.dane4j.acceptance.interop;

import java.util.ArrayDeque;
import java.util.Deque;

/** Things to close, the last one first. */
final class Parts implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /** Closes every part, even if one of them cannot be closed. */
    @Override
    public void close() {
        AssertionError problems = new AssertionError("not all could be closed");
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                problems.addSuppressed(e);
            }
        }
        if (problems.getSuppressed().length > 0) {
            throw problems;
        }
    }
}
