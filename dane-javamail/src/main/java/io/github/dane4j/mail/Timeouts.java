package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long to wait for a server. Angus waits forever where nothing is configured; here these defaults apply, also for a
 * negative number. 0 means no limit, as everywhere in Jakarta Mail.
 */
final class Timeouts {
    private static final String CONNECT = "connectiontimeout";
    private static final String READ = "timeout";
    private static final String WRITE = "writetimeout";
    private static final String WRITE_EXECUTOR = "executor.writetimeout";

    /** As Postfix ({@code smtp_connect_timeout}). */
    private static final int CONNECT_MILLIS = 30_000;

    /** RFC 5321 section 4.5.3.2.1 to 4.5.3.2.3: greeting, MAIL and RCPT. */
    private static final int READ_MILLIS = 300_000;

    /** RFC 5321 section 4.5.3.2.6: a sender that gives up sooner sends accepted messages again. */
    private static final int END_OF_DATA_MILLIS = 600_000;

    /** Nothing depends on the reply to QUIT. */
    private static final int QUIT_MILLIS = 10_000;

    /** RFC 5321 section 4.5.3.2.5: each block of data. */
    private static final int WRITE_MILLIS = 180_000;

    /** The JDK has no timeout for writes or deliveries: another thread has to close the socket. One thread serves all. */
    private static final Watchdog WATCHDOG = new Watchdog();

    private final ProtocolProperties properties;
    private final int connectMillis;
    private final int readMillis;
    private final int writeMillis;
    private final boolean defaultRead;

    /** Reads the properties; the defaults apply where one is missing. */
    Timeouts(ProtocolProperties properties) throws MessagingException {
        this.properties = properties;
        this.connectMillis = configured(CONNECT, CONNECT_MILLIS);
        this.readMillis = configured(READ, READ_MILLIS);
        this.writeMillis = configured(WRITE, WRITE_MILLIS);
        this.defaultRead = properties.number(READ).orElse(-1) < 0;
    }

    private int configured(String key, int otherwise) throws MessagingException {
        int millis = properties.number(key).orElse(otherwise);
        return millis < 0 ? otherwise : millis;
    }

    /**
     * Runs timeouts in one thread. Scheduling a task that is due first wakes that thread, and each write schedules one only
     * to cancel it a moment later. To avoid these context switches, a task that is due sooner is always kept while others
     * arrive.
     */
    private static final class Watchdog extends ScheduledThreadPoolExecutor {
        private static final int TICK_MILLIS = 500;

        private final AtomicBoolean ticking = new AtomicBoolean();
        private volatile boolean used;

        Watchdog() {
            super(1, task -> {
                Thread thread = new Thread(task, "dane4j-mail-timeout");
                thread.setDaemon(true);
                return thread;
            });
            setRemoveOnCancelPolicy(true);
            setKeepAliveTime(1, TimeUnit.MINUTES);
            allowCoreThreadTimeOut(true);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            keepTicking();
            return super.schedule(task, delay, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
            keepTicking();
            return super.schedule(task, delay, unit);
        }

        private void keepTicking() {
            used = true;
            if (!ticking.get() && ticking.compareAndSet(false, true)) {
                tickLater();
            }
        }

        private void tickLater() {
            Future<?> unused = super.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void tick() {
            if (used) {
                used = false;
                tickLater();
            } else {
                ticking.set(false);
            }
        }
    }

    /** Runs {@code task}, which must not block, after that time. */
    static Future<?> after(long millis, Runnable task) {
        return WATCHDOG.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** For each address. */
    int connectMillis() {
        return connectMillis;
    }

    /** For each reply; 0 means no limit. */
    int readMillis() {
        return readMillis;
    }

    /**
     * For the reply to a command: the end of the data may take longer than any other; the reply to QUIT is worth no long
     * wait.
     */
    int replyMillis(String verb) {
        return switch (verb) {
            case EndOfData.COMMAND -> defaultRead ? END_OF_DATA_MILLIS : readMillis;
            case "QUIT" -> readMillis == 0 ? QUIT_MILLIS : Math.min(readMillis, QUIT_MILLIS);
            default -> readMillis;
        };
    }

    LayeredProperties.Builder applyTo(LayeredProperties.Builder builder) {
        builder.with(properties.name(CONNECT), connectMillis)
                .with(properties.name(READ), readMillis)
                .with(properties.name(WRITE), writeMillis);
        return properties.value(WRITE_EXECUTOR).isPresent()
                ? builder
                : builder.with(properties.name(WRITE_EXECUTOR), WATCHDOG);
    }
}
