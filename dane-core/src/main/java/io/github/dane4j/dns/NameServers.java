package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * The way to the name servers: UDP, and TCP where the reply does not fit (RFC 7766). One server is asked after the
 * other; the one that answered last is asked first. What they say is trusted in nothing.
 *
 * <p>Exchanges are done by a bounded number of daemon threads of its own, which end when idle or closed. Thread-safe.
 */
final class NameServers implements Upstream {
    /** Enough for hundreds of lookups per second; a lookup needs one at a time, and only while it waits. */
    private static final int MAX_THREADS = 32;
    /** Exchanges that wait for a thread. Beyond this the machine asks faster than its name servers answer. */
    private static final int MAX_WAITING = 10_000;
    /** The first query or its reply may get lost. */
    private static final int ROUNDS = 2;
    /** Never fragmented on the paths of the internet. */
    private static final int UDP_PAYLOAD = 1232;
    /** The largest record set of use, a few certificates in TLSA records, is far smaller. */
    static final int MAX_REPLY = 32 * 1024;
    /** Comparing records costs the square of their number. */
    static final int MAX_RECORDS = 256;

    private final List<InetSocketAddress> servers;
    private final long attemptNanos;
    private final ThreadPoolExecutor executor;
    private final SecureRandom random = new SecureRandom();
    private final Set<AutoCloseable> sockets = ConcurrentHashMap.newKeySet();
    private volatile int preferred;
    private volatile boolean closed;

    /**
     * @param servers at least one
     * @param attempt the longest time to wait for one reply of one server
     */
    NameServers(List<InetSocketAddress> servers, Duration attempt) {
        this.servers = List.copyOf(servers);
        this.attemptNanos = attempt.toNanos();
        this.executor = LookupThreads.pool(MAX_THREADS, MAX_WAITING);
    }

    @Override
    public CompletableFuture<Exchange> exchange(Message query, long deadlineNanos, UnaryOperator<Exchange> judge) {
        CompletableFuture<Exchange> result = new CompletableFuture<>();
        try {
            executor.execute(() -> result.complete(perform(query, deadlineNanos, judge)));
        } catch (RejectedExecutionException e) {
            result.complete(
                    closed
                            ? closed(query.getQuestion())
                            : Exchange.failed(
                                    query.getQuestion(), "", Reason.DNS_BUDGET, "too many lookups at the same time"));
        }
        return result;
    }

    private static Exchange closed(Record question) {
        return Exchange.failed(question, "", Reason.DNS_UNREACHABLE, "the resolver is closed");
    }

    private Exchange perform(Message query, long deadlineNanos, UnaryOperator<Exchange> judge) {
        Record question = query.getQuestion();
        Exchange worst = Exchange.failed(question, "", Reason.DNS_TIMEOUT, "no time left to ask");
        int first = preferred;
        for (int attempt = 0; attempt < ROUNDS * servers.size(); attempt++) {
            int index = (first + attempt) % servers.size();
            long now = System.nanoTime();
            if (now - deadlineNanos >= 0) {
                return worst;
            }
            long attemptDeadline = now + Math.min(attemptNanos, deadlineNanos - now);
            Exchange exchange = judge.apply(attempt(query, servers.get(index), attemptDeadline));
            if (closed) {
                return closed(question);
            }
            if (!exchange.isFailure()) {
                preferred = index;
                return exchange;
            }
            worst = attempt == 0 ? exchange : moreTelling(worst, exchange);
            // A server that says no will say it again; one that says nothing may not have heard.
            boolean heard = worst.reason() == Reason.DNS_ERROR || worst.reason() == Reason.DNSSEC_BOGUS;
            if (heard && attempt + 1 >= servers.size()) {
                return worst;
            }
        }
        return worst;
    }

    /** What a server said tells more than that another said nothing. */
    private static Exchange moreTelling(Exchange before, Exchange now) {
        return rank(now.reason()) >= rank(before.reason()) ? now : before;
    }

    private static int rank(Reason reason) {
        return switch (reason) {
            case DNSSEC_BOGUS -> 5;
            case DNS_ERROR -> 4;
            case DNS_BUDGET, DNS_MALFORMED -> 3;
            case DNS_TIMEOUT -> 1;
            default -> 0;
        };
    }

    private Exchange attempt(Message query, InetSocketAddress server, long deadline) {
        Record question = query.getQuestion();
        String shown = server.getAddress().getHostAddress() + ":" + server.getPort();
        // A fresh ID for every attempt (RFC 5452 section 4.3); the caller gets its own back.
        Message sent = query.clone();
        sent.getHeader().setID(random.nextInt(1 << Short.SIZE));
        sent.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        try {
            Message reply = parse(overUdp(sent, server, deadline), sent);
            if (reply.getHeader().getFlag(Flags.TC)) {
                reply = parse(overTcp(sent, server, deadline), sent);
                if (reply.getHeader().getFlag(Flags.TC)) {
                    throw new UnusableReply(Reason.DNS_MALFORMED, "a truncated reply over TCP");
                }
            }
            reply.getHeader().setID(query.getHeader().getID());
            return Exchange.replied(question, shown, reply);
        } catch (UnusableReply e) {
            return Exchange.failed(question, shown, e.reason, e.problem);
        } catch (SocketTimeoutException e) {
            return Exchange.failed(question, shown, Reason.DNS_TIMEOUT, "no reply in time");
        } catch (PortUnreachableException | ConnectException | NoRouteToHostException e) {
            return Exchange.failed(question, shown, Reason.DNS_UNREACHABLE, "no name server there");
        } catch (IOException e) {
            String message = e.getMessage();
            return Exchange.failed(
                    question,
                    shown,
                    Reason.DNS_UNREACHABLE,
                    message == null ? e.getClass().getSimpleName() : message);
        }
    }

