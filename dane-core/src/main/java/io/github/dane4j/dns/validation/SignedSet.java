package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * A record set with the signatures that came with it, in the same section of the same reply. Compared by identity: what was
 * verified is this object.
 */
final class SignedSet {
    private final Name owner;
    private final int type;
    private final List<Record> records = new ArrayList<>();
    /** To tell equal records; empty as long as there is only one, as in most sets. */
    private final Set<Record> seen = new HashSet<>();

    private final List<RRSIGRecord> signatures = new ArrayList<>();

    SignedSet(Name owner, int type) {
        this.owner = owner;
        this.type = type;
    }

    /** Records that are equal in data count once (RFC 2181 section 5). */
    void add(Record record) {
        if (records.size() == 1) {
            seen.add(records.get(0));
        }
        if (records.isEmpty() || seen.add(record)) {
            records.add(record);
        }
    }

    void add(RRSIGRecord signature) {
        signatures.add(signature);
    }

    Name owner() {
        return owner;
    }

    int type() {
        return type;
    }

    Query subject() {
        return new Query(owner, type);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    int size() {
        return records.size();
    }

    List<RRSIGRecord> signatures() {
        return signatures;
    }

    List<Record> records() {
        return List.copyOf(records);
    }

    /** Those that are of the class; a record without data, for example, is of no class of its own. */
    <R extends Record> List<R> records(Class<R> kind) {
        List<R> ofKind = new ArrayList<>();
        for (Record record : records) {
            if (kind.isInstance(record)) {
                ofKind.add(kind.cast(record));
            }
        }
        return ofKind;
    }

    /** The least of all, in seconds. */
    long ttl() {
        long least = records.isEmpty() ? 0 : Long.MAX_VALUE;
        for (Record record : records) {
            least = Math.min(least, record.getTTL());
        }
        return least;
    }

    /** The bytes that a signature is over (RFC 4034 section 3.1.8.1). */
    byte[] signedBytes(RRSIGRecord signature) {
        return DNSSEC.digestRRset(signature, new RRset(records));
    }

    /** The labels of a name as a signature counts them: without the root and a leading asterisk (RFC 4034 3.1.3). */
    static int labels(Name name) {
        return name.labels() - (name.isWild() ? 2 : 1);
    }

    /** Whether a signature says that the set was made from a wildcard. */
    boolean isExpandedBy(RRSIGRecord signature) {
        return signature.getLabels() < labels(owner);
    }
}
