package io.github.dane4j.dns;

import io.github.dane4j.Printable;
import java.util.OptionalInt;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * A question about nothing but the keys above a name: does it lie in a zone that is proven to be unsigned?
 *
 * <p>The record asked for is made up here, without signature, and never leaves the process; the name servers are asked
 * for DS and DNSKEY only. The validator finds it insecure below an insecure delegation, and bogus for want of a signature
 * below secure ones. So nothing that came with the answer has a say in whether its zone is signed.
 */
final class ZoneProbe {
    /** For private use (RFC 6895 section 3.1), and of no meaning outside of this process. */
    private static final int TYPE = 65399;

    private static final int TTL = 0;

    private static final int SHOWN = 120;

    private ZoneProbe() {}

    static Message query(Name name) {
        return Message.newQuery(Record.newRecord(name, TYPE, DClass.IN));
    }

    /** A query in the form of {@link Question}. */
    static String describe(Record query) {
        return query.getType() == TYPE
                ? "zone of " + Printable.clip(query.getName().toString(true), SHOWN)
                : Exchange.describe(query);
    }

    static boolean isProbe(Message query) {
        return query.getQuestion().getType() == TYPE;
    }

    static Message reply(Message query) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        Name name = query.getQuestion().getName();
        reply.addRecord(Record.newRecord(name, TYPE, DClass.IN, TTL, new byte[] {0}), Section.ANSWER);
        return reply;
    }

    /** Whether the keys above the name are all there, so that what lacks a signature is bogus. */
    static boolean foundSignedZone(Verdict verdict) {
        return verdict instanceof Verdict.Unproven unproven
                && unproven.extendedError().equals(OptionalInt.of(ExtendedError.RRSIGS_MISSING));
    }
}
