package io.github.dane4j.cli.inbound;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** A primary name server that takes signed updates over TCP and answers queries over UDP, as far as the tests need one. */
final class PrimaryServer implements AutoCloseable {
    static final String SECRET = "c2VjcmV0IG9mIHRoZSBkYW5lIHRlc3RzIG9uIGxvb3BiYWNr";

    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final Map<String, List<Record>> records = new TreeMap<>();
    private final TSIG key = new TSIG(TSIG.HMAC_SHA256, "update.", SECRET);

    PrimaryServer() throws IOException {
        tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()));
        start(this::answerUpdates);
        start(this::answerQueries);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "primary");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    /** What the server has at {@code name}, in presentation format without owner. */
    synchronized List<String> at(String name, int type) {
        return records.getOrDefault(name, List.of()).stream()
                .filter(record -> record.getType() == type)
                .map(Record::rdataToString)
                .sorted()
                .toList();
    }

    private void answerUpdates() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                start(() -> answerUpdates(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void answerUpdates(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (!tcp.isClosed()) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                byte[] reply = answerUpdate(query);
                out.writeShort(reply.length);
                out.write(reply);
                out.flush();
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private byte[] answerUpdate(byte[] query) throws IOException {
        Message update = new Message(query);
        Message reply = new Message(update.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setOpcode(Opcode.UPDATE);
        boolean genuine = key.verify(update, query, null) == Rcode.NOERROR;
        reply.getHeader().setRcode(genuine ? apply(update) : Rcode.NOTAUTH);
        if (genuine) {
            reply.setTSIG(key, Rcode.NOERROR, update.getTSIG());
        }
        return reply.toWire(65535);
    }

    private synchronized int apply(Message update) {
        for (Record each : update.getSection(Section.PREREQ)) {
            List<String> there = at(each.getName().toString(), each.getType());
            if (each.getDClass() == DClass.NONE ? !there.isEmpty() : !there.contains(each.rdataToString())) {
                return Rcode.NXRRSET;
            }
        }
        for (Record each : update.getSection(Section.UPDATE)) {
            List<Record> there =
                    records.computeIfAbsent(each.getName().toString(), any -> new CopyOnWriteArrayList<>());
            there.removeIf(record ->
                    record.getType() == each.getType() && record.rdataToString().equals(each.rdataToString()));
            if (each.getDClass() == DClass.IN) {
                there.add(each);
            }
        }
        return Rcode.NOERROR;
    }

    private void answerQueries() {
        byte[] buffer = new byte[1500];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] reply = answer(Arrays.copyOf(buffer, packet.getLength()));
                udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // The next one, or closed.
            }
        }
    }

    private synchronized byte[] answer(byte[] query) throws IOException {
        Message reply = new Message(query);
        reply.getHeader().setFlag(Flags.QR);
        Record question = reply.getQuestion();
        Name name = question.getName();
        records.getOrDefault(name.toString(), List.of()).stream()
                .filter(record -> record.getType() == question.getType())
                .forEach(record -> reply.addRecord(record, Section.ANSWER));
        return reply.toWire();
    }

    int count(int type) {
        synchronized (this) {
            return (int) records.values().stream()
                    .flatMap(List::stream)
                    .filter(record -> record.getType() == type)
                    .count();
        }
    }

    static String keyFile() {
        return "key \"update\" { algorithm hmac-sha256; secret \"" + SECRET + "\"; };\n";
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For messages of tests. */
    @Override
    public String toString() {
        return address() + " with " + count(Type.TLSA) + " TLSA records";
    }
}
