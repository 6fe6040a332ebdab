package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.List;
import java.util.Optional;

/** Reads what the cases of a plan have in common, for assertions. */
final class Plans {
    private Plans() {}

    static Optional<Reason> reason(TlsPlan plan) {
        return switch (plan.kind()) {
            case AUTHENTICATE -> Optional.empty();
            case ENCRYPT -> Optional.of(((TlsPlan.Encrypt) plan).reason());
            case NOT_COVERED -> Optional.of(((TlsPlan.NotCovered) plan).reason());
            case REFUSE -> Optional.of(((TlsPlan.Refuse) plan).reason());
        };
    }

    static Optional<DomainName> baseDomain(TlsPlan plan) {
        return switch (plan.kind()) {
            case AUTHENTICATE -> Optional.of(((TlsPlan.Authenticate) plan).baseDomain());
            case ENCRYPT -> Optional.of(((TlsPlan.Encrypt) plan).baseDomain());
            case NOT_COVERED, REFUSE -> Optional.empty();
        };
    }

    /** The first is the one to send. */
    static List<DomainName> names(TlsPlan plan) {
        return switch (plan.kind()) {
            case AUTHENTICATE -> ((TlsPlan.Authenticate) plan).names().names();
            case ENCRYPT -> ((TlsPlan.Encrypt) plan).names().names();
            case NOT_COVERED -> ((TlsPlan.NotCovered) plan).names();
            case REFUSE -> List.of();
        };
    }

    static List<TlsaRecord> records(TlsPlan plan) {
        return switch (plan.kind()) {
            case AUTHENTICATE -> ((TlsPlan.Authenticate) plan).records();
            case ENCRYPT -> ((TlsPlan.Encrypt) plan).records();
            case NOT_COVERED, REFUSE -> List.of();
        };
    }
}
