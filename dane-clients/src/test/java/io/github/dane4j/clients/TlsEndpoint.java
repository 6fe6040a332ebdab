package io.github.dane4j.clients;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server of one conversation after the other, each in a thread of its own. */
final class TlsEndpoint {
    private TlsEndpoint() {}

    static Protocol.Endpoint start(SSLContext context, Protocol.Prelude prelude, Protocol.Conversation conversation)
            throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run("endpoint", () -> {
            while (!listener.isClosed()) {
                Socket plain = listener.accept();
                run("conversation", () -> {
                    try (plain) {
                        prelude.hold(plain);
                        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
                        conversation.hold(tls.getInputStream(), tls.getOutputStream());
                    }
                });
            }
        });
        return new Protocol.Endpoint(listener.getLocalPort(), listener);
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    private static void run(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The client broke off, or the server was closed; the test sees both at the other end.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
