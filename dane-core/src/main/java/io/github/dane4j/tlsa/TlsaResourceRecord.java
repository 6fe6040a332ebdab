package io.github.dane4j.tlsa;

import io.github.dane4j.DomainName;
import java.util.OptionalInt;

/**
 * A TLSA record with its owner, as it stands in a master file (RFC 1035 section 5.1). Immutable.
 *
 * @param owner for example {@code _25._tcp.mx.example.org} (RFC 6698 section 3)
 * @param ttl in seconds, 0 to 2,147,483,647 (RFC 2181 section 8); empty to leave it to the file
 * @param record what is published
 */
public record TlsaResourceRecord(DomainName owner, OptionalInt ttl, TlsaRecord record) {
    /** Checks the TTL. */
    public TlsaResourceRecord {
        if (ttl.isPresent() && ttl.getAsInt() < 0) {
            throw new IllegalArgumentException("TTL must not be negative: " + ttl.getAsInt());
        }
    }

    /**
     * One record of a master file: a complete owner name with its dot, TTL and class {@code IN} if they are given, type
     * {@code TLSA} or {@code TYPE52}, then the data in either format. Parentheses continue it on the next line; a
     * semicolon begins a comment. There is no {@code $ORIGIN} here, and no escape sequences.
     *
     * @throws TlsaFormatException if the text is something else; it points to the column
     */
    public static TlsaResourceRecord parse(String line) {
        return PresentationFormat.line(line);
    }

    /** The record in the format of unknown types (RFC 3597 section 5), for a name server that does not know TLSA. */
    public String toGenericString() {
        return start() + record.toGenericString();
    }

    /** The record on one line: {@code _25._tcp.mx.example.org. 3600 IN TLSA 3 1 1 5f3a…}. {@link #parse} reads it. */
    @Override
    public String toString() {
        return start() + "TLSA " + record;
    }

    private String start() {
        String name = owner.equals(DomainName.ROOT) ? "." : owner + ".";
        return name + (ttl.isPresent() ? " " + ttl.getAsInt() : "") + " IN ";
    }
}
