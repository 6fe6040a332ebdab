package io.github.dane4j.cli.probe;

import java.io.IOException;

/** The server says something else than it must before TLS can begin. */
final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final Observation.Outcome outcome;

    /** A refusal; {@code said} is what the server said. */
    Refused(Observation.Outcome outcome, String said) {
        super(said);
        this.outcome = outcome;
    }

    Observation.Outcome outcome() {
        return outcome;
    }
}
