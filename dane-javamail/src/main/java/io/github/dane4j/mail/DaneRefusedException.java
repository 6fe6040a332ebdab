package io.github.dane4j.mail;

import io.github.dane4j.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mail was not sent, because DANE does not allow it through this connection. It is nested in the
 * {@code MessagingException} that a transport throws. Its message is the whole explanation, in several lines: which server,
 * what DNS proved, each record and why it does not match, each certificate, and advice.
 *
 * <p>An {@code IOException}, because mail servers built on Jakarta Mail take a nested {@code IOException} as the sign to try
 * the next host, and to keep the mail if there is none.
 */
public final class DaneRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    DaneRefusedException(Reason reason, String explanation, @Nullable Throwable cause) {
        super(explanation, cause);
        this.reason = reason;
    }

    /**
     * All refusals behind {@code e}, found among its causes and what these suppress. {@code smtp-mx} has one for each host
     * that it did not use, so there can be several.
     *
     * @param e an exception of Jakarta Mail, or what a framework has put around it
     * @return in the order in which they were found; empty if DANE is not the reason
     */
    public static List<DaneRefusedException> findIn(Throwable e) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<DaneRefusedException> found = new ArrayList<>();
        Deque<Throwable> left = new ArrayDeque<>(List.of(e));
        while (!left.isEmpty()) {
            Throwable next = left.remove();
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof DaneRefusedException refused) {
                found.add(refused);
            }
            if (next.getCause() != null) {
                left.add(next.getCause());
            }
            left.addAll(List.of(next.getSuppressed()));
        }
        return List.copyOf(found);
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /**
     * The enhanced mail system status code (RFC 3463) for a delivery report, for example {@code 4.7.323}. Class 4, since
     * DANE delays a mail and never bounces it (RFC 7672 section 6), but for a domain that does not exist or takes no mail.
     */
    public String statusCode() {
        return StatusCode.of(reason);
    }
}
