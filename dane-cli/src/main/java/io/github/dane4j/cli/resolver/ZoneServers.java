package io.github.dane4j.cli.resolver;

import io.github.dane4j.DomainName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A zone's own name servers, asked directly: whether a change has reached all of them. What they say is not validated, and
 * never lets anything pass that validation has not.
 */
public final class ZoneServers {
    private static final int DNS_PORT = 53;
    private static final int MAX_SERVERS = 32;

    /**
     * A record set as one server has it.
     *
     * @param records in wire format, without owner and TTL; empty if there are none
     * @param ttl for how long it may be cached, or its absence (RFC 2308 section 5)
     * @param signatureEnds when its signature ends; empty if there is none
     */
    public record RecordSet(List<byte[]> records, Duration ttl, Optional<Instant> signatureEnds) {}

    private final PlainDns dns;
    private final int port;

    /** Finds them by means of {@code dns}. */
    public ZoneServers(PlainDns dns) {
        this(dns, DNS_PORT);
    }

    /** The same, with another port. */
    public ZoneServers(PlainDns dns, int port) {
        this.dns = dns;
        this.port = port;
    }

    /** The zone that holds {@code name}; empty if that cannot be found out. */
    public Optional<DomainName> zone(DomainName name) {
        Optional<DomainName> above = Optional.of(name);
        while (above.isPresent() && !above.get().equals(DomainName.ROOT)) {
            DomainName each = above.get();
            if (dns.answers(each, Type.SOA).stream()
                    .anyMatch(record ->
                            record instanceof SOARecord && record.getName().equals(wire(each)))) {
                return above;
            }
            above = each.parent();
        }
        return Optional.empty();
    }

    /** Every address of every name server of {@code zone}, at most 32, by address and port. */
    public Map<String, InetSocketAddress> servers(DomainName zone) {
        Map<String, InetSocketAddress> servers = new LinkedHashMap<>();
        for (Record each : dns.answers(zone, Type.NS)) {
            if (each instanceof NSRecord delegation) {
                for (InetAddress address : addresses(delegation.getTarget())) {
                    if (servers.size() < MAX_SERVERS) {
                        servers.put(shown(address), new InetSocketAddress(address, port));
                    }
                }
            }
        }
        return servers;
    }

    private List<InetAddress> addresses(Name host) {
        List<InetAddress> addresses = new ArrayList<>();
        for (Record each : dns.answers(host, Type.A)) {
            if (each instanceof ARecord a) {
                addresses.add(a.getAddress());
            }
        }
        for (Record each : dns.answers(host, Type.AAAA)) {
            if (each instanceof AAAARecord aaaa) {
                addresses.add(aaaa.getAddress());
            }
        }
        return addresses;
    }

    private String shown(InetAddress address) {
        String text = address.getHostAddress();
        return (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
    }

    /**
     * The TLSA records that {@code server} has at {@code owner}, which is not an alias.
     *
     * @throws IOException if it does not answer, or answers with an error
     */
    public RecordSet tlsa(InetSocketAddress server, DomainName owner) throws IOException {
        Message reply = dns.ask(server, wire(owner), Type.TLSA);
        if (reply.getRcode() != Rcode.NOERROR && reply.getRcode() != Rcode.NXDOMAIN) {
            throw new IOException("it answers with " + Rcode.string(reply.getRcode()));
        }
        List<byte[]> records = new ArrayList<>();
        long ttl = 0;
        Optional<Instant> ends = Optional.empty();
        for (Record each : reply.getSection(Section.ANSWER)) {
            if (each instanceof TLSARecord && each.getName().equals(wire(owner))) {
                records.add(each.rdataToWireCanonical());
                ttl = Math.max(ttl, each.getTTL());
            } else if (each instanceof RRSIGRecord signature && signature.getTypeCovered() == Type.TLSA) {
                // A cache may keep the records for as long as the signer says, whatever a resolver has counted down to.
                ttl = Math.max(ttl, signature.getOrigTTL());
                ends = ends.filter(first -> first.isBefore(signature.getExpire()))
                        .or(() -> Optional.of(signature.getExpire()));
            }
        }
        if (records.isEmpty()) {
            for (Record each : reply.getSection(Section.AUTHORITY)) {
                if (each instanceof SOARecord soa) {
                    ttl = Math.min(soa.getTTL(), soa.getMinimum());
                }
            }
        }
        return new RecordSet(records, Duration.ofSeconds(ttl), ends);
    }

    private static Name wire(DomainName name) {
        try {
            return Name.fromString(name.equals(DomainName.ROOT) ? "." : name + ".");
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a name for DNS: " + name, e);
        }
    }
}
