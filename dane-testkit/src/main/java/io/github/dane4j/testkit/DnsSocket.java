package io.github.dane4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A UDP and a TCP socket on one port, with one daemon thread that serves both until it is closed. */
final class DnsSocket implements AutoCloseable {

    /** How often to look for a port that is free for UDP as well as for TCP. */
    private static final int BIND_ATTEMPTS = 50;

    private static final int MAX_MESSAGE = 65535;

    /** In bytes: room for a burst of queries from a thousand clients. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    /** Makes a reply to the bytes of a query. Called by one thread only. */
    @FunctionalInterface
    interface Responder {
        Reply respond(byte[] query, DnsTransport transport);
    }

    private final Responder responder;
    private final Selector selector;
    private final ServerSocketChannel tcp;
    private final DatagramChannel udp;
    private final InetSocketAddress address;
    private final Thread thread;
    private final ByteBuffer datagram = ByteBuffer.allocate(MAX_MESSAGE);
    private final Queue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::nanoTime));
    private volatile boolean closed;

    private record Due(long nanoTime, Runnable send) {}

    private DnsSocket(ServerSocketChannel tcp, DatagramChannel udp, Responder responder) throws IOException {
        this.tcp = tcp;
        this.udp = udp;
        this.responder = responder;
        this.address = (InetSocketAddress) tcp.getLocalAddress();
        this.selector = Selector.open();
        tcp.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        udp.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        this.thread = new Thread(this::serve, "dns-tree-" + address.getPort());
        thread.setDaemon(true);
    }

    static DnsSocket open(InetAddress address, int port, Responder responder) {
        try {
            for (int attempt = 1; ; attempt++) {
                DnsSocket socket = tryOpen(address, port, responder);
                if (socket != null) {
                    socket.thread.start();
                    return socket;
                }
                if (port != 0 || attempt == BIND_ATTEMPTS) {
                    throw new BindException("no port for both UDP and TCP at " + address + ", wanted " + port);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable DnsSocket tryOpen(InetAddress address, int port, Responder responder) throws IOException {
        ServerSocketChannel tcp = ServerSocketChannel.open();
        DatagramChannel udp = DatagramChannel.open();
        try {
            tcp.bind(new InetSocketAddress(address, port));
            udp.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            udp.bind(tcp.getLocalAddress());
            return new DnsSocket(tcp, udp, responder);
        } catch (BindException e) {
            tcp.close();
            udp.close();
            return null;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    private void serve() {
        try {
            while (!closed) {
                selector.select(millisToNextDue());
                sendDue();
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closeChannels();
        }
    }

    /** 0 stands for "no limit", as it does for a selector. */
    private long millisToNextDue() {
        Due next = due.peek();
        return next == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.nanoTime - System.nanoTime()));
    }

    private void sendDue() {
        for (Due next = due.peek(); next != null && next.nanoTime - System.nanoTime() <= 0; next = due.peek()) {
            due.remove();
            next.send.run();
        }
    }

    private void schedule(Reply reply, Runnable send) {
        if (reply.delay().isZero()) {
            send.run();
        } else {
            due.add(new Due(System.nanoTime() + reply.delay().toNanos(), send));
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            SocketChannel channel = tcp.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ).attach(new Connection(channel));
            }
        } else if (key.attachment() instanceof Connection connection) {
            connection.serve(key);
        } else {
            serveDatagrams();
        }
    }

    private void serveDatagrams() throws IOException {
        while (true) {
            datagram.clear();
            SocketAddress client = udp.receive(datagram);
            if (client == null) {
                return;
            }
            datagram.flip();
            byte[] query = new byte[datagram.remaining()];
            datagram.get(query);
            for (Reply each = responder.respond(query, DnsTransport.UDP); each != null; each = each.next()) {
                Reply reply = each;
                if (reply.sends()) {
                    schedule(reply, () -> send(reply, client));
                }
            }
        }
    }

    private void send(Reply reply, SocketAddress client) {
        try {
            udp.send(ByteBuffer.wrap(reply.octets()), client);
        } catch (IOException e) {
            // The client sees what it would see if the network had lost the datagram.
            return;
        }
    }

    /** One TCP client, which may send a next query before it has the reply to the last (RFC 7766 section 6.2.1.1). */
    private final class Connection {

        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(Short.BYTES + MAX_MESSAGE);
        private final Deque<ByteBuffer> out = new ArrayDeque<>();

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void serve(SelectionKey key) {
            try {
                if (key.isReadable()) {
                    if (channel.read(in) < 0) {
                        channel.close();
                        return;
                    }
                    readQueries();
                }
                write();
            } catch (IOException e) {
                close();
            }
        }

        private void readQueries() {
            in.flip();
            while (in.remaining() >= Short.BYTES) {
                int length = Short.toUnsignedInt(in.getShort(in.position()));
                if (in.remaining() < Short.BYTES + length) {
                    break;
                }
                in.getShort();
                byte[] query = new byte[length];
                in.get(query);
                for (Reply each = responder.respond(query, DnsTransport.TCP); each != null; each = each.next()) {
                    Reply reply = each;
                    schedule(reply, () -> send(reply));
                }
            }
            in.compact();
        }

        private void send(Reply reply) {
            if (reply.hangsUp()) {
                close();
            } else if (reply.sends()) {
                ByteBuffer framed = ByteBuffer.allocate(Short.BYTES + reply.octets().length);
                out.add(framed.putShort((short) reply.octets().length)
                        .put(reply.octets())
                        .flip());
                try {
                    write();
                } catch (IOException e) {
                    close();
                }
            }
        }

        private void write() throws IOException {
            SelectionKey key = channel.keyFor(selector);
            if (key == null || !key.isValid()) {
                return;
            }
            ByteBuffer next = out.peek();
            while (next != null) {
                channel.write(next);
                if (next.hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return;
                }
                out.remove();
                next = out.peek();
            }
            key.interestOps(SelectionKey.OP_READ);
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing is left to be done for a connection that cannot even be closed.
                out.clear();
            }
        }
    }

    private void closeChannels() {
        try (selector;
                tcp;
                udp) {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the thread is gone and the port is free. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
