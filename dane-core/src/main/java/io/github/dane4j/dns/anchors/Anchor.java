package io.github.dane4j.dns.anchors;

import java.time.Instant;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * A key from which trust may begin.
 *
 * @param record DS or DNSKEY
 * @param from the first instant at which it holds
 * @param until the first instant at which it does not hold any more
 */
public record Anchor(Record record, Instant from, Instant until) {
    /** One that holds at any time. */
    static Anchor of(Record record) {
        return new Anchor(record, Instant.MIN, Instant.MAX);
    }

    Anchor with(DSRecord digest) {
        return new Anchor(digest, from, until);
    }

    Name zone() {
        return record.getName();
    }

    int keyTag() {
        return record instanceof DSRecord ds ? ds.getFootprint() : ((DNSKEYRecord) record).getFootprint();
    }

    boolean holdsAt(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    @Override
    public String toString() {
        return keyTag() + " from " + from + (until.equals(Instant.MAX) ? "" : " until " + until);
    }
}
