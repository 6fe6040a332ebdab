package io.github.dane4j.cli.demo;

import io.github.dane4j.Reason;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.jsse.DaneLookupException;
import io.github.dane4j.mail.DaneRefusedException;
import jakarta.mail.MessagingException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * What the library says in an exception, wherever in its causes it says so.
 *
 * @param reason the reason; empty if something else went wrong
 * @param explanation the whole explanation
 */
record RefusalText(Optional<Reason> reason, String explanation) {
    static RefusalText in(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        while (!open.isEmpty()) {
            Throwable next = open.remove();
            if (!seen.add(next)) {
                continue;
            }
            Optional<Reason> reason = reasonOf(next);
            if (reason.isPresent()) {
                return new RefusalText(reason, String.valueOf(next.getMessage()));
            }
            if (next instanceof MessagingException mail && mail.getNextException() != null) {
                open.add(mail.getNextException());
            }
            if (next.getCause() != null) {
                open.add(next.getCause());
            }
        }
        return new RefusalText(Optional.empty(), failure.toString());
    }

    private static Optional<Reason> reasonOf(Throwable failure) {
        if (failure instanceof DaneRefusedException refused) {
            return Optional.of(refused.reason());
        }
        if (failure instanceof DaneCertificateException certificate) {
            return Optional.of(certificate.reason());
        }
        if (failure instanceof DaneLookupException lookup) {
            return Optional.of(lookup.reason());
        }
        return Optional.empty();
    }

    /** The reason in one line. */
    String summary() {
        return reason.map(Reason::description).orElse(explanation);
    }
}
