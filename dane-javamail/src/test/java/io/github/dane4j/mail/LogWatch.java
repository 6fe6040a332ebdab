package io.github.dane4j.mail;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the logger of this package gets until it is closed, DEBUG included. */
final class LogWatch extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("io.github.dane4j.mail");
    private final Level before = logger.getLevel();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    LogWatch() {
        logger.setLevel(Level.FINE);
        logger.addHandler(this);
    }

    List<LogRecord> records() {
        return List.copyOf(records);
    }

    static String text(LogRecord logged) {
        return new SimpleFormatter().formatMessage(logged);
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
