package io.github.dane4j.cli.check;

import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.report.CertificateSubject;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.publish.RecordSourceException;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** For a record that does not match: the slip that is nearest to what was meant, and the record that would be right. */
final class NearestSlip {
    /** Fewer bytes of a digest may agree by chance. */
    private static final int MIN_PREFIX = 2;

    private NearestSlip() {}

    /** The slip in {@code record}; empty if its data has nothing to do with {@code chain}. */
    static Optional<Finding> in(TlsaRecord record, List<EncodedCertificate> chain) {
        for (int depth = 0; depth < chain.size(); depth++) {
            for (Selector selector : Selector.values()) {
                for (MatchingType type : MatchingType.values()) {
                    Optional<Finding> slip = in(record, chain.get(depth), depth, selector, type);
                    if (slip.isPresent()) {
                        return slip;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> in(
            TlsaRecord record, EncodedCertificate certificate, int depth, Selector selector, MatchingType type) {
        CertificateUsage usage = depth == 0 ? CertificateUsage.DANE_EE : CertificateUsage.DANE_TA;
        Optional<TlsaRecord> right = record(certificate, usage, selector, type);
        if (right.isEmpty()) {
            return Optional.empty();
        }
        byte[] data = record.data();
        byte[] whole = right.get().data();
        if (data.length >= MIN_PREFIX
                && data.length < whole.length
                && type != MatchingType.FULL
                && Arrays.equals(data, 0, data.length, whole, 0, data.length)) {
            return Optional.of(slip(Code.RECORD_CUT_SHORT, record, right.get()));
        }
        if (!Arrays.equals(data, whole)) {
            return Optional.empty();
        }
        if (record.matchingTypeNumber() != type.number()) {
            return Optional.of(slip(Code.SLIP_MATCHING_TYPE, record, right.get()));
        }
        if (record.selectorNumber() != selector.number()) {
            return Optional.of(slip(Code.SLIP_SELECTOR, record, right.get()));
        }
        boolean forAnchors = record.usage()
                .filter(it -> it == CertificateUsage.DANE_TA || it == CertificateUsage.PKIX_TA)
                .isPresent();
        return record.usage().isPresent() && forAnchors == depth > 0
                ? Optional.empty()
                : Optional.of(slip(Code.SLIP_USAGE, record, right.get())
                        .with("certificate", CertificateSubject.of(certificate).orElse("a certificate"))
                        .with("depth", depth));
    }

    /** A {@code 2 x x} record for another CA than the ones that are sent. */
    static Optional<Finding> otherAuthority(TlsaRecord record, List<EncodedCertificate> chain) {
        boolean forAnchors = record.usage()
                .filter(usage -> usage == CertificateUsage.DANE_TA)
                .isPresent();
        if (!forAnchors
                || chain.size() < 2
                || record.selector().isEmpty()
                || record.matchingType().isEmpty()) {
            return Optional.empty();
        }
        EncodedCertificate authority = chain.get(chain.size() - 1);
        return record(
                        authority,
                        CertificateUsage.DANE_TA,
                        record.selector().get(),
                        record.matchingType().get())
                .map(right -> slip(Code.OTHER_AUTHORITY, record, right)
                        .with("certificate", CertificateSubject.of(authority).orElse("a certificate")));
    }

    private static Finding slip(Code code, TlsaRecord record, TlsaRecord right) {
        return Finding.of(code).with("record", record).with("right", right.toString());
    }

    /** The record for a certificate; empty if its bytes are none. */
    static Optional<TlsaRecord> record(
            EncodedCertificate certificate, CertificateUsage usage, Selector selector, MatchingType type) {
        try {
            return Optional.of(RecordSource.certificate(certificate.der()).record(usage, selector, type));
        } catch (RecordSourceException e) {
            return Optional.empty();
        }
    }

    /** The record to recommend for a certificate at this place of a chain; empty if its bytes are none. */
    static Optional<TlsaRecord> recommended(EncodedCertificate certificate, int depth) {
        CertificateUsage usage = depth == 0 ? CertificateUsage.DANE_EE : CertificateUsage.DANE_TA;
        return record(certificate, usage, Selector.SPKI, MatchingType.SHA2_256);
    }

    /** The record to recommend for the server's own certificate (RFC 7671 section 5.1). */
    static String recommended(List<EncodedCertificate> chain) {
        return chain.isEmpty()
                ? "3 1 1 ..."
                : recommended(chain.get(0), 0).map(TlsaRecord::toString).orElse("3 1 1 ...");
    }
}
