package io.github.dane4j.dns.transport;

import io.github.dane4j.Reason;
import java.io.IOException;

/** A reply that says nothing about the question. */
public final class UnusableReply extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String problem;
    private final boolean stray;

    UnusableReply(Reason reason, String problem) {
        this(reason, problem, false);
    }

    private UnusableReply(Reason reason, String problem, boolean stray) {
        super(problem);
        this.reason = reason;
        this.problem = problem;
        this.stray = stray;
    }

    /** One to something else; the reply may still come (RFC 5452 section 9.1). */
    static UnusableReply stray() {
        return new UnusableReply(Reason.DNS_MALFORMED, "only a reply to something else", true);
    }

    public Reason reason() {
        return reason;
    }

    public String problem() {
        return problem;
    }

    boolean isStray() {
        return stray;
    }
}
