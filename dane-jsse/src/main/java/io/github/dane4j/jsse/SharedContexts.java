package io.github.dane4j.jsse;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Says which connections may share a context, and so resume sessions. Thread-safe. */
@FunctionalInterface
interface SharedContexts {
    /** The context to share; empty if the connection must be in one of its own. */
    Optional<SSLContext> of(ConnectionSetup connection) throws SSLException;
}
