package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIServerName;

/**
 * Which sessions a connection may resume: those of the same service whose server was judged in the same way.
 *
 * @param service who is talked to; it has sessions of one judgement only
 * @param judgement how the server is judged
 */
record ResumableSessions(ServiceKey service, Judgement judgement) {
    /**
     * A service as the application knows it.
     *
     * @param host in lower case, without final dot
     */
    record ServiceKey(String host, int port) {}

    /**
     * How a server is judged. Two that are equal accept the same certificates of the same server.
     *
     * @param records all that DNS has, usable or not; empty if PKIX judges
     * @param serverNames that are sent
     * @param names that the certificate may have
     */
    record Judgement(Set<TlsaRecord> records, List<SNIServerName> serverNames, Set<DomainName> names) {
        Judgement {
            records = Set.copyOf(records);
            serverNames = List.copyOf(serverNames);
            names = Set.copyOf(names);
        }

        static Judgement byPkix(List<SNIServerName> serverNames) {
            return new Judgement(Set.of(), serverNames, Set.of());
        }

        /** {@code records} are at least one. */
        static Judgement byDane(List<TlsaRecord> records, List<SNIServerName> serverNames, List<DomainName> names) {
            return new Judgement(Set.copyOf(records), serverNames, Set.copyOf(names));
        }
    }
}
