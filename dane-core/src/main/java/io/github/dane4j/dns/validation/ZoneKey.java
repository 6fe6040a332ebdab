package io.github.dane4j.dns.validation;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;

/** A key that may sign for its zone. It is parsed once, when it is needed first. Thread-safe. */
final class ZoneKey {
    private final DNSKEYRecord record;
    private final int tag;
    private final KeyParser parser;
    private KeyParser.@Nullable ParsedKey parsed;
    private boolean tried;
    /** Whether it has verified something: of several keys with one tag this one is tried first. */
    private volatile boolean proven;

    private ZoneKey(DNSKEYRecord record, KeyParser parser) {
        this.record = record;
        this.tag = record.getFootprint();
        this.parser = parser;
    }

    /**
     * Null for a key that must not sign for a zone: without the ZONE bit, revoked (RFC 5011 section 2.1), or of
     * another protocol. It does not spoil the others.
     */
    static @Nullable ZoneKey of(DNSKEYRecord record, KeyParser parser) {
        boolean usable = (record.getFlags() & DNSKEYRecord.Flags.ZONE_KEY) != 0
                && (record.getFlags() & DNSKEYRecord.Flags.REVOKE) == 0
                && record.getProtocol() == DNSKEYRecord.Protocol.DNSSEC;
        return usable ? new ZoneKey(record, parser) : null;
    }

    int tag() {
        return tag;
    }

    int algorithm() {
        return record.getAlgorithm();
    }

    boolean isProven() {
        return proven;
    }

    /** The first of the DS records that is of this key; null if none is. */
    @Nullable
    DSRecord fitting(List<DSRecord> records) {
        for (DSRecord ds : records) {
            if (fits(ds)) {
                return ds;
            }
        }
        return null;
    }

    private boolean fits(DSRecord ds) {
        return ds.getFootprint() == tag
                && ds.getAlgorithm() == algorithm()
                && Arrays.equals(
                        ds.getDigest(),
                        new DSRecord(record.getName(), DClass.IN, 0, ds.getDigestID(), record).getDigest());
    }

    /** False also if the key cannot be used. */
    boolean verifies(byte[] signed, byte[] signature) {
        KeyParser.ParsedKey key = parsed();
        boolean valid = key != null && key.verify(signed, signature);
        if (valid) {
            proven = true;
        }
        return valid;
    }

    boolean isUsable() {
        return parsed() != null;
    }

    private synchronized KeyParser.@Nullable ParsedKey parsed() {
        if (!tried) {
            tried = true;
            parsed = parser.parse(record.getAlgorithm(), record.getKey());
        }
        return parsed;
    }
}
