package io.github.dane4j.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A DNS of its own, from the root down, signed with DNSSEC and served on loopback.
 *
 * <p>Towards its client it behaves as a recursive resolver: it answers for every zone, follows CNAME and DNAME from zone
 * to zone, adds signatures and proofs if the DO bit is set, and truncates over UDP what is larger than the client takes.
 * It does not validate, and does not set the AD bit unless it is told to. A validator that starts from
 * {@link #trustAnchors()} finds everything secure that is not made otherwise.
 *
 * <pre>{@code
 * try (DnsTree dns = DnsTree.builder()
 *         .zone("example.org", zone -> zone
 *                 .record("@ MX 10 mx")
 *                 .record("mx A 127.0.0.1")
 *                 .record("_25._tcp.mx TLSA " + certificate.tlsa(3, 1, 1)))
 *         .zone("unsigned.example.org", zone -> zone.unsigned().record("www A 127.0.0.1"))
 *         .start()) {
 *     dns.fault("_25._tcp.mx.example.org", "TLSA", Fault.SERVFAIL);
 *     …
 * }
 * }</pre>
 *
 * <p>A zone is built and signed as far as it is asked for, and of very many zones those that were asked last are held, so a
 * tree may have a hundred thousand of them; {@link Builder#sharedKeys()} spares it the making of as many keys.
 *
 * <p>Safe for use by several threads. One daemon thread serves it and ends with {@link #close()}.
 */
public final class DnsTree implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(DnsTree.class.getName());

    private static final String ANY = "*";

    private final Map<Name, ZoneBuilder> definitions;
    private final Map<Name, ZoneKeys> keys;
    private final KeyPairs pairs;
    private final Clock clock;
    private final DnsSocket socket;
    private final Map<Subject, Fault> faults = new ConcurrentHashMap<>();
    private final Map<Subject, List<Record>> forgeries = new ConcurrentHashMap<>();
    private final Queue<Query> queries = new ConcurrentLinkedQueue<>();
    private final Consumer<Query> onQuery;
    private volatile Zones zones;
    private volatile boolean authenticatedData;

    /** A name and a type, or {@link #ANY} in place of either. */
    private record Subject(String name, String type) {

        static Subject of(String name, String type) {
            String known = type.equals(ANY) ? ANY : Type.string(typeNumber(type));
            return new Subject(name.equals(ANY) ? ANY : key(ZoneBuilder.parseName(name, Name.root)), known);
        }

        static String key(Name name) {
            return name.toString().toLowerCase(Locale.ROOT);
        }
    }

    static int typeNumber(String type) {
        int number = Type.value(type);
        if (number < 0) {
            throw new IllegalArgumentException("not a record type: " + type);
        }
        return number;
    }

    private DnsTree(Builder builder) {
        this.definitions = new HashMap<>(builder.definitions);
        this.keys = new HashMap<>();
        this.pairs = new KeyPairs(builder.sharedKeys);
        this.clock = builder.clock;
        this.onQuery = Objects.requireNonNullElse(builder.onQuery, queries::add);
        this.authenticatedData = builder.authenticatedData;
        this.zones = new Zones(definitions, keys, pairs, clock);
        this.socket = DnsSocket.open(
                Objects.requireNonNullElseGet(builder.address, InetAddress::getLoopbackAddress),
                builder.port,
                this::respond);
    }

    /**
     * Starts a tree with nothing but a root.
     *
     * @return a builder to add zones to
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Where it listens, for UDP and TCP alike.
     *
     * @return an address and a port
     */
    public InetSocketAddress address() {
        return socket.address();
    }

    /**
     * The trust anchor for this tree.
     *
     * @return the DS of the root as a line of a zone file, for example {@code . IN DS 12345 13 2 1F40…}
     */
    public synchronized String trustAnchors() {
        ZoneBuilder root = definitions.getOrDefault(Name.root, new ZoneBuilder(Name.root));
        ZoneKeys rootKeys = keys.get(Name.root);
        if (!root.isSigned() || rootKeys == null) {
            throw new IllegalStateException("an unsigned root has no trust anchor");
        }
        DSRecord ds = Zones.trustAnchor(root, rootKeys);
        return ". IN DS " + ds.rdataToString();
    }

    /**
     * What was asked since the start or the last {@link #clearQueries()}, in order of arrival.
     *
     * @return a copy
     */
    public List<Query> queries() {
        return List.copyOf(queries);
    }

    /** Forgets the queries so far. */
    public void clearQueries() {
        queries.clear();
    }

    /**
     * Replaces a zone, or adds one. The zone keeps its keys as long as their algorithm stays the same, so that what a
     * client remembers of them remains valid. When this method returns, the change is visible to new queries.
     *
     * @param origin the name of the zone
     * @param contents says what it holds from now on; the earlier contents are gone
     */
    public synchronized void replaceZone(String origin, Consumer<ZoneBuilder> contents) {
        ZoneBuilder definition = define(origin, contents);
        definitions.put(definition.origin(), definition);
        zones = new Zones(definitions, keys, pairs, clock);
    }

    /**
     * Answers a question badly from now on.
     *
     * @param name the name asked for, with or without its final dot; {@code *} for every name
     * @param type the type asked for; {@code *} for every type. The more exact of several faults wins, first by name
     * @param fault what to do
     * @throws IllegalArgumentException if name or type is not valid
     */
    public void fault(String name, String type, Fault fault) {
        faults.put(Subject.of(name, type), fault);
    }

    /** Answers everything rightly again: ends all faults and forgeries. */
    public void clearFaults() {
        faults.clear();
        forgeries.clear();
    }

    /**
     * Answers a question with these records and no signatures, as an attacker would. A fault for the same question is
     * applied to the forged answer.
     *
     * @param name the name asked for, with or without its final dot; {@code *} for every name
     * @param type the type asked for; {@code *} for every type
     * @param recordLines as in {@link ZoneBuilder#record}, but relative to the root, so that every name is a full one;
     *     {@code @} stands for the name asked for. None for an empty answer
     * @throws IllegalArgumentException if a name, type or line is not valid
     */
    public void forge(String name, String type, String... recordLines) {
        Name owner = name.equals(ANY) ? Name.root : ZoneBuilder.parseName(name, Name.root);
        List<Record> records = List.of(recordLines).stream()
                .map(line -> line.startsWith("@") ? owner + line.substring(1) : line)
                .flatMap(line -> ZoneBuilder.parse(line, Name.root).stream())
                .toList();
        forgeries.put(Subject.of(name, type), records);
    }

    /**
     * Has the tree claim in every answer that it validated it (the AD bit, RFC 4035 section 3.2.3), which it never does.
     *
     * @param claimed whether to
     */
    public void authenticatedData(boolean claimed) {
        authenticatedData = claimed;
    }

    /**
     * The reply to a query, as over TCP but without a socket. Delays have no effect.
     *
     * @param query a message
     * @return a message; empty if the tree keeps silent
     */
    public byte[] ask(byte[] query) {
        Reply reply = respond(query, DnsTransport.TCP);
        return reply.sends() ? reply.octets() : new byte[0];
    }

    /** Stops serving and frees the port. Closing twice is fine. */
    @Override
    public void close() {
        socket.close();
    }

    private Reply respond(byte[] octets, DnsTransport transport) {
        Message query;
        try {
            query = new Message(octets);
        } catch (IOException e) {
            return Reply.silence();
        }
        Header header = query.getHeader();
        Record question = query.getQuestion();
        if (header.getFlag(Flags.QR) || question == null) {
            return Reply.silence();
        }
        String type = Type.string(question.getType());
        onQuery.accept(new Query(
                question.getName().toString(), type, transport, header.getFlag(Flags.CD), DnsExchange.dnssecOk(query)));
        DnsExchange exchange = new DnsExchange(
                query,
                question,
                transport,
                authenticatedData,
                answerOrFailure(header, question),
                (name, number) -> zones.resolve(name, number));
        Fault fault = find(faults, question.getName(), type);
        return fault == null ? exchange.honest() : fault.respond(exchange);
    }

    /** Keeps the one thread that serves alive when a zone cannot be served, and says why. */
    private ZoneAnswer answerOrFailure(Header header, Record question) {
        try {
            return answer(header, question);
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.ERROR, () -> "no answer to " + question, e);
            ZoneAnswer failure = new ZoneAnswer();
            failure.fail(Rcode.SERVFAIL);
            return failure;
        }
    }

    private ZoneAnswer answer(Header header, Record question) {
        ZoneAnswer answer = new ZoneAnswer();
        if (header.getOpcode() != Opcode.QUERY || !Type.isRR(question.getType()) || question.getType() == Type.RRSIG) {
            // Signatures come with what they sign. Asked for alone they would be of every type there is at the name.
            answer.fail(Rcode.NOTIMP);
            return answer;
        }
        if (question.getDClass() != DClass.IN) {
            answer.fail(Rcode.REFUSED);
            return answer;
        }
        List<Record> forged = find(forgeries, question.getName(), Type.string(question.getType()));
        if (forged != null) {
            forged.forEach(each -> answer.add(new RRset(each)));
            return answer;
        }
        return zones.resolve(question.getName(), question.getType());
    }

    private static <T> @Nullable T find(Map<Subject, T> map, Name name, String type) {
        String key = Subject.key(name);
        for (Subject each :
                List.of(new Subject(key, type), new Subject(key, ANY), new Subject(ANY, type), new Subject(ANY, ANY))) {
            T found = map.get(each);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static ZoneBuilder define(String origin, Consumer<ZoneBuilder> contents) {
        ZoneBuilder definition = new ZoneBuilder(ZoneBuilder.parseName(origin, Name.root));
        contents.accept(definition);
        if (definition.strayNsec3() > 0 && definition.nsec3Parameters().isEmpty()) {
            throw new IllegalArgumentException(
                    "the zone " + definition.origin() + " has stray NSEC3 records without NSEC3");
        }
        return definition;
    }

    /** Says which zones there are and where to serve them. Not safe for use by several threads. */
    public static final class Builder {

        private final Map<Name, ZoneBuilder> definitions = new HashMap<>();
        private Clock clock = Clock.systemUTC();
        private @Nullable InetAddress address;
        private int port;
        private boolean authenticatedData;
        private boolean sharedKeys;
        private @Nullable Consumer<Query> onQuery;

        private Builder() {}

        /**
         * Adds a zone. It is delegated from the nearest declared zone above; where none is declared, the root and the
         * top-level domain are made as signed zones.
         *
         * @param origin its name, with or without the final dot; {@code .} for the root
         * @param contents says what it holds
         * @return this builder
         * @throws IllegalArgumentException if the name is not valid, or was added before
         */
        public Builder zone(String origin, Consumer<ZoneBuilder> contents) {
            ZoneBuilder definition = define(origin, contents);
            if (definitions.putIfAbsent(definition.origin(), definition) != null) {
                throw new IllegalArgumentException("the zone " + definition.origin() + " is declared twice");
            }
            return this;
        }

        /**
         * Hands each query on, before it is answered, and remembers none: for a tree that runs for long.
         * {@link DnsTree#queries()} stays empty.
         *
         * @param receiver called by the thread that serves, which it must not block
         * @return this builder
         */
        public Builder onQuery(Consumer<Query> receiver) {
            this.onQuery = receiver;
            return this;
        }

        /**
         * Has all zones of an algorithm sign with one key pair, so that a tree of very many zones starts in seconds. Each zone
         * still has DNSKEY and DS records of its own, and signs each record set when it is first asked for. By default each
         * zone has a key pair of its own.
         *
         * @return this builder
         */
        public Builder sharedKeys() {
            this.sharedKeys = true;
            return this;
        }

        /**
         * Sets the clock by which signatures get their dates.
         *
         * @param time read when the tree starts and when a zone is replaced; by default the system's
         * @return this builder
         */
        public Builder clock(Clock time) {
            this.clock = time;
            return this;
        }

        /**
         * Sets the address to listen at.
         *
         * @param local an address of this machine; loopback by default
         * @return this builder
         */
        public Builder address(InetAddress local) {
            this.address = local;
            return this;
        }

        /**
         * Sets the port to listen at.
         *
         * @param number 1 to 65535, or 0, the default, for any that is free for both UDP and TCP
         * @return this builder
         */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /**
         * Has the tree claim from the start that it validated everything; see {@link DnsTree#authenticatedData}.
         *
         * @param claimed whether to
         * @return this builder
         */
        public Builder authenticatedData(boolean claimed) {
            this.authenticatedData = claimed;
            return this;
        }

        /**
         * Makes the keys and starts to serve.
         *
         * @return a running tree, to be closed
         * @throws java.io.UncheckedIOException if the port cannot be had
         */
        public DnsTree start() {
            return new DnsTree(this);
        }
    }
}
