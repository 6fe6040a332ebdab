package io.github.dane4j.dns.validation;

import io.github.dane4j.Printable;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A name and a type of class IN: what a name server is asked, or a record set. */
public record Query(Name name, int type) {
    private static final int SHOWN = 120;

    /** The question of a message. */
    public Record toRecord() {
        return Record.newRecord(name, type, DClass.IN);
    }

    /** Whether it is about keys, which many lookups need. */
    public boolean isForKeys() {
        return type == Type.DS || type == Type.DNSKEY;
    }

    // What a record has by itself, in plain code. Queries are the keys of most maps here, and the generated methods are
    // slow at first, and are compiled anew around each look into a map.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Query that && type == that.type && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + type;
    }

    /** For example {@code example.org DNSKEY}. */
    @Override
    public String toString() {
        return Printable.clip(name.toString(true), SHOWN) + " " + Type.string(type);
    }
}
