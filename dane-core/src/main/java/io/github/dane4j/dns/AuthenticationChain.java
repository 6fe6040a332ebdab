package io.github.dane4j.dns;

import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.dns.lookup.SuppliedRecords;
import io.github.dane4j.dns.validation.KeyParser;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Duration;
import java.time.Instant;

/**
 * The DNSSEC records that a TLS server sends with its certificate, so that a client can validate the server's TLSA records
 * without DNS (RFC 9102). <b>Experimental:</b> may change or be removed.
 *
 * <p>The records are validated like the replies of name servers, from the trust anchors down; no query is sent.
 * Immutable, thread-safe.
 */
public final class AuthenticationChain {
    private static final int LIFETIME = 2;

    private final Duration supportLifetime;
    private final SuppliedRecords records;

    private AuthenticationChain(Duration supportLifetime, SuppliedRecords records) {
        this.supportLifetime = supportLifetime;
        this.records = records;
    }

    /**
     * Reads the data of a server's extension {@code dnssec_chain} (RFC 9102 section 2.3): two bytes for the lifetime, then
     * uncompressed records of class IN up to the end. Records of types that play no part in proving TLSA records are ignored.
     *
     * @throws ChainFormatException if the data is something else, or has more than 500 records
     */
    public static AuthenticationChain parse(byte[] extensionData) {
        if (extensionData.length < LIFETIME) {
            throw new ChainFormatException("expected two bytes for the lifetime, found " + extensionData.length);
        }
        int hours = (extensionData[0] & 0xff) << 8 | (extensionData[1] & 0xff);
        return new AuthenticationChain(Duration.ofHours(hours), SuppliedRecords.parse(extensionData, LIFETIME));
    }

    /**
     * How long the server promises to keep sending the chain (RFC 9102 section 7): 0 to 65,535 hours. It is not remembered
     * here.
     */
    public Duration supportLifetime() {
        return supportLifetime;
    }

    /**
     * What the chain proves about the TLSA records of a service. The host of the service is its TLSA base domain: aliases of
     * the host itself are not followed (RFC 9102 section 3), those of the TLSA records are.
     *
     * @param anchors where trust begins
     * @param now the time at which signatures must be valid
     * @return records, or a denial, secure or insecure; or a failure if the chain proves nothing
     */
    public Answer<TlsaRecord> tlsa(Service service, TrustAnchors anchors, Instant now) {
        return records.answer(
                service.tlsaName(service.host()),
                RecordType.TLSA,
                anchors.anchors(),
                KeyParser.of(SignatureVerifier.standard()),
                now);
    }

    @Override
    public String toString() {
        return records + ", promised for " + supportLifetime.toHours() + " hours";
    }
}
