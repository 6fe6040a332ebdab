package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;

/**
 * A type of record that DANE asks for, with the Java type of its data.
 *
 * @param <T> the data
 */
public final class RecordType<T> {
    /** IPv4 addresses. */
    public static final RecordType<InetAddress> A = new RecordType<>(1, "A", InetAddress.class);
    /** IPv6 addresses. */
    public static final RecordType<InetAddress> AAAA = new RecordType<>(28, "AAAA", InetAddress.class);
    /** The alias itself, not followed. */
    public static final RecordType<DomainName> CNAME = new RecordType<>(5, "CNAME", DomainName.class);
    /** Mail exchangers. */
    public static final RecordType<MxRecord> MX = new RecordType<>(15, "MX", MxRecord.class);
    /** TLSA records. */
    public static final RecordType<TlsaRecord> TLSA = new RecordType<>(52, "TLSA", TlsaRecord.class);

    private final int number;
    private final String name;
    private final Class<T> dataType;

    private RecordType(int number, String name, Class<T> dataType) {
        this.number = number;
        this.name = name;
        this.dataType = dataType;
    }

    /** The Java type of the data. */
    public Class<T> dataType() {
        return dataType;
    }

    /** The number of the type. */
    public int number() {
        return number;
    }

    /** The name of the type, for example {@code TLSA}. */
    @Override
    public String toString() {
        return name;
    }
}
