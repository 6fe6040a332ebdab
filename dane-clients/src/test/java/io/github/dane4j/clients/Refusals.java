package io.github.dane4j.clients;

import io.github.dane4j.Reason;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.jsse.DaneLookupException;
import java.util.Optional;

/** How an application learns why a connection was refused, whatever its client wraps the exception in. */
final class Refusals {
    private Refusals() {}

    static Optional<Reason> reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DaneCertificateException certificate) {
                return Optional.of(certificate.reason());
            }
            if (cause instanceof DaneLookupException lookup) {
                return Optional.of(lookup.reason());
            }
        }
        return Optional.empty();
    }
}
