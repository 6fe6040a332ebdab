package io.github.dane4j.cli.resolver;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.xbill.DNS.DClass;
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
 * that lets something pass. Immutable, but for its {@link QuestionLimit}.
 */
public final class PlainDns {
    private static final int UDP_PAYLOAD = 1232;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final List<InetSocketAddress> servers;
    private final Duration timeout;
    private final Optional<QuestionLimit> limit;

    /**
     * Asks servers, one after the other.
     *
     * @param timeout for each question to each of them, but at most five seconds; and for all questions together under a
     *     {@link #limit}
     */
    public PlainDns(List<InetSocketAddress> servers, Duration timeout) {
        this(servers, timeout, Optional.empty());
    }

    private PlainDns(List<InetSocketAddress> servers, Duration timeout, Optional<QuestionLimit> limit) {
        this.servers = List.copyOf(servers);
        this.timeout = timeout;
        this.limit = limit;
    }

    /** A limit, beginning now, for questions that belong together. */
    public QuestionLimit limit() {
        return new QuestionLimit(timeout);
    }

    /** The same under a limit: once that is reached, no server says anything. A server that was silent is not asked again. */
    public PlainDns under(QuestionLimit all) {
        return new PlainDns(servers, timeout, Optional.of(all));
    }

    List<InetSocketAddress> servers() {
        return servers;
    }

    Message ask(InetSocketAddress server, Name name, int type) throws IOException {
        return ask(server, name, type, patience());
    }

    private static Message ask(InetSocketAddress server, Name name, int type, Duration patience) throws IOException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(patience);
        resolver.setEDNS(0, UDP_PAYLOAD, ExtendedFlags.DO, List.of());
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().setFlag(Flags.CD);
        return resolver.send(query);
    }

    private Duration patience() {
        return timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
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
            // Octets that a DomainName cannot have.
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
     * The zone that holds {@code name}: the name itself, or the nearest one above it, that has an SOA record. Empty if no
     * server says so.
     */
    public Optional<DomainName> zoneOf(DomainName name) {
        DomainName zone = name;
        while (!zone.equals(DomainName.ROOT)) {
            Optional<Boolean> isZone = isZone(zone);
            if (isZone.isEmpty()) {
                return Optional.empty();
            }
            if (isZone.get()) {
                return Optional.of(zone);
            }
            zone = zone.parent().orElse(DomainName.ROOT);
        }
        return Optional.of(DomainName.ROOT);
    }

    /** Whether there is a zone of this name; what an alias leads to is another one. */
    private Optional<Boolean> isZone(DomainName name) {
        Name asked = dnsName(name);
        return reply(asked, Type.SOA)
                .map(records -> records.stream()
                        .anyMatch(record ->
                                record.getType() == Type.SOA && record.getName().equals(asked)));
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
        List<InetSocketAddress> asking =
                limit.map(each -> each.nextQuestion(servers)).orElse(servers);
        int left = asking.size();
        for (InetSocketAddress server : asking) {
            Duration patience = limit.isEmpty() ? patience() : limit.get().share(patience(), left);
            if (patience.isZero()) {
                break;
            }
            left--;
            long begin = System.nanoTime();
            try {
                Message reply = ask(server, asked, type, patience);
                if (reply.getRcode() == Rcode.NOERROR) {
                    return Optional.of(reply.getSection(Section.ANSWER));
                }
                if (reply.getRcode() == Rcode.NXDOMAIN) {
                    return Optional.of(List.of());
                }
            } catch (IOException e) {
                // The next one, perhaps.
                if (limit.isPresent() && System.nanoTime() - begin >= patience.toNanos()) {
                    limit.get().noteSilence(server);
                }
            }
        }
        limit.ifPresent(QuestionLimit::noteNoAnswer);
        return Optional.empty();
    }
}
