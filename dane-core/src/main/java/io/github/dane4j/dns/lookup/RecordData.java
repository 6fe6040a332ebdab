package io.github.dane4j.dns.lookup;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.SrvRecord;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** From records as dnsjava has them to data as the library has them. */
public final class RecordData {
    private RecordData() {}

    /**
     * The data of one record of a type.
     *
     * @throws IllegalArgumentException if it has no meaning
     */
    static <T> T read(RecordType<T> type, Record record) {
        return type.dataType().cast(data(type, record));
    }

    private static Object data(RecordType<?> type, Record record) {
        return switch (type.number()) {
            case Type.A, Type.AAAA -> address(record);
            case Type.CNAME -> alias(record);
            case Type.MX -> mx(record);
            case Type.SRV -> srv(record);
            case Type.TXT -> text(record);
            case Type.TLSA -> tlsa(record);
            default -> throw new IllegalArgumentException("no data is read of type " + type);
        };
    }

    private static InetAddress address(Record record) {
        try {
            // With a name, because an address without one asks the reverse DNS as soon as it is printed.
            return InetAddress.getByAddress(record.getName().toString(true), record.rdataToWireCanonical());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of the wrong length", e);
        }
    }

    private static DomainName alias(Record record) {
        return DnsNames.fromDns(((CNAMERecord) record).getTarget());
    }

    private static MxRecord mx(Record record) {
        MXRecord mx = (MXRecord) record;
        return new MxRecord(mx.getPriority(), asPublished(mx.getTarget()));
    }

    private static SrvRecord srv(Record record) {
        SRVRecord srv = (SRVRecord) record;
        return new SrvRecord(srv.getPriority(), srv.getWeight(), srv.getPort(), asPublished(srv.getTarget()));
    }

    /** Whether a host is a valid host name is for the policy to judge, and must not hide the other records. */
    private static String asPublished(Name host) {
        return host.equals(Name.root) ? "." : host.toString(true);
    }

    private static String text(Record record) {
        return ((TXTRecord) record)
                .getStringsAsByteArrays().stream()
                        .map(each -> new String(each, StandardCharsets.ISO_8859_1))
                        .collect(Collectors.joining());
    }

    private static TlsaRecord tlsa(Record record) {
        return TlsaRecord.fromWire(record.rdataToWireCanonical());
    }
}
