package io.github.dane4j.dns.transport;

import java.io.IOException;

/** The reply does not fit into UDP, and by TCP there was none. */
public final class TruncatedReply extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException overTcp;

    TruncatedReply(IOException overTcp) {
        super(overTcp);
        this.overTcp = overTcp;
    }

    /** What happened over TCP. */
    public IOException overTcp() {
        return overTcp;
    }
}
