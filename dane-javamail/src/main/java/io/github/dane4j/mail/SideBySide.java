package io.github.dane4j.mail;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Runs tasks that mostly wait concurrently, in threads that end with them; a single task runs in the caller's thread. */
final class SideBySide {
    private SideBySide() {}

    /**
     * Runs all of {@code tasks}, and returns when they have ended.
     *
     * @param tasks must not throw anything
     * @param atOnce how many of them at the same time, at least 1
     * @param interrupted what to do when the caller's thread is interrupted meanwhile; it stays interrupted
     */
    static void run(List<? extends Runnable> tasks, int atOnce, Runnable interrupted) {
        if (tasks.size() == 1) {
            tasks.get(0).run();
            return;
        }
        Queue<Runnable> queue = new ConcurrentLinkedQueue<>(tasks);
        List<Thread> threads = start(Math.min(atOnce, tasks.size()), queue);
        if (threads.isEmpty()) {
            work(queue);
        }
        boolean wasInterrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                    interrupted.run();
                }
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Thread> start(int count, Queue<Runnable> queue) {
        List<Thread> threads = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Thread thread = new Thread(() -> work(queue), "dane4j-delivery");
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
        } catch (OutOfMemoryError e) {
            // No more threads are available: the existing ones do all of the work.
            MailLog.LOG.log(Level.WARNING, "too few threads to deliver in parallel", e);
        }
        return threads;
    }

    /**
     * Runs {@code task} in a thread of its own.
     *
     * @param otherwise what to do if no thread is available; must not block
     */
    static void inBackground(Runnable task, Runnable otherwise) {
        if (start(1, new ConcurrentLinkedQueue<>(List.of(task))).isEmpty()) {
            otherwise.run();
        }
    }

    private static void work(Queue<Runnable> queue) {
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            task.run();
        }
    }
}
