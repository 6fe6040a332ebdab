package io.github.dane4j.dns.transport;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.validation.LookupLimits;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** A name server by UDP, and by TCP where the reply does not fit (RFC 7766) or where that is asked for. */
public final class PlainServer implements Server {
    /** Larger than asked for, so that a reply that is too large is seen and not cut. */
    private static final int BUFFER = 2 * LookupLimits.UDP_REPLY_BYTES;

    private final InetSocketAddress address;
    private final String name;
    private final OpenSockets sockets = new OpenSockets();

    /** @throws IllegalArgumentException if the address cannot be used */
    public PlainServer(InetSocketAddress address) {
        this.address = ServerAddress.checked(address);
        this.name = address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public Message ask(Message query, AskTerms terms) throws IOException {
        if (terms.overTcp()) {
            return overTcp(query, terms.deadlineNanos());
        }
        Message reply = overUdp(query, terms.deadlineNanos());
        if (!reply.getHeader().getFlag(Flags.TC)) {
            return reply;
        }
        try {
            // With a time of its own: the server may have spent all of the first one.
            return overTcp(query, terms.deadlineNanos());
        } catch (IOException e) {
            throw new TruncatedReply(e);
        }
    }

    private Message overUdp(Message query, long deadlineNanos) throws IOException {
        byte[] wire = query.toWire();
        // The system gives every socket a port of its own choice, which an off-path sender has to guess.
        DatagramSocket socket = sockets.track(new DatagramSocket());
        try {
            // Connected, it hears nobody else (RFC 5452 section 9.1).
            socket.connect(address);
            socket.send(new DatagramPacket(wire, wire.length));
            DatagramPacket packet = new DatagramPacket(new byte[BUFFER], BUFFER);
            UnusableReply stray = null;
            while (true) {
                try {
                    socket.setSoTimeout(Deadlines.millisUntil(deadlineNanos));
                    socket.receive(packet);
                } catch (SocketTimeoutException e) {
                    throw stray == null ? e : stray;
                }
                try {
                    return Replies.parse(Arrays.copyOf(packet.getData(), packet.getLength()), query);
                } catch (UnusableReply e) {
                    if (!e.isStray()) {
                        throw e;
                    }
                    stray = e;
                    packet.setLength(BUFFER);
                }
            }
        } finally {
            sockets.close(socket);
        }
    }

    private Message overTcp(Message query, long deadlineNanos) throws IOException {
        TimedSocket socket = sockets.track(new TimedSocket());
        try {
            socket.deadline(deadlineNanos);
            socket.connect(address, Deadlines.millisUntil(deadlineNanos));
            return new MessageStream(socket.getInputStream(), socket.getOutputStream()).exchange(query);
        } catch (EOFException e) {
            throw new UnusableReply(Reason.DNS_MALFORMED, "no reply over TCP: the connection was closed");
        } finally {
            sockets.close(socket);
        }
    }

    @Override
    public String transport(boolean overTcp) {
        return overTcp ? "tcp" : "udp";
    }

    @Override
    public void close() {
        sockets.closeAll();
    }

    @Override
    public String toString() {
        return name;
    }
}
