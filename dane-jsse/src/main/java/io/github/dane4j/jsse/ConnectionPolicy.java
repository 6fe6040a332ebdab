package io.github.dane4j.jsse;

import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says, before a handshake, how the connection must be set up. Thread-safe. */
@FunctionalInterface
interface ConnectionPolicy {
    /**
     * The set-up of a connection to {@code host} and {@code port}, which are as the application gave them: null or out of
     * range if it gave none. Blocks if DNS has to be asked.
     *
     * @throws SSLException if there must be no connection
     */
    ConnectionSetup connection(@Nullable String host, int port) throws SSLException;
}
