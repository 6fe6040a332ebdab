package io.github.dane4j.dns;

import java.time.Instant;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Until when the keys and delegations are signed that validation has used. The validator keeps a key for some minutes and
 * not when its signatures expire; an answer must not outlive the chain that it was proven by. Thread-safe.
 */
final class ChainOfTrust {
    private static final int MAX_ENTRIES = 5_000;
    private static final int[] LINKS = {Type.DS, Type.DNSKEY};

    private final BoundedCache<Record, Instant> ends = new BoundedCache<>(MAX_ENTRIES, MAX_ENTRIES);

    /** Notes the first signature to expire of a reply about keys, for longer than the validator keeps a key. */
    void note(Record question, Message reply, Instant now) {
        Instant end = signatures(reply)
                .map(RRSIGRecord::getExpire)
                .filter(expire -> expire.isAfter(now))
                .reduce(Instant.MAX, Expiry::earlier);
        ends.put(question, end, now.plus(Expiry.MAX), 1, now);
    }

    /** When the chain to the first zone ends of those that signed {@code reply}. */
    Instant end(Message reply, Instant now) {
        return signatures(reply)
                .map(RRSIGRecord::getSigner)
                .distinct()
                .map(zone -> end(zone, now))
                .reduce(Instant.MAX, Expiry::earlier);
    }

    private Instant end(Name zone, Instant now) {
        Instant end = Instant.MAX;
        for (int labels = 0; labels < zone.labels(); labels++) {
            Name ancestor = labels == 0 ? zone : new Name(zone, labels);
            for (int type : LINKS) {
                Instant link = ends.find(Record.newRecord(ancestor, type, DClass.IN), now);
                end = link == null ? end : Expiry.earlier(end, link);
            }
        }
        return end;
    }

    private static Stream<RRSIGRecord> signatures(Message reply) {
        return Stream.of(Section.ANSWER, Section.AUTHORITY)
                .flatMap(section -> reply.getSection(section).stream())
                .filter(RRSIGRecord.class::isInstance)
                .map(RRSIGRecord.class::cast);
    }
}
