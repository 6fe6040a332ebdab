package io.github.dane4j.cli.rollover;

import io.github.dane4j.cli.report.CertificateSubject;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.publish.RecordSourceException;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The keys that a server has at one time: one, or one for each kind of key. Immutable.
 *
 * @param chains at least one
 */
public record KeySet(List<Chain> chains) {
    /**
     * One key, with its certificate and issuers as far as they are known.
     *
     * @param file where it was read
     * @param own the server's own certificate or key
     * @param authorities the CA certificates that are sent with it, the nearest first
     */
    public record Chain(String file, RecordSource own, List<EncodedCertificate> authorities) {
        /** Out of what a file holds, in its order. */
        public static Chain of(String file, List<RecordSource> sources) {
            return new Chain(
                    file,
                    sources.get(0),
                    sources.stream()
                            .skip(1)
                            .flatMap(source -> source.certificate().stream())
                            .filter(CertificateSubject::isAuthority)
                            .toList());
        }

        /** Whether a server with this key is matched by {@code record}. */
        public boolean isMatchedBy(TlsaRecord record) {
            Optional<Parameters> parameters = Parameters.of(record);
            if (parameters.isEmpty()) {
                return false;
            }
            return parameters.get().isForAuthorities()
                    ? authorities.stream().anyMatch(record::matches)
                    : make(own, parameters.get()).filter(record::equals).isPresent();
        }

        /** The record to publish; empty if what is known of the key does not suffice for it. */
        public Optional<TlsaRecord> record(Parameters parameters) {
            if (!parameters.isForAuthorities()) {
                return make(own, parameters);
            }
            // The last one, which lives longest.
            return authorities.isEmpty()
                    ? Optional.empty()
                    : make(
                            RecordSource.certificate(
                                    authorities.get(authorities.size() - 1).der()),
                            parameters);
        }

        private static Optional<TlsaRecord> make(RecordSource source, Parameters parameters) {
            try {
                return Optional.of(source.record(parameters.usage(), parameters.selector(), parameters.type()));
            } catch (RecordSourceException e) {
                return Optional.empty();
            }
        }

        /** Whether a server that sends {@code chain} uses this certificate, or this key if that is all that is known. */
        boolean isPresentedBy(List<EncodedCertificate> chain) {
            if (chain.isEmpty()) {
                return false;
            }
            return own.certificate()
                    .map(certificate -> certificate.equals(chain.get(0)))
                    .orElseGet(() -> Arrays.equals(
                            own.subjectPublicKeyInfo(),
                            RecordSource.certificate(chain.get(0).der()).subjectPublicKeyInfo()));
        }
    }

    /** Copies the list. */
    public KeySet {
        chains = List.copyOf(chains);
    }

    /** Whether one of its keys is matched by {@code record}. */
    public boolean isMatchedBy(TlsaRecord record) {
        return chains.stream().anyMatch(chain -> chain.isMatchedBy(record));
    }

    boolean isPresentedBy(List<EncodedCertificate> chain) {
        return chains.stream().anyMatch(each -> each.isPresentedBy(chain));
    }

    /** The keys that no record with these parameters matches. */
    public List<Chain> unmatched(Parameters parameters, List<TlsaRecord> records) {
        return chains.stream()
                .filter(chain -> records.stream()
                        .filter(record ->
                                Parameters.of(record).filter(parameters::equals).isPresent())
                        .noneMatch(chain::isMatchedBy))
                .toList();
    }

    /** The records that these keys lack among {@code records}; those that cannot be made are left out. */
    public List<TlsaRecord> missing(Collection<Parameters> combinations, List<TlsaRecord> records) {
        return combinations.stream()
                .flatMap(each -> unmatched(each, records).stream().flatMap(chain -> chain.record(each).stream()))
                .distinct()
                .toList();
    }
}
