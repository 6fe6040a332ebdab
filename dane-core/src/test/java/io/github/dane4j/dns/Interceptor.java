package io.github.dane4j.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;

/** Stands between a resolver and its name server, and changes replies on the way. UDP only. */
final class Interceptor implements AutoCloseable {
    private static final int MAX_PACKET = 4096;

    private final InetSocketAddress server;
    private final UnaryOperator<Message> change;
    private final DatagramSocket front;

    Interceptor(InetSocketAddress server, UnaryOperator<Message> change) {
        this.server = server;
        this.change = change;
        try {
            front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "interceptor");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    private void serve() {
        try (DatagramSocket back = new DatagramSocket()) {
            while (!front.isClosed()) {
                DatagramPacket query = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
                front.receive(query);
                back.send(new DatagramPacket(query.getData(), query.getLength(), server));
                DatagramPacket reply = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
                back.receive(reply);
                byte[] changed = change.apply(new Message(Arrays.copyOf(reply.getData(), reply.getLength())))
                        .toWire();
                front.send(new DatagramPacket(changed, changed.length, query.getSocketAddress()));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        front.close();
    }
}
