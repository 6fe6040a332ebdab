package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The only network of these tests: 127.0.0.1. */
final class Loopback {
    private static final int ATTEMPTS = 100;

    /**
     * Ports for servers, below those that systems give to clients: between the look and the start of a server no connection
     * of somebody else takes it.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;

    /** For the same reason none is handed out twice. */
    private static final Set<Integer> HANDED_OUT = new HashSet<>();

    private Loopback() {}

    /** 127.0.0.1; not the JVM's choice of loopback address, as the servers are told to listen on this one. */
    static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static InetSocketAddress at(int port) {
        return new InetSocketAddress(address(), port);
    }

    /** A port that nobody uses, neither with TCP nor with UDP. */
    static synchronized int freePort() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (HANDED_OUT.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no free port on 127.0.0.1");
    }

    private static boolean isFree(int port) {
        try (ServerSocket tcp = new ServerSocket(port, 1, address());
                DatagramSocket udp = new DatagramSocket(port, address())) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether something listens on the port with TCP. */
    static boolean answers(int port) {
        try (Socket socket = new Socket(address(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** A connection to the port. */
    static Socket connect(int port) {
        try {
            return new Socket(address(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
