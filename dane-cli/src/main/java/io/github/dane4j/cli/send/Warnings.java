package io.github.dane4j.cli.send;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What the library warns of while a message is sent: in mode audit-only, what DANE would have refused; and MTA-STS policies that
 * cannot be had. Thread-safe.
 */
final class Warnings extends Handler implements AutoCloseable {
    private static final int MOST = 100;

    /** Held on to: a logger that nobody holds forgets its handlers. */
    private final Logger logger = Logger.getLogger("io.github.dane4j");

    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<String> messages = new ArrayList<>();

    /** Listens until it is closed. Meanwhile the warnings do not go to standard error. */
    Warnings() {
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        synchronized (messages) {
            String message = formatter.formatMessage(record);
            if (messages.size() < MOST && !messages.contains(message)) {
                messages.add(message);
            }
        }
    }

    List<String> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
