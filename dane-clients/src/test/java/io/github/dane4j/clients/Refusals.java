package io.github.dane4j.clients;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import java.util.Optional;

/** How an application learns why a connection was refused, whatever its client wraps the exception in. */
final class Refusals {
    private Refusals() {}

    static Optional<Reason> reason(Throwable failure) {
        return DaneRefusal.in(failure).map(DaneRefusal::reason);
    }
}
