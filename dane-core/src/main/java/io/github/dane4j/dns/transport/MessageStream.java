package io.github.dane4j.dns.transport;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.validation.LookupLimits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** Messages over a stream, each after its length (RFC 1035 section 4.2.2). */
public final class MessageStream {
    private final InputStream in;
    private final OutputStream out;

    MessageStream(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Sends a query and reads the reply to it.
     *
     * @throws EOFException if the stream ends where a reply would begin
     */
    Message exchange(Message query) throws IOException {
        byte[] wire = query.toWire();
        // Length and message in one segment (RFC 7766 section 8).
        out.write(ByteBuffer.allocate(Short.BYTES + wire.length)
                .putShort((short) wire.length)
                .put(wire)
                .array());
        out.flush();
        for (int strays = 0; ; strays++) {
            try {
                Message reply = Replies.parse(read(), query);
                if (reply.getHeader().getFlag(Flags.TC)) {
                    throw new UnusableReply(Reason.DNS_MALFORMED, "a truncated reply over TCP");
                }
                return reply;
            } catch (UnusableReply e) {
                if (!e.isStray() || strays == LookupLimits.STRAY_REPLIES) {
                    throw e;
                }
            }
        }
    }

    private byte[] read() throws IOException {
        byte[] length = in.readNBytes(Short.BYTES);
        if (length.length == 0) {
            throw new EOFException("the server has closed the connection");
        }
        if (length.length < Short.BYTES) {
            throw endsEarly();
        }
        int octets = ByteBuffer.wrap(length).getShort() & 0xffff;
        byte[] message = in.readNBytes(octets);
        if (message.length < octets) {
            throw endsEarly();
        }
        return message;
    }

    private static UnusableReply endsEarly() {
        return new UnusableReply(Reason.DNS_MALFORMED, "a reply that ends early");
    }
}