    private byte[] overUdp(Message query, InetSocketAddress server, long deadline) throws IOException {
        byte[] wire = query.toWire();
        // The system gives every socket a port of its own choice, which an off-path sender has to guess.
        DatagramSocket socket = track(new DatagramSocket());
        try {
            socket.connect(server);
            socket.send(new DatagramPacket(wire, wire.length));
            // Larger than asked for, so that a reply that is too large is seen and not cut.
            DatagramPacket packet = new DatagramPacket(new byte[2 * UDP_PAYLOAD], 2 * UDP_PAYLOAD);
            boolean strayed = false;
            while (true) {
                try {
                    socket.setSoTimeout(millisUntil(deadline));
                    socket.receive(packet);
                } catch (SocketTimeoutException e) {
                    if (strayed) {
                        throw new UnusableReply(Reason.DNS_MALFORMED, "only a reply to something else");
                    }
                    throw e;
                }
                byte[] reply = Arrays.copyOf(packet.getData(), packet.getLength());
                if (hasId(reply, query.getHeader().getID())) {
                    return reply;
                }
                // Whoever sent it does not know the ID. The reply may still come (RFC 5452 section 9.1).
                strayed = true;
                packet.setLength(2 * UDP_PAYLOAD);
            }
        } finally {
            untrack(socket);
        }
    }

    private byte[] overTcp(Message query, InetSocketAddress server, long deadline) throws IOException {
        byte[] wire = query.toWire();
        Socket socket = track(new Socket());
        try {
            socket.connect(server, millisUntil(deadline));
            // Length and message in one segment (RFC 7766 section 8).
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(Short.BYTES + wire.length)
                            .putShort((short) wire.length)
                            .put(wire)
                            .array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length =
                    ByteBuffer.wrap(read(socket, in, Short.BYTES, deadline)).getShort() & 0xffff;
            if (length > MAX_REPLY) {
                throw new UnusableReply(Reason.DNS_BUDGET, "a reply of " + length + " octets");
            }
            byte[] reply = read(socket, in, length, deadline);
            if (!hasId(reply, query.getHeader().getID())) {
                throw new UnusableReply(Reason.DNS_MALFORMED, "only a reply to something else");
            }
            return reply;
        } finally {
            untrack(socket);
        }
    }

    private static byte[] read(Socket socket, DataInputStream in, int length, long deadline) throws IOException {
        byte[] octets = new byte[length];
        int have = 0;
        while (have < length) {
            // Anew before each read, so that a server which sends octet by octet gains no time.
            socket.setSoTimeout(millisUntil(deadline));
            int got = in.read(octets, have, length - have);
            if (got < 0) {
                throw new UnusableReply(Reason.DNS_MALFORMED, "a reply that ends early");
            }
            have += got;
        }
        return octets;
    }

    private static boolean hasId(byte[] reply, int id) {
        return reply.length >= Header.LENGTH && (ByteBuffer.wrap(reply).getShort() & 0xffff) == id;
    }

    /** The reply, if it is one to this query. */
    private static Message parse(byte[] octets, Message query) throws UnusableReply {
        if (records(octets) > MAX_RECORDS) {
            throw new UnusableReply(Reason.DNS_BUDGET, "a reply of " + records(octets) + " records");
        }
        Message reply;
        try {
            reply = new Message(octets);
        } catch (IOException | RuntimeException e) {
            throw new UnusableReply(Reason.DNS_MALFORMED, "a reply that cannot be parsed: " + e.getMessage());
        }
        Header header = reply.getHeader();
        if (!header.getFlag(Flags.QR) || header.getOpcode() != Opcode.QUERY) {
            throw new UnusableReply(Reason.DNS_MALFORMED, "no reply to a query");
        }
        List<Record> questions = reply.getSection(Section.QUESTION);
        if (questions.size() != 1 || !questions.get(0).equals(query.getQuestion())) {
            throw new UnusableReply(Reason.DNS_MALFORMED, "a reply to another question");
        }
        return reply;
    }

    /** The sum of the four counts of the header (RFC 1035 section 4.1.1), known before anything is parsed. */
    private static int records(byte[] octets) {
        ByteBuffer header = ByteBuffer.wrap(octets);
        int sum = 0;
        for (int at = 4; at < Header.LENGTH; at += Short.BYTES) {
            sum += header.getShort(at) & 0xffff;
        }
        return sum;
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException();
        }
        // Zero would mean to wait for ever.
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** Makes {@link #close()} close this socket, under the thread that waits for it. */
    private <S extends AutoCloseable> S track(S socket) throws SocketException {
        sockets.add(socket);
        if (closed) {
            closeQuietly(socket);
            throw new SocketException("closed");
        }
        return socket;
    }

    private void untrack(AutoCloseable socket) {
        closeQuietly(socket);
        sockets.remove(socket);
    }

    /** Ends all exchanges; their threads end with them. */
    @Override
    public void close() {
        closed = true;
        executor.shutdownNow();
        for (AutoCloseable socket : sockets) {
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Nothing can be done about a socket that does not close, and nothing depends on it.
            System.getLogger(NameServers.class.getName()).log(System.Logger.Level.DEBUG, "socket did not close", e);
        }
    }

    /** A reply that says nothing about the question. */
    private static final class UnusableReply extends IOException {
        private static final long serialVersionUID = 1L;

        private final Reason reason;
        private final String problem;

        UnusableReply(Reason reason, String problem) {
            super(problem);
            this.reason = reason;
            this.problem = problem;
        }
    }
}
