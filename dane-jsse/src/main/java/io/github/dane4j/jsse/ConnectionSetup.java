package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * How one connection is set up, known before its handshake.
 *
 * @param trust judges the server
 * @param serverNames what the client hello names
 * @param endpointIdentification the algorithm to show; empty to leave that to the client
 * @param sessions that may be resumed, if the application allows that; empty if none may be
 */
record ConnectionSetup(
        ConnectionTrustManager trust,
        List<SNIServerName> serverNames,
        Optional<String> endpointIdentification,
        Optional<ResumableSessions> sessions) {
    /** RFC 7672 section 8.1 recommends TLS 1.2; RFC 8996 forbids what came before. */
    private static final List<String> OBSOLETE = List.of("SSLv2Hello", "SSLv3", "TLSv1", "TLSv1.1");

    /** The server name extension for {@code name}; none if there is no name. */
    static List<SNIServerName> serverNames(Optional<DomainName> name) {
        return name.map(ConnectionSetup::serverName).map(List::of).orElse(List.of());
    }

    private static SNIServerName serverName(DomainName name) {
        try {
            return new SNIHostName(name.toString());
        } catch (IllegalArgumentException e) {
            return new UnusualServerName(name);
        }
    }

    /** A host name with an underscore, which SNIHostName refuses; RFC 7671 section 10.2 leaves no choice but to send it. */
    private static final class UnusualServerName extends SNIServerName {
        UnusualServerName(DomainName name) {
            super(StandardConstants.SNI_HOST_NAME, name.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * Puts into {@code parameters}, which must be those of the connection that they are then set for, what must be there
     * before the client hello; returns them.
     */
    SSLParameters configure(SSLParameters parameters) throws SSLException {
        parameters.setServerNames(serverNames);
        endpointIdentification.ifPresent(parameters::setEndpointIdentificationAlgorithm);
        List<String> protocols = new ArrayList<>();
        for (String protocol : parameters.getProtocols()) {
            if (!OBSOLETE.contains(protocol)) {
                protocols.add(protocol);
            }
        }
        if (protocols.isEmpty()) {
            throw new SSLException("TLS 1.2 or later is needed, and only these are enabled: "
                    + String.join(", ", parameters.getProtocols()));
        }
        parameters.setProtocols(protocols.toArray(new String[0]));
        return SafeCipherSuites.only(parameters);
    }
}
