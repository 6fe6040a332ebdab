package io.github.dane4j.benchmarks;

import io.github.dane4j.testkit.DnsTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A signed tree behind a name server that asks it each question once, answers from memory after a while, and counts. UDP
 * only: no reply is too large for that.
 */
final class ServedTree implements AutoCloseable {
    private static final String TLSA = "TLSA 3 1 1 " + "ab".repeat(32);
    private static final int MAX_PACKET = 4096;
    /** In bytes: room for the queries of a thousand threads. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    private static final int HEADER = 12;
    private static final int RECURSION_DESIRED = 0x01;
    private static final int CHECKING_DISABLED = 0x10;

    private final DnsTree tree;
    private final DatagramSocket front;
    private final Map<ByteBuffer, byte[]> replies = new ConcurrentHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "late replies");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Duration delay = Duration.ZERO;
    private int queries;
    private int rounds;
    private int answered;
    private long bytes;

    private ServedTree(DnsTree tree) throws IOException {
        this.tree = tree;
        this.front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        front.setReceiveBufferSize(RECEIVE_BUFFER);
        Thread thread = new Thread(this::serve, "served tree");
        thread.setDaemon(true);
        thread.start();
    }

    /** Signed by P-256. */
    static ServedTree start(int names, int zones) {
        return start(13, names, zones);
    }

    /** Root, {@code test}, and below it one zone with so many names, and so many zones with one name. */
    static ServedTree start(int algorithm, int names, int zones) {
        DnsTree.Builder tree = DnsTree.builder();
        tree.zone(".", zone -> zone.algorithm(algorithm));
        tree.zone("test", zone -> zone.algorithm(algorithm));
        tree.zone("names.test", zone -> {
            zone.algorithm(algorithm);
            for (int i = 0; i < names; i++) {
                zone.record("_25._tcp.mx" + i + " " + TLSA);
            }
        });
        for (int i = 0; i < zones; i++) {
            tree.zone("zone" + i + ".test", zone -> zone.algorithm(algorithm).record("_25._tcp.mx " + TLSA));
        }
        try {
            return new ServedTree(tree.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Domains that take mail, each at a host of its own; every other one is signed by P-256. */
    static ServedTree startDomains(int domains) {
        return startDomains(DnsTree.builder(), domains, 1, 25, TLSA);
    }

    /**
     * Very many of them: all zones share one key pair, which saves time here and none to a client. The hosts share the first
     * addresses of 127/8, and have this TLSA record for this port.
     */
    static ServedTree startDomains(int domains, int addresses, int port, String tlsa) {
        return startDomains(DnsTree.builder().sharedKeys(), domains, addresses, port, tlsa);
    }

    private static ServedTree startDomains(DnsTree.Builder tree, int domains, int addresses, int port, String tlsa) {
        // Queries are counted here; the tree would keep them all.
        tree.onQuery(query -> {});
        for (int i = 0; i < domains; i++) {
            boolean signed = isSigned(i);
            String address = "127.0.0." + (1 + i % addresses);
            tree.zone(domain(i), zone -> {
                zone.record("@ MX 10 mx").record("mx A " + address).record("_" + port + "._tcp.mx " + tlsa);
                if (!signed) {
                    zone.unsigned();
                }
            });
        }
        try {
            return new ServedTree(tree.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of the domains that take mail. */
    static String domain(int number) {
        return "domain" + number + ".test";
    }

    /** Whether that domain is signed. */
    static boolean isSigned(int number) {
        return number % 2 == 0;
    }

    /** One of the names of the one zone. */
    static String name(int number) {
        return "_25._tcp.mx" + number + ".names.test";
    }

    /** The name of one of the zones. */
    static String nameInZone(int number) {
        return "_25._tcp.mx.zone" + number + ".test";
    }

    /**
     * Asks all that it takes to plan mail for these domains, and to check the servers of the first ones: signing is not part of a
     * lookup. All processors take part.
     */
    void remember(int domains, int checked, int port) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Parallel.run(Runtime.getRuntime().availableProcessors(), () -> {
            for (int i = next.getAndIncrement(); i < domains; i = next.getAndIncrement()) {
                String domain = domain(i);
                remember(domain, Type.MX);
                remember(domain, Type.DS);
                remember(domain, Type.DNSKEY);
                remember("mx." + domain, Type.A);
                remember("mx." + domain, Type.AAAA);
                if (isSigned(i)) {
                    remember("_" + port + "._tcp.mx." + domain, Type.TLSA);
                    if (i < checked) {
                        remember("_" + port + "._tcp.mx." + domain, Type.A);
                    }
                }
            }
        });
    }

    private void remember(String name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
        query.addRecord(new OPTRecord(MAX_PACKET, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        reply(query.toWire());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    String trustAnchors() {
        return tree.trustAnchors();
    }

    /** How long each reply is held back from now on. */
    void delay(Duration time) {
        delay = time;
    }

    /** Counts from zero. */
    synchronized void reset() {
        queries = 0;
        rounds = 0;
        answered = 0;
        bytes = 0;
    }

    /** Of queries and replies. */
    synchronized long bytes() {
        return bytes;
    }

    synchronized int queries() {
        return queries;
    }

    /**
     * How many queries came one after the other: a query is of the round after the last one of which a reply was sent
     * before it came.
     */
    synchronized int rounds() {
        return rounds;
    }

    private synchronized int arrived(int length) {
        bytes += length;
        queries++;
        rounds = Math.max(rounds, answered + 1);
        return answered + 1;
    }

    private synchronized void leaves(int round, int length) {
        bytes += length;
        answered = Math.max(answered, round);
    }

    private void serve() {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
            while (!front.isClosed()) {
                packet.setLength(MAX_PACKET);
                front.receive(packet);
                int round = arrived(packet.getLength());
                byte[] reply = reply(Arrays.copyOf(packet.getData(), packet.getLength()));
                SocketAddress client = packet.getSocketAddress();
                if (delay.isZero()) {
                    send(reply, client, round);
                } else {
                    Future<?> unused =
                            later.schedule(() -> send(reply, client, round), delay.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (IOException e) {
            if (!front.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void send(byte[] reply, SocketAddress client, int round) {
        leaves(round, reply.length);
        try {
            front.send(new DatagramPacket(reply, reply.length, client));
        } catch (IOException e) {
            if (!front.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] reply(byte[] query) {
        ByteBuffer question = question(query);
        byte[] known = replies.get(question);
        if (known == null) {
            known = tree.ask(query);
            replies.put(question, known);
        }
        byte[] reply = known.clone();
        reply[0] = query[0];
        reply[1] = query[1];
        copyBit(query, reply, 2, RECURSION_DESIRED);
        copyBit(query, reply, 3, CHECKING_DISABLED);
        return reply;
    }

    private static void copyBit(byte[] from, byte[] to, int at, int bit) {
        to[at] = (byte) ((to[at] & ~bit) | (from[at] & bit));
    }

    /** Everybody here asks for signatures, so that nothing else of the query matters to the reply. */
    private static ByteBuffer question(byte[] query) {
        int end = HEADER;
        while (query[end] != 0) {
            end += 1 + query[end];
        }
        return ByteBuffer.wrap(Arrays.copyOfRange(query, HEADER, end + 1 + 2 * Short.BYTES));
    }

    @Override
    public void close() {
        front.close();
        later.shutdownNow();
        tree.close();
    }
}
