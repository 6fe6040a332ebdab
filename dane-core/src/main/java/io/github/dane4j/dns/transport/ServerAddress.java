package io.github.dane4j.dns.transport;

import java.net.InetSocketAddress;
import java.util.Optional;

/** The requirements on the address of a name server, wherever it comes from. */
public final class ServerAddress {
    private ServerAddress() {}

    /** What is wrong with it, if anything. */
    public static Optional<String> problem(InetSocketAddress server) {
        if (server.isUnresolved()) {
            return Optional.of("a name server is given by its IP address, not as " + server.getHostString());
        }
        return server.getPort() == 0
                ? Optional.of("a name server needs a port, and " + server.getHostString() + " has port 0")
                : Optional.empty();
    }

    /**
     * The server, if it can be used.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public static InetSocketAddress checked(InetSocketAddress server) {
        problem(server).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return server;
    }
}
