package io.github.dane4j.dns;

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** A name server in front of a tree, by UDP and TCP on one port, that answers as a test wants. */
final class FrontServer implements AutoCloseable {
    private static final int MAX_PACKET = 65_535;

    /** What a query gets; null for silence, and over TCP a closed connection. */
    @FunctionalInterface
    interface Behaviour {
        byte @Nullable [] reply(Asked asked, Honest honest) throws IOException;
    }

    /** The right reply of the tree, over TCP. */
    @FunctionalInterface
    interface Honest {
        byte[] reply() throws IOException;
    }

    /** A query as it came. */
    record Asked(String transport, Message query) {
        boolean isTcp() {
            return transport.equals("tcp");
        }

        String type() {
            return Type.string(query.getQuestion().getType());
        }

        @Override
        public String toString() {
            return transport + " " + query.getQuestion().getName() + " " + type()
                    + (query.getHeader().getFlag(Flags.CD) ? "" : " without CD");
        }
    }

    private final InetSocketAddress tree;
    private final Behaviour behaviour;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "front-server");
        thread.setDaemon(true);
        return thread;
    });

    FrontServer(InetSocketAddress tree, Behaviour behaviour) {
        this.tree = tree;
        this.behaviour = behaviour;
        try {
            tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::serveUdp);
        threads.execute(this::serveTcp);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    /** As {@code transport name type}, in order. */
    List<String> asked() {
        return asked.stream().map(Asked::toString).toList();
    }

    List<String> transports() {
        return asked.stream().map(Asked::transport).toList();
    }

    void clear() {
        asked.clear();
    }

    /** From now on nobody is there by UDP. */
    void closeUdp() {
        udp.close();
    }

    private byte @Nullable [] reply(String transport, byte[] query) throws IOException {
        Asked one = new Asked(transport, new Message(query));
        asked.add(one);
        return behaviour.reply(one, () -> honest(query));
    }

    private byte[] honest(byte[] query) throws IOException {
        try (Socket socket = new Socket(tree.getAddress(), tree.getPort())) {
            send(query, socket);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readUnsignedShort());
        }
    }

    private static void send(byte[] message, Socket socket) throws IOException {
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        new DataOutputStream(socket.getOutputStream()).write(framed);
    }

    private void serveUdp() {
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
            try {
                udp.receive(packet);
            } catch (IOException e) {
                return; // Closed.
            }
            threads.execute(() -> {
                try {
                    byte[] reply = reply("udp", Arrays.copyOf(packet.getData(), packet.getLength()));
                    if (reply != null) {
                        udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                    }
                } catch (IOException e) {
                    // Closed.
                }
            });
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] reply = reply("tcp", in.readNBytes(in.readUnsignedShort()));
            if (reply != null) {
                send(reply, socket);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    /** The header of a reply that does not fit. */
    static byte[] truncated(Asked asked) {
        return empty(asked, Flags.TC, 0);
    }

    /** A reply with this code, and nothing else. */
    static byte[] error(Asked asked, int rcode) {
        return empty(asked, -1, rcode);
    }

    private static byte[] empty(Asked asked, int flag, int rcode) {
        Message reply = new Message(asked.query().getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        if (flag >= 0) {
            reply.getHeader().setFlag(flag);
        }
        reply.getHeader().setRcode(rcode);
        reply.addRecord(asked.query().getQuestion(), org.xbill.DNS.Section.QUESTION);
        return reply.toWire();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
        threads.shutdownNow();
    }
}
