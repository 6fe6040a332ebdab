package io.github.dane4j.testkit;

import org.xbill.DNS.Compression;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Tokenizer;

/** A record of any type with any data. dnsjava makes records of a known type only if their data is well formed. */
final class RawRecord extends Record {

    private final transient byte[] rdata;

    RawRecord(Name name, int type, long ttl, byte[] rdata) {
        super(name, type, DClass.IN, ttl);
        this.rdata = rdata.clone();
    }

    @Override
    protected void rrToWire(DNSOutput out, Compression compression, boolean canonical) {
        out.writeByteArray(rdata);
    }

    @Override
    protected String rrToString() {
        return unknownToString(rdata);
    }

    @Override
    protected void rrFromWire(DNSInput in) {
        throw new UnsupportedOperationException("a raw record is only ever sent");
    }

    @Override
    protected void rdataFromString(Tokenizer tokens, Name origin) {
        throw new UnsupportedOperationException("a raw record is only ever sent");
    }
}
