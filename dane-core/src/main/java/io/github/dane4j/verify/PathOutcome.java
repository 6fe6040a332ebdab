package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;

/** What the rules say about one path. */
sealed interface PathOutcome {
    /** Everything holds, and the server's certificate bears this name. */
    record Valid(DomainName name) implements PathOutcome {}

    /** Something does not hold. */
    record Refused(Reason reason, String detail) implements PathOutcome {}
}
