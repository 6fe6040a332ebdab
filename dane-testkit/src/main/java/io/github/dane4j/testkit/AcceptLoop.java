package io.github.dane4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A TCP server: accepts connections and has each of them held by one of a bounded number of daemon threads. */
final class AcceptLoop implements AutoCloseable {

    /** Connections held at once; more have to wait. Tests rarely have more than a few. */
    private static final int MAX_THREADS = 64;

    private static final int BACKLOG = 200;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    /** Talks to one client. The socket is closed after it. */
    @FunctionalInterface
    interface Conversation {
        void hold(Connection connection) throws IOException;
    }

    /**
     * An accepted connection.
     *
     * @param socket in the clear
     * @param acceptedMillis when, by the system clock
     */
    record Connection(Socket socket, long acceptedMillis) {}

    private final ServerSocket listener;
    private final Conversation conversation;
    private final ThreadPoolExecutor threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object counting = new Object();
    private int accepted;
    private int ended;
    private volatile boolean closed;

    private AcceptLoop(ServerSocket listener, String name, Conversation conversation) {
        this.listener = listener;
        this.conversation = conversation;
        this.threads = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + listener.getLocalPort());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    static AcceptLoop open(InetAddress address, int port, String name, Conversation conversation) {
        try {
            ServerSocket listener = new ServerSocket(port, BACKLOG, address);
            AcceptLoop loop = new AcceptLoop(listener, name, conversation);
            loop.threads.execute(loop::accept);
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void accept() {
        while (!closed) {
            acceptOne();
        }
    }

    private void acceptOne() {
        try {
            Socket socket = listener.accept();
            open.add(socket);
            Connection connection = new Connection(socket, System.currentTimeMillis());
            count(() -> accepted++);
            start(connection);
        } catch (IOException e) {
            // Either the loop was closed, or this client was gone before it was accepted.
            return;
        }
    }

    private void start(Connection connection) throws IOException {
        try {
            threads.execute(() -> hold(connection));
        } catch (RejectedExecutionException e) {
            // The loop was closed after it accepted this one.
            connection.socket().close();
        }
    }

    private void hold(Connection connection) {
        try (Socket socket = connection.socket()) {
            if (!closed) {
                socket.setTcpNoDelay(true);
                conversation.hold(connection);
            }
        } catch (IOException e) {
            // The client broke off or the handshake failed; both are the business of the test at the other end.
            return;
        } finally {
            open.remove(connection.socket());
            count(() -> ended++);
        }
    }

    private void count(Runnable step) {
        synchronized (counting) {
            step.run();
            counting.notifyAll();
        }
    }

    int accepted() {
        synchronized (counting) {
            return accepted;
        }
    }

    void awaitAccepted(int wanted, Duration atMost) {
        await("accepted", () -> accepted, wanted, atMost);
    }

    void awaitEnded(int wanted, Duration atMost) {
        await("ended", () -> ended, wanted, atMost);
    }

    private void await(String what, IntSupplier counter, int wanted, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (counting) {
            while (counter.getAsInt() < wanted) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("waited " + atMost + " for " + wanted + " connections " + what + ", saw "
                            + counter.getAsInt());
                }
                try {
                    counting.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting for connections", e);
                }
            }
        }
    }

    /** Breaks off all conversations and returns when their threads have ended. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdown();
        }
        try {
            if (!threads.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("a conversation did not end within " + CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
