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
     * @param by PKIX, or the digest of the TLSA records
     * @param serverNames that are sent
     * @param names that the certificate may have
     */
    record Judgement(String by, List<SNIServerName> serverNames, Set<DomainName> names) {
        Judgement {
            serverNames = List.copyOf(serverNames);
            names = Set.copyOf(names);
        }

        static Judgement byPkix(List<SNIServerName> serverNames) {
            return new Judgement("PKIX", serverNames, Set.of());
        }

        /** {@code records} are all that DNS has, usable or not. */
        static Judgement byDane(List<TlsaRecord> records, List<SNIServerName> serverNames, List<DomainName> names) {
            return new Judgement("DANE " + digest(records), serverNames, Set.copyOf(names));
        }

        private static String digest(List<TlsaRecord> records) {
            MessageDigest digest;
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JVM has SHA-256", e);
            }
            records.stream().sorted().map(TlsaRecord::toWire).forEach(record -> {
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(record.length).array());
                digest.update(record);
            });
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
