package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;

/**
 * A type of record that DANE asks for, with the Java type of its data. Immutable; there is one instance of each.
 *
 * @param <T> the data
 */
public final class RecordType<T> {
    /** IPv4 addresses (RFC 1035 section 3.4.1). They carry their owner's name, so that nothing looks it up. */
    public static final RecordType<InetAddress> A = new RecordType<>(1, "A", InetAddress.class);
    /** IPv6 addresses (RFC 3596 section 2.1), as for {@link #A}. */
    public static final RecordType<InetAddress> AAAA = new RecordType<>(28, "AAAA", InetAddress.class);
    /** The alias itself, not followed (RFC 1035 section 3.3.1). */
    public static final RecordType<DomainName> CNAME = new RecordType<>(5, "CNAME", DomainName.class);
    /** Mail exchangers (RFC 1035 section 3.3.9). */
    public static final RecordType<MxRecord> MX = new RecordType<>(15, "MX", MxRecord.class);
    /** Servers of a service (RFC 2782). */
    public static final RecordType<SrvRecord> SRV = new RecordType<>(33, "SRV", SrvRecord.class);
    /** Text (RFC 1035 section 3.3.14): the strings of a record joined without blanks, each byte a character of ISO 8859-1. */
    public static final RecordType<String> TXT = new RecordType<>(16, "TXT", String.class);
    /** TLSA records (RFC 6698 section 2), usable or not. */
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
