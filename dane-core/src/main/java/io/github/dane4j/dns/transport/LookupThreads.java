package io.github.dane4j.dns.transport;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one resolver: a bounded number of daemons, which end when idle or closed. */
public final class LookupThreads {
    private static final long IDLE_SECONDS = 5;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private LookupThreads() {}

    /**
     * A pool of at most so many threads.
     *
     * @param waiting tasks that may wait for one of them; beyond that they are rejected
     */
    public static ThreadPoolExecutor pool(int threads, int waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, "dane4j-dns-" + COUNT.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
