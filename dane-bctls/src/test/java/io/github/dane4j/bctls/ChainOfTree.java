package io.github.dane4j.bctls;

import io.github.dane4j.testkit.DnsTree;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Makes the data of the extension {@code dnssec_chain} (RFC 9102) by asking a tree of the test kit, as a server would. */
final class ChainOfTree {
    private static final int NS = 2;
    private static final int SOA = 6;
    private static final int OPT = 41;
    private static final int DS = 43;
    private static final int DNSKEY = 48;
    private static final int TLSA = 52;

    /** They have names in their data, which the tree compresses; and a chain does not need them. */
    private static final Set<Integer> LEFT_OUT = Set.of(NS, SOA, OPT);

    private final ByteArrayOutputStream chain = new ByteArrayOutputStream();

    private ChainOfTree() {}

    /** All that the tree says of the TLSA records, and of the keys of every name above. */
    static byte[] of(DnsTree tree, String tlsaName) {
        ChainOfTree made = new ChainOfTree();
        made.chain.writeBytes(new byte[] {0, 24});
        made.add(tree, tlsaName, TLSA);
        made.add(tree, "", DNSKEY);
        for (int from = 0; from >= 0; from = next(tlsaName, from)) {
            made.add(tree, tlsaName.substring(from), DS);
            made.add(tree, tlsaName.substring(from), DNSKEY);
        }
        return made.chain.toByteArray();
    }

    /** Where the name of the zone above begins, or -1. */
    private static int next(String name, int from) {
        int dot = name.indexOf('.', from);
        return dot < 0 ? -1 : dot + 1;
    }

    private void add(DnsTree tree, String name, int type) {
        ByteBuffer reply = ByteBuffer.wrap(tree.ask(query(name, type)));
        int questions = reply.getShort(4);
        int records = reply.getShort(6) + reply.getShort(8);
        reply.position(12);
        for (int i = 0; i < questions; i++) {
            name(reply);
            reply.position(reply.position() + 4);
        }
        for (int i = 0; i < records; i++) {
            byte[] owner = name(reply);
            byte[] fixed = new byte[10];
            reply.get(fixed);
            byte[] data = new byte[ByteBuffer.wrap(fixed).getShort(8) & 0xffff];
            reply.get(data);
            if (!LEFT_OUT.contains((int) ByteBuffer.wrap(fixed).getShort(0))) {
                chain.writeBytes(owner);
                chain.writeBytes(fixed);
                chain.writeBytes(data);
            }
        }
    }

    private static byte[] query(String name, int type) {
        ByteArrayOutputStream query = new ByteArrayOutputStream();
        // Recursion desired, checking disabled; one question, and the OPT record with the bit DO.
        query.writeBytes(new byte[] {0, 1, 1, 0x10, 0, 1, 0, 0, 0, 0, 0, 1});
        for (String label : name.split("\\.", -1)) {
            if (!label.isEmpty()) {
                query.write(label.length());
                query.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            }
        }
        query.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
        query.writeBytes(new byte[] {0, 0, OPT, 0x10, 0, 0, 0, (byte) 0x80, 0, 0, 0});
        return query.toByteArray();
    }

    /** Without compression; the buffer goes on behind it. */
    private static byte[] name(ByteBuffer reply) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        int end = -1;
        while (true) {
            int length = reply.get() & 0xff;
            if (length >= 0xc0) {
                int target = (length & 0x3f) << 8 | (reply.get() & 0xff);
                end = end < 0 ? reply.position() : end;
                reply.position(target);
                continue;
            }
            name.write(length);
            if (length == 0) {
                if (end >= 0) {
                    reply.position(end);
                }
                return name.toByteArray();
            }
            byte[] label = new byte[length];
            reply.get(label);
            name.writeBytes(label);
        }
    }
}
