package io.github.dane4j.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/**
 * Stands between a resolver and its name server, and answers round by round: the queries of a round get their replies when
 * the last of them has come. So a query that waits for the reply to another can be in a later round only. UDP only.
 */
final class Rounds implements AutoCloseable {
    private static final int MAX_PACKET = 4096;

    private final InetSocketAddress server;
    private final List<Set<String>> expected;
    private final List<String> strays = new CopyOnWriteArrayList<>();
    private final DatagramSocket front;
    private final AtomicInteger round = new AtomicInteger();

    /** Each round as queries in the form {@code example.test DNSKEY}. */
    Rounds(InetSocketAddress server, List<Set<String>> expected) {
        this.server = server;
        this.expected = List.copyOf(expected);
        try {
            front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "rounds");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    /** The rounds that are over. */
    int over() {
        return round.get();
    }

    /** The queries that came in no round of theirs. They were answered all the same. */
    List<String> strays() {
        return new ArrayList<>(strays);
    }

    private record Waiting(DatagramPacket packet, SocketAddress client) {
        byte[] query() {
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    private void serve() {
        Map<String, Waiting> waiting = new LinkedHashMap<>();
        try (DatagramSocket back = new DatagramSocket()) {
            while (!front.isClosed()) {
                DatagramPacket packet = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
                front.receive(packet);
                Waiting query = new Waiting(packet, packet.getSocketAddress());
                String question = question(query.query());
                if (round.get() == expected.size()
                        || !expected.get(round.get()).contains(question)
                        || waiting.putIfAbsent(question, query) != null) {
                    strays.add(question);
                    answer(query, back);
                } else if (waiting.size() == expected.get(round.get()).size()) {
                    round.incrementAndGet();
                    for (Waiting each : waiting.values()) {
                        answer(each, back);
                    }
                    waiting.clear();
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void answer(Waiting query, DatagramSocket back) throws IOException {
        back.send(new DatagramPacket(query.query(), query.query().length, server));
        DatagramPacket reply = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
        back.receive(reply);
        front.send(new DatagramPacket(reply.getData(), reply.getLength(), query.client()));
    }

    private static String question(byte[] query) throws IOException {
        var question = new Message(query).getQuestion();
        String name = question.getName().toString();
        return (name.length() == 1 ? name : name.substring(0, name.length() - 1)) + " "
                + Type.string(question.getType());
    }

    /** DS and DNSKEY of the zones, and the DNSKEY of the root if it is among them. */
    static Set<String> keys(String... zones) {
        Set<String> queries = new HashSet<>();
        for (String zone : zones) {
            queries.add(zone + " DNSKEY");
            if (!zone.equals(".")) {
                queries.add(zone + " DS");
            }
        }
        return queries;
    }

    static Set<String> with(Set<String> queries, String... more) {
        Set<String> all = new HashSet<>(queries);
        all.addAll(List.of(more));
        return all;
    }

    @Override
    public void close() {
        front.close();
    }
}
