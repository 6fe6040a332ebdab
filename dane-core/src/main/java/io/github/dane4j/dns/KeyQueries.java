package io.github.dane4j.dns;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The queries for keys that validation is going to need, so that they need not wait for each other. What is validated
 * does not depend on them: the validator asks for all it needs, and finds it there or not.
 */
final class KeyQueries {
    /** Zones of which it is guessed that they exist, from the top. */
    private static final int MAX_GUESSED = 4;
    /** Zones that signed some part of a reply, together with those above. */
    private static final int MAX_SEEN = 12;

    private KeyQueries() {}

    /**
     * Those for the likely zones of a name, before anything is known. A host is hardly ever a zone of its own, nor are
     * the labels that begin with an underscore.
     */
    static Set<Record> beforeReply(Name name, TrustAnchors anchors) {
        Name host = name;
        while (host.labels() > 1 && host.getLabelString(0).startsWith("_")) {
            host = new Name(host, 1);
        }
        boolean domain = host.labels() <= 3;
        Set<Record> queries = new LinkedHashSet<>();
        addChain(queries, domain || host.labels() == 1 ? host : new Name(host, 1), anchors, MAX_GUESSED);
        return queries;
    }

    /** Those for the zones that signed the reply; they are known now. */
    static Set<Record> afterReply(Message reply, TrustAnchors anchors) {
        Set<Record> queries = new LinkedHashSet<>();
        Stream.of(Section.ANSWER, Section.AUTHORITY)
                .flatMap(section -> reply.getSection(section).stream())
                .filter(RRSIGRecord.class::isInstance)
                .map(signature -> ((RRSIGRecord) signature).getSigner())
                .distinct()
                .limit(MAX_SEEN)
                .forEach(zone -> addChain(queries, zone, anchors, MAX_SEEN));
        return queries;
    }

    private static void addChain(Set<Record> queries, Name zone, TrustAnchors anchors, int most) {
        Name anchor = anchors.nearestTo(zone);
        queries.add(Record.newRecord(anchor, Type.DNSKEY, DClass.IN));
        int last = Math.min(zone.labels(), anchor.labels() + most);
        for (int labels = anchor.labels() + 1; labels <= last; labels++) {
            Name each = new Name(zone, zone.labels() - labels);
            queries.add(Record.newRecord(each, Type.DS, DClass.IN));
            queries.add(Record.newRecord(each, Type.DNSKEY, DClass.IN));
        }
    }
}
