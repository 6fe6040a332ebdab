package io.github.dane4j.tlsrpt;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a logger gets until this is closed, as level and text. */
final class LogWatch extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogWatch(Logger logger) {
        this.logger = logger;
    }

    static LogWatch of(String name) {
        LogWatch watch = new LogWatch(Logger.getLogger(name));
        watch.logger.addHandler(watch);
        return watch;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord logged) {
        lines.add(logged.getLevel() + " " + new SimpleFormatter().formatMessage(logged));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
