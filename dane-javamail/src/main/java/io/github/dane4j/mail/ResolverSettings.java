package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What makes one shared resolver differ from another.
 *
 * @param nameServers empty for those of the system
 * @param trustAnchors a file; empty for the built-in root keys
 * @param negativeTrustAnchors names to treat as unsigned (RFC 7646)
 * @param timeoutMillis for a whole lookup, greater than 0
 */
record ResolverSettings(
        List<InetSocketAddress> nameServers,
        Optional<Path> trustAnchors,
        Set<DomainName> negativeTrustAnchors,
        int timeoutMillis) {
    ResolverSettings {
        nameServers = List.copyOf(nameServers);
        negativeTrustAnchors = Set.copyOf(negativeTrustAnchors);
    }

    /** Whether a name server was given by its name, and not by an address. */
    boolean hasNamedServer() {
        for (InetSocketAddress server : nameServers) {
            if (!server.getHostString().equals(server.getAddress().getHostAddress())) {
                return true;
            }
        }
        return false;
    }
}
