package io.github.dane4j.verify;

import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.Optional;

/**
 * A record that counts.
 *
 * @param record the record
 * @param index its place in the list that the caller gave
 */
record UsableRecord(TlsaRecord record, int index) {
    /** The certificate that the record holds in full, if it does and the certificate can be read. */
    Optional<ParsedCertificate> certificate() {
        boolean isFull = record.selectorNumber() == Selector.CERT.number()
                && record.matchingTypeNumber() == MatchingType.FULL.number();
        return isFull
                ? Optional.ofNullable(ParsedCertificate.of(EncodedCertificate.of(record.data())))
                : Optional.empty();
    }
}
