package io.github.dane4j.jsse;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** Takes an engine through its handshake, as a client over channels does, but with a socket that blocks. */
final class EngineHandshake {
    private static final int SIZE = 65536;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private EngineHandshake() {}

    static void over(Socket socket, SSLEngine engine) throws IOException {
        socket.setSoTimeout((int) Client.LIMIT.toMillis());
        byte[] sent = new byte[SIZE];
        byte[] received = new byte[SIZE];
        ByteBuffer out = ByteBuffer.wrap(sent);
        ByteBuffer in = ByteBuffer.wrap(received);
        ByteBuffer data = ByteBuffer.allocate(SIZE);
        in.flip();
        engine.beginHandshake();
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
            switch (status) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                    status = engine.getHandshakeStatus();
                }
                case NEED_WRAP -> {
                    status = engine.wrap(NOTHING, out).getHandshakeStatus();
                    socket.getOutputStream().write(sent, 0, out.position());
                    out.clear();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    SSLEngineResult result = engine.unwrap(in, data);
                    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                        read(socket, received, in);
                    }
                    status = result.getHandshakeStatus();
                }
                default -> throw new IllegalStateException(status.toString());
            }
        }
    }

    private static void read(Socket socket, byte[] received, ByteBuffer in) throws IOException {
        in.compact();
        int read = socket.getInputStream().read(received, in.position(), in.remaining());
        if (read < 0) {
            throw new EOFException("the server broke off in the handshake");
        }
        in.position(in.position() + read);
        in.flip();
    }
}
