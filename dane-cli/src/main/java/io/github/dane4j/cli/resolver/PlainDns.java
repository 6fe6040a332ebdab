package io.github.dane4j.cli.resolver;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Queries that are not validated, for what {@link io.github.dane4j.dns.DnssecResolver} does not report: whether a
 * resolver passes signatures on, when signatures end, how long a TTL is. Used for hints and warnings, never for a verdict
 * that lets something pass. Immutable.
 */
public final class PlainDns {
    private static final int UDP_PAYLOAD = 1232;
    /** What validators know; a DS with another digest says nothing. */
    private static final Set<Integer> DIGESTS = Set.of(DNSSEC.Digest.SHA1, DNSSEC.Digest.SHA256, DNSSEC.Digest.SHA384);

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final List<InetSocketAddress> servers;
    private final Duration timeout;

    /**
     * Asks servers, one after the other.
     *
     * @param timeout for each question to each of them; never more than five seconds are waited
     */
    public PlainDns(List<InetSocketAddress> servers, Duration timeout) {
        this.servers = List.copyOf(servers);
        this.timeout = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    }

    List<InetSocketAddress> servers() {
        return servers;
    }

    Message ask(InetSocketAddress server, Name name, int type) throws IOException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
        resolver.setEDNS(0, UDP_PAYLOAD, ExtendedFlags.DO, List.of());
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().setFlag(Flags.CD);
        return resolver.send(query);
    }

    /**
     * What the signatures of a record set say.
     *
     * @param ends the end of the first signature that ends
     * @param begins the beginning of that signature
     * @param ttl the TTL of the records in their zone, in seconds
     * @param zone that made it; empty if that is not a name
     */
    public record Signed(Instant ends, Instant begins, long ttl, Optional<DomainName> zone) {}

    /** The signatures of {@code name} and {@code type}; empty if there are none, or no server answers. */
    public Optional<Signed> signatures(DomainName name, String type) {
        int covered = Type.value(type);
        return answers(name, covered).stream()
                .filter(RRSIGRecord.class::isInstance)
                .map(RRSIGRecord.class::cast)
                .filter(signature -> signature.getTypeCovered() == covered)
                .map(signature -> new Signed(
                        signature.getExpire(), signature.getTimeSigned(), signature.getOrigTTL(), zone(signature)))
                .min((one, other) -> one.ends().compareTo(other.ends()));
    }

    private static Optional<DomainName> zone(RRSIGRecord signature) {
        try {
            return Optional.of(DomainName.of(signature.getSigner().toString(true)));
        } catch (InvalidNameException e) {
            // The root, or no name at all.
            return Optional.empty();
        }
    }

    /**
     * How long records of this type may be cached, in seconds: what their zone says, or at least what is left of it where
     * they are not signed. Empty if there are none, or no server answers.
     */
    public OptionalLong ttl(DomainName name, String type) {
        int wanted = Type.value(type);
        return answers(name, wanted).stream()
                .filter(record -> record.getType() == wanted
                        || (record instanceof RRSIGRecord signature && signature.getTypeCovered() == wanted))
                .mapToLong(record -> record instanceof RRSIGRecord signature ? signature.getOrigTTL() : record.getTTL())
                .max();
    }

    /** Whether there are records of this type, signed or not; empty if no server says so. */
    public Optional<Boolean> exists(DomainName name, String type) {
        int wanted = Type.value(type);
        return reply(dnsName(name), wanted)
                .map(records -> records.stream().anyMatch(record -> record.getType() == wanted));
    }

    /**
     * Why a zone cannot be validated.
     *
     * @param zone the zone
     * @param ends when its signatures ended; empty if it is its DS records that fit no key
     */
    public record BrokenZone(DomainName zone, Optional<Instant> ends) {}

    /** What is wrong with the zone that holds {@code name}, or with one above it; empty if nothing can be seen from here. */
    public Optional<BrokenZone> brokenZone(DomainName name, Instant now) {
        Optional<DomainName> above = Optional.of(name);
        while (above.isPresent() && !above.get().equals(DomainName.ROOT)) {
            DomainName zone = above.get();
            Optional<List<Record>> reply = reply(dnsName(zone), Type.DNSKEY);
            List<Record> records = reply.orElse(List.of());
            List<DNSKEYRecord> keys = of(DNSKEYRecord.class, records);
            List<DSRecord> delegation = of(DSRecord.class, answers(zone, Type.DS)).stream()
                    .filter(ds -> DIGESTS.contains(ds.getDigestID()))
                    .toList();
            // Also where a zone has lost its keys. No reply says nothing.
            if (reply.isPresent() && !delegation.isEmpty() && keys.stream().noneMatch(key -> fits(key, delegation))) {
                return Optional.of(new BrokenZone(zone, Optional.empty()));
            }
            Optional<Instant> last = keys.isEmpty()
                    ? Optional.empty()
                    : of(RRSIGRecord.class, records).stream()
                            .map(RRSIGRecord::getExpire)
                            .max(Instant::compareTo);
            if (last.isPresent() && last.get().isBefore(now)) {
                return Optional.of(new BrokenZone(zone, last));
            }
            above = zone.parent();
        }
        return Optional.empty();
    }

    private static boolean fits(DNSKEYRecord key, List<DSRecord> delegation) {
        return delegation.stream()
                .anyMatch(ds -> ds.getFootprint() == key.getFootprint()
                        && ds.getAlgorithm() == key.getAlgorithm()
                        && Arrays.equals(
                                ds.getDigest(),
                                new DSRecord(key.getName(), DClass.IN, 0, ds.getDigestID(), key).getDigest()));
    }

    private static <T extends Record> List<T> of(Class<T> type, List<Record> records) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Name dnsName(DomainName name) {
        try {
            return Name.fromString(name.equals(DomainName.ROOT) ? "." : name + ".");
        } catch (TextParseException e) {
            throw new IllegalArgumentException(name + " is not a DNS name", e);
        }
    }

    List<Record> answers(DomainName name, int type) {
        return answers(dnsName(name), type);
    }

    /** What a server has; nothing if there is nothing, or no server says so. */
    List<Record> answers(Name asked, int type) {
        return reply(asked, type).orElse(List.of());
    }

    /** What a server has, perhaps nothing; empty if none of them says. */
    private Optional<List<Record>> reply(Name asked, int type) {
        for (InetSocketAddress server : servers) {
            try {
                Message reply = ask(server, asked, type);
                if (reply.getRcode() == Rcode.NOERROR) {
                    return Optional.of(reply.getSection(Section.ANSWER));
                }
                if (reply.getRcode() == Rcode.NXDOMAIN) {
                    return Optional.of(List.of());
                }
            } catch (IOException e) {
                // The next one, perhaps.
            }
        }
        return Optional.empty();
    }
}
