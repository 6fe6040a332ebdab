package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/** From records as dnsjava has them to data as the library has them. */
final class RecordData {
    private RecordData() {}

    static InetAddress address(Record record) {
        try {
            // With a name, because an address without one asks the reverse DNS as soon as somebody prints it.
            return InetAddress.getByAddress(record.getName().toString(true), record.rdataToWireCanonical());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of the wrong length", e);
        }
    }

    static DomainName alias(Record record) {
        return DnsNames.fromDns(((CNAMERecord) record).getTarget());
    }

    static MxRecord mx(Record record) {
        MXRecord mx = (MXRecord) record;
        return new MxRecord(mx.getPriority(), asPublished(mx.getTarget()));
    }

    static SrvRecord srv(Record record) {
        SRVRecord srv = (SRVRecord) record;
        return new SrvRecord(srv.getPriority(), srv.getWeight(), srv.getPort(), asPublished(srv.getTarget()));
    }

    /** A host that is no host name is for the policy to judge, and must not hide the other records. */
    private static String asPublished(Name host) {
        return host.equals(Name.root) ? "." : host.toString(true);
    }

    static TlsaRecord tlsa(Record record) {
        return TlsaRecord.fromWire(record.rdataToWireCanonical());
    }
}
