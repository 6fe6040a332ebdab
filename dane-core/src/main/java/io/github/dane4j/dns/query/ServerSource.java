package io.github.dane4j.dns.query;

import io.github.dane4j.dns.transport.Server;
import java.util.List;

/** The servers to ask. Thread-safe. */
@FunctionalInterface
public interface ServerSource {
    /** Those of now, the preferred one first; perhaps none. A server that stays is the same object. */
    List<? extends Server> current();

    /** Always these. */
    static ServerSource of(List<? extends Server> servers) {
        List<Server> copy = List.copyOf(servers);
        return () -> copy;
    }

    /** Why there is none, without full stop. */
    default String whyNone() {
        return "no name server is set";
    }
}
