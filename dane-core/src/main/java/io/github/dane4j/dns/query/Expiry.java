package io.github.dane4j.dns.query;

import io.github.dane4j.dns.validation.LookupLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * How long a reply may be used: the least of the TTLs received, the original TTLs under signature, and the time until
 * the first signature expires (RFC 4035 section 5.3.3). For DANE this is no matter of freshness alone: the life of a
 * DANE-EE binding is the life of the signature of its TLSA records (RFC 7672 section 3.1.1).
 */
public final class Expiry {
    private Expiry() {}

    static Instant of(Message message, boolean denial, Instant now) {
        List<Record> relevant = new ArrayList<>(message.getSection(Section.ANSWER));
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (isPartOfProof(record)) {
                relevant.add(record);
            }
        }
        long ttl = LookupLimits.CACHE_TTL.toSeconds();
        Instant signatureEnd = Instant.MAX;
        boolean negativeTtl = false;
        for (Record record : relevant) {
            ttl = Math.min(ttl, record.getTTL());
            if (record instanceof SOARecord soa) {
                negativeTtl = true;
                ttl = Math.min(ttl, soa.getMinimum());
            }
            // A signature that has expired did not validate anything; a valid one stands beside it.
            if (record instanceof RRSIGRecord signature && signature.getExpire().isAfter(now)) {
                ttl = Math.min(ttl, signature.getOrigTTL());
                signatureEnd = earlier(signatureEnd, signature.getExpire());
            }
        }
        // RFC 2308 section 5: a denial without SOA must not be cached.
        return denial && !negativeTtl ? now : earlier(now.plusSeconds(ttl), signatureEnd);
    }

    private static boolean isPartOfProof(Record record) {
        int type = record.getRRsetType();
        return type == Type.SOA || type == Type.NSEC || type == Type.NSEC3;
    }

    public static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
