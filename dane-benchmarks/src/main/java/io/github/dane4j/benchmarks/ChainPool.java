package io.github.dane4j.benchmarks;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Chains of one length, used in turn. There are more of them than a verifier remembers signatures of, so that it verifies each
 * signature as if the server had never been seen.
 */
final class ChainPool {
    private static final int MORE_SIGNATURES_THAN_REMEMBERED = 1_001;

    private final List<List<byte[]>> chains = new ArrayList<>();
    private final List<List<TlsaRecord>> records = new ArrayList<>();
    private int current = -1;

    /** @param length of each chain, at least 2 */
    ChainPool(int length) {
        for (int signatures = 0; signatures < MORE_SIGNATURES_THAN_REMEMBERED; signatures += length - 1) {
            List<TestCertificate> certificates = Certificates.chain(length);
            chains.add(certificates.stream().map(TestCertificate::der).toList());
            records.add(List.of(TlsaRecord.parse(certificates.get(length - 1).tlsa(2, 1, 1))));
        }
    }

    /** The next chain, in objects that are new. */
    List<X509Certificate> next() {
        current = (current + 1) % chains.size();
        return Certificates.fresh(chains.get(current));
    }

    /** {@code 2 1 1} of the root of the chain that was handed out last. */
    List<TlsaRecord> records() {
        return records.get(current);
    }
}
