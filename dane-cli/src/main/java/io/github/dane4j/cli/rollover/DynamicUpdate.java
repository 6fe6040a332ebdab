package io.github.dane4j.cli.rollover;

import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Changes the records of a zone at its primary server (RFC 2136), signed with a shared key (RFC 8945). One at a time. */
public final class DynamicUpdate {
    /** The server has answered, and not done it. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private final InetSocketAddress primary;
    private final TSIG key;
    private final Duration timeout;

    /** For the server at {@code primary}. */
    public DynamicUpdate(InetSocketAddress primary, TSIG key, Duration timeout) {
        this.primary = primary;
        this.key = key;
        this.timeout = timeout;
    }

    /**
     * Adds and removes records, if the server still has the ones that were seen; changes nothing otherwise.
     *
     * @param seen what the zone was seen to have
     * @param ttl of the record set, in seconds
     * @throws Refused if the server refuses, or does not prove that it knows the key
     * @throws IOException if the server cannot be reached, or breaks off
     */
    public void apply(
            String zone, String owner, List<TlsaRecord> seen, List<TlsaRecord> add, List<TlsaRecord> remove, long ttl)
            throws IOException {
        apply(zone, owner, seen, add, remove, ttl, "", List.of());
    }

    /**
     * The same, and gives {@code host} these addresses beside those that it has.
     *
     * @param addresses empty to leave {@code host} as it is
     * @throws Refused if the server refuses, or does not prove that it knows the key
     * @throws IOException if the server cannot be reached, or breaks off
     */
    public synchronized void apply(
            String zone,
            String owner,
            List<TlsaRecord> seen,
            List<TlsaRecord> add,
            List<TlsaRecord> remove,
            long ttl,
            String host,
            List<InetAddress> addresses)
            throws IOException {
        Name name = name(owner);
        Update update = new Update(name(zone));
        if (seen.isEmpty()) {
            update.absent(name, Type.TLSA);
        }
        for (TlsaRecord each : seen) {
            update.present(wire(name, each, 0));
        }
        for (TlsaRecord each : add) {
            update.add(wire(name, each, ttl));
        }
        for (TlsaRecord each : remove) {
            update.delete(wire(name, each, 0));
        }
        for (InetAddress each : addresses) {
            update.add(
                    each instanceof Inet6Address
                            ? new AAAARecord(name(host), DClass.IN, ttl, each)
                            : new ARecord(name(host), DClass.IN, ttl, each));
        }
        SimpleResolver server = new SimpleResolver(primary);
        server.setTCP(true);
        server.setTimeout(timeout);
        server.setTSIGKey(key);
        Message reply = server.send(update);
        if (!reply.isSigned() || !reply.isVerified()) {
            throw new Refused("the reply is not signed with the key, and says " + Rcode.string(reply.getRcode())
                    + "; compare the name, the algorithm and the secret of the key with those of the server");
        }
        if (reply.getRcode() == Rcode.NXRRSET || reply.getRcode() == Rcode.YXRRSET) {
            throw new Refused("the records have changed meanwhile; run the command again");
        }
        if (reply.getRcode() != Rcode.NOERROR) {
            throw new Refused("the server answers with " + Rcode.string(reply.getRcode()));
        }
    }

    private static TLSARecord wire(Name owner, TlsaRecord record, long ttl) {
        return new TLSARecord(
                owner,
                DClass.IN,
                ttl,
                record.usageNumber(),
                record.selectorNumber(),
                record.matchingTypeNumber(),
                record.data());
    }

    private static Name name(String text) throws TextParseException {
        return Name.fromString(text + ".");
    }
}
