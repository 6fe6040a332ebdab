package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;
import java.util.function.Function;
import org.xbill.DNS.Record;

/**
 * A type of record that DANE asks for, with the Java type of its data. Immutable; there is one instance of each.
 *
 * @param <T> the data
 */
public final class RecordType<T> {
    /** IPv4 addresses (RFC 1035 section 3.4.1). They carry their owner's name, so that nothing looks it up. */
    public static final RecordType<InetAddress> A = new RecordType<>(1, "A", InetAddress.class, RecordData::address);
    /** IPv6 addresses (RFC 3596 section 2.1), as for {@link #A}. */
    public static final RecordType<InetAddress> AAAA =
            new RecordType<>(28, "AAAA", InetAddress.class, RecordData::address);
    /** The alias itself, not followed (RFC 1035 section 3.3.1). */
    public static final RecordType<DomainName> CNAME =
            new RecordType<>(5, "CNAME", DomainName.class, RecordData::alias);
    /** Mail exchangers (RFC 1035 section 3.3.9). */
    public static final RecordType<MxRecord> MX = new RecordType<>(15, "MX", MxRecord.class, RecordData::mx);
    /** Servers of a service (RFC 2782). */
    public static final RecordType<SrvRecord> SRV = new RecordType<>(33, "SRV", SrvRecord.class, RecordData::srv);
    /** TLSA records (RFC 6698 section 2), usable or not. */
    public static final RecordType<TlsaRecord> TLSA = new RecordType<>(52, "TLSA", TlsaRecord.class, RecordData::tlsa);

    private final int number;
    private final String name;
    private final Class<T> dataType;
    private final Function<Record, T> reader;

    private RecordType(int number, String name, Class<T> dataType, Function<Record, T> reader) {
        this.number = number;
        this.name = name;
        this.dataType = dataType;
        this.reader = reader;
    }

    /** The Java type of the data. */
    public Class<T> dataType() {
        return dataType;
    }

    /** The number of the type. */
    public int number() {
        return number;
    }

    /**
     * The data of one record of this type.
     *
     * @throws IllegalArgumentException if it has no meaning
     */
    T read(Record record) {
        return reader.apply(record);
    }

    /** The name of the type, for example {@code TLSA}. */
    @Override
    public String toString() {
        return name;
    }
}
