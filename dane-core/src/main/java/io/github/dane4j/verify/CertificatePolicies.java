package io.github.dane4j.verify;

import io.github.dane4j.der.DerReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * How many policies a certificate names (RFC 5280 sections 4.2.1.4 and 4.2.1.5). What they mean is left to the JDK; the
 * work of RFC 5280 section 6.1 grows with their number (RFC 9618), so they are counted first.
 */
final class CertificatePolicies {
    private static final String POLICIES = "2.5.29.32";
    private static final String MAPPINGS = "2.5.29.33";

    private CertificatePolicies() {}

    /**
     * The number of policies and mappings.
     *
     * @throws IOException if they cannot be read, or if a policy is there twice, which RFC 5280 section 4.2.1.4 forbids
     */
    static int count(Candidate certificate) throws IOException {
        Extensions extensions = certificate.extensions();
        int count = 0;
        Set<ByteBuffer> seen = new HashSet<>();
        DerReader policies = list(extensions, POLICIES);
        while (!policies.atEnd()) {
            DerReader policy = element(policies);
            if (!policy.next(DerReader.OBJECT_IDENTIFIER)) {
                throw unreadable();
            }
            if (!seen.add(ByteBuffer.wrap(policy.copyOfContents()))) {
                throw new IOException("names a certificate policy twice");
            }
            count++;
        }
        DerReader mappings = list(extensions, MAPPINGS);
        while (!mappings.atEnd()) {
            element(mappings);
            count++;
        }
        return count;
    }

    /** The elements of the extension; none if there is no such extension. */
    private static DerReader list(Extensions extensions, String identifier) throws IOException {
        if (!extensions.has(identifier)) {
            return new DerReader(new byte[0]);
        }
        return element(new DerReader(extensions.contents(identifier).orElseThrow(CertificatePolicies::unreadable)));
    }

    private static DerReader element(DerReader list) throws IOException {
        if (!list.next(DerReader.SEQUENCE)) {
            throw unreadable();
        }
        return list.contents();
    }

    private static IOException unreadable() {
        return new IOException("has certificate policies that cannot be read");
    }
}
