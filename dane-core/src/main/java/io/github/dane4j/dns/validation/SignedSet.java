package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
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
    /** Records that are equal in data count once (RFC 2181 section 5). */
    private final Set<Record> records = new LinkedHashSet<>();

    private final List<RRSIGRecord> signatures = new ArrayList<>();

    SignedSet(Name owner, int type) {
        this.owner = owner;
        this.type = type;
    }

    void add(Record record) {
        records.add(record);
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
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The least of all, in seconds. */
    long ttl() {
        return records.stream().mapToLong(Record::getTTL).min().orElse(0);
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
