package io.github.dane4j.verify;

import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A record that counts.
 *
 * @param record the record
 * @param index its place in the list that the caller gave
 */
record LiveRecord(TlsaRecord record, int index) {
    /** The certificate that the record holds in full, if it does and the certificate can be read. */
    Optional<Candidate> certificate() {
        boolean isFull = record.selectorNumber() == Selector.CERT.number()
                && record.matchingTypeNumber() == MatchingType.FULL.number();
        return isFull ? Optional.ofNullable(Candidate.of(EncodedCertificate.of(record.data()))) : Optional.empty();
    }

    /** The records of one usage that count, in an order that does not depend on how they came. */
    static List<LiveRecord> of(
            List<TlsaRecord> records, CertificateUsage usage, RecordSelection selection, int present) {
        List<LiveRecord> live = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            TlsaRecord record = records.get(i);
            if (record.usageNumber() == usage.number() && selection.excluded(record, present) == null) {
                live.add(new LiveRecord(record, i));
            }
        }
        live.sort(Comparator.comparing(LiveRecord::record));
        return live;
    }
}
