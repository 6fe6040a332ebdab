package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.TlsaRecord;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIServerName;

/**
 * Which sessions a connection may resume: those of the same service that were judged in the same way by the same records.
 *
 * @param service who is talked to
 * @param judge what decided: PKIX, or DANE by these records. Connections to one service share no session across it
 */
record ResumableSessions(ServiceKey service, String judge) {
    private static final String BY_PKIX = "PKIX";

    /**
     * A service as TLS sees it.
     *
     * @param host in lower case, without final dot
     * @param names that the certificate may have
     */
    record ServiceKey(String host, int port, List<SNIServerName> serverNames, Set<DomainName> names) {
        ServiceKey {
            serverNames = List.copyOf(serverNames);
            names = Set.copyOf(names);
        }
    }

    static ResumableSessions byPkix(ServiceKey service) {
        return new ResumableSessions(service, BY_PKIX);
    }

    /** {@code records} are all that DNS has, usable or not. */
    static ResumableSessions byDane(ServiceKey service, List<TlsaRecord> records) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
        records.stream().sorted().map(TlsaRecord::toWire).forEach(record -> {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(record.length).array());
            digest.update(record);
        });
        return new ResumableSessions(service, "DANE " + HexFormat.of().formatHex(digest.digest()));
    }
}
