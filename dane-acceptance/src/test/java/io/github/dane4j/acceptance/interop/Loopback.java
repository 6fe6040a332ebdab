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

/** The only network of these tests: 127.0.0.1. */
final class Loopback {
    private static final int ATTEMPTS = 100;

    /** A port stays free between the look and its use only if it is not handed out twice. */
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
            try (ServerSocket tcp = new ServerSocket(0, 1, address());
                    DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), address())) {
                if (HANDED_OUT.add(udp.getLocalPort())) {
                    return udp.getLocalPort();
                }
            } catch (IOException e) {
                // In use with UDP: the next one.
            }
        }
        throw new AssertionError("no free port on 127.0.0.1");
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
