package io.github.dane4j.cli.rollover;

import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The three parameters of a record. Each combination in a record set has to match the server on its own (RFC 7671 section 8). */
public record Parameters(CertificateUsage usage, Selector selector, MatchingType type) {
    /** What to publish where nothing is published yet (RFC 7671 section 5.1). */
    public static final Parameters RECOMMENDED =
            new Parameters(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.SHA2_256);

    /** Those of a record; empty if no client can use it. */
    public static Optional<Parameters> of(TlsaRecord record) {
        return record.isWellFormed() && record.usage().isPresent()
                ? Optional.of(new Parameters(
                        record.usage().orElseThrow(),
                        record.selector().orElseThrow(),
                        record.matchingType().orElseThrow()))
                : Optional.empty();
    }

    /** The combinations of a record set, each once; the recommended one where there are none. */
    public static Set<Parameters> combinations(Collection<TlsaRecord> records) {
        Set<Parameters> combinations = new LinkedHashSet<>();
        records.forEach(record -> of(record).ifPresent(combinations::add));
        return combinations.isEmpty() ? Set.of(RECOMMENDED) : combinations;
    }

    boolean isForAuthorities() {
        return usage == CertificateUsage.PKIX_TA || usage == CertificateUsage.DANE_TA;
    }

    @Override
    public String toString() {
        return usage.number() + " " + selector.number() + " " + type.number();
    }
}
