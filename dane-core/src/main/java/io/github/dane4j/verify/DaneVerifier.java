package io.github.dane4j.verify;

import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Instant;
import java.util.List;

/**
 * Says what a certificate chain proves about TLSA records. The same input gives the same result. Immutable, thread-safe.
 */
public final class DaneVerifier {
    private DaneVerifier() {}

    /** A verifier for certificate usages DANE-TA and DANE-EE, with the defaults of {@link Builder}. */
    public static DaneVerifier create() {
        return builder().build();
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Judges {@code chain} by {@code records}, which must come from a DNSSEC-secure answer.
     *
     * @param names the names of which the certificate must have one; not looked at for DANE-EE
     * @param time the time at which certificates must be valid; not looked at for DANE-EE
     */
    public DaneResult verify(List<TlsaRecord> records, PresentedChain chain, ReferenceIdentifiers names, Instant time) {
        throw new UnsupportedOperationException();
    }

    /** What is wrong with each record that no chain could make usable; empty findings are not listed. */
    public List<RecordFinding> unusable(List<TlsaRecord> records) {
        throw new UnsupportedOperationException();
    }

    /** Sets up a verifier. Not thread-safe. */
    public static final class Builder {
        private Builder() {}

        /** The verifier. */
        public DaneVerifier build() {
            return new DaneVerifier();
        }
    }
}
