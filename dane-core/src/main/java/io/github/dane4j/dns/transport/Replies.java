package io.github.dane4j.dns.transport;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.validation.LookupLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Reads replies as they come from a server, of whom nothing is known. */
public final class Replies {
    private Replies() {}

    /**
     * The reply, if it is one to this query.
     *
     * @throws UnusableReply if not
     */
    static Message parse(byte[] octets, Message query) throws UnusableReply {
        if (octets.length < Header.LENGTH
                || (ByteBuffer.wrap(octets).getShort() & 0xffff)
                        != query.getHeader().getID()) {
            throw UnusableReply.stray();
        }
        if (records(octets) > LookupLimits.REPLY_RECORDS) {
            throw new UnusableReply(Reason.DNS_BUDGET, "a reply of " + records(octets) + " records");
        }
        Message reply;
        try {
            reply = new Message(octets);
        } catch (IOException | RuntimeException e) {
            throw new UnusableReply(Reason.DNS_MALFORMED, "a reply that cannot be parsed: " + e.getMessage());
        }
        Header header = reply.getHeader();
        if (!header.getFlag(Flags.QR) || header.getOpcode() != Opcode.QUERY) {
            throw UnusableReply.stray();
        }
        List<Record> questions = reply.getSection(Section.QUESTION);
        if (questions.size() != 1 || !questions.get(0).equals(query.getQuestion())) {
            throw UnusableReply.stray();
        }
        return reply;
    }

    /** The sum of the four counts of the header (RFC 1035 section 4.1.1), known before anything is parsed. */
    private static int records(byte[] octets) {
        ByteBuffer header = ByteBuffer.wrap(octets);
        int sum = 0;
        for (int at = 4; at < Header.LENGTH; at += Short.BYTES) {
            sum += header.getShort(at) & 0xffff;
        }
        return sum;
    }
}
