package io.github.dane4j.dns.validation;

import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.testkit.DnsTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The validator with replies from a tree or written ones, which may be changed, and a time. No sockets, and no resolver. */
final class Core {
    private final Function<Query, @Nullable Message> replies;
    private final Map<Query, Message> added = new LinkedHashMap<>();
    private final List<Set<String>> needs = new ArrayList<>();
    private final Set<List<Integer>> verified = new HashSet<>();
    private final Set<Integer> parsed = new HashSet<>();
    private final MapStore store = new MapStore();
    private BiFunction<Query, Message, @Nullable Message> change = (query, reply) -> reply;
    private Anchors anchors;
    private Algorithms algorithms = Algorithms.ALL;
    private Instant now = Instant.now();
    private int verifications;
    private int repeated;
    private int parsedTwice;

    Core(DnsTree tree) {
        this(query -> ask(tree, query), new Anchors(List.of(anchor(tree.trustAnchors())), Set.of()));
    }

    /** With replies from elsewhere; null for none. */
    Core(Function<Query, @Nullable Message> replies, Anchors anchors) {
        this.replies = replies;
        this.anchors = anchors;
    }

    static DSRecord anchor(String line) {
        String[] fields = line.split(" ", 4);
        try {
            return (DSRecord)
                    Record.fromString(Name.fromString(fields[0]), Type.DS, DClass.IN, 0, fields[3], Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Core at(Instant time) {
        now = time;
        return this;
    }

    Instant now() {
        return now;
    }

    Core anchors(Anchors other) {
        anchors = other;
        return this;
    }

    Core algorithms(Algorithms other) {
        algorithms = other;
        return this;
    }

    /** In each lookup, what is stored of a zone is found so many times, and then it is gone. */
    Core findingWhatIsStored(int times) {
        store.times = times;
        return this;
    }

    /** Changes replies; null for none. */
    Core changing(BiFunction<Query, Message, @Nullable Message> changed) {
        change = changed;
        return this;
    }

    /** Changes the reply to one query. */
    Core changing(String name, String type, java.util.function.UnaryOperator<Message> changed) {
        Query changedQuery = query(name, type);
        BiFunction<Query, Message, @Nullable Message> before = change;
        change = (query, reply) -> query.equals(changedQuery) ? changed.apply(reply) : before.apply(query, reply);
        return this;
    }

    /** Has this reply at hand from the begin, whatever it is to, and no other. */
    Core withOnly(Query query, Message reply) {
        added.clear();
        added.put(query, reply);
        return this;
    }

    static Query query(String name, String type) {
        return new Query(name(name), Type.value(type));
    }

    static Name name(String name) {
        return Name.fromConstantString(name.equals(".") ? name : name + ".");
    }

    Message honest(Query query) {
        return Objects.requireNonNull(replies.apply(query), query::toString);
    }

    static Message ask(DnsTree tree, Query query) {
        Message message = Message.newQuery(query.toRecord());
        message.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        try {
            return new Message(tree.ask(message.toWire()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Judgement judge(String name, String type) {
        return judge(query(name, type));
    }

    Judgement judge(Query question) {
        needs.clear();
        store.found.clear();
        Evidence evidence = new Evidence();
        added.forEach((query, reply) -> evidence.add(query, Reply.of(reply)));
        AtHand atHand = new AtHand(evidence, store, new Ledger(), now);
        Validator validator = new ChainValidator(anchors, this::parse, algorithms);
        Judgement judgement = validator.judge(question, atHand);
        while (judgement instanceof Judgement.Need need) {
            needs.add(new java.util.TreeSet<>(
                    need.queries().stream().map(Query::toString).toList()));
            need.queries().forEach(query -> add(evidence, query));
            judgement = validator.judge(question, atHand);
        }
        return judgement;
    }

    private void add(Evidence evidence, Query query) {
        Message honest = replies.apply(query);
        Message reply = honest == null ? null : change.apply(query, honest);
        if (reply == null || (reply.getRcode() != Rcode.NOERROR && reply.getRcode() != Rcode.NXDOMAIN)) {
            evidence.addUnanswered(query);
        } else {
            evidence.add(query, Reply.of(reply));
        }
    }

    private KeyParser.@Nullable ParsedKey parse(int algorithm, byte[] publicKey) {
        if (!parsed.add(Arrays.hashCode(publicKey))) {
            parsedTwice++;
        }
        KeyParser.ParsedKey key = KeyParser.of(SignatureVerifier.standard()).parse(algorithm, publicKey);
        return key == null
                ? null
                : (signed, signature) -> {
                    verifications++;
                    if (!verified.add(
                            List.of(Arrays.hashCode(publicKey), Arrays.hashCode(signed), Arrays.hashCode(signature)))) {
                        repeated++;
                    }
                    return key.verify(signed, signature);
                };
    }

    /** What is stored of a zone. */
    ZoneTrust stored(String zone) {
        return Objects.requireNonNull(store.keys(name(zone), now));
    }

    /** What was asked for, round by round. */
    List<Set<String>> needs() {
        return List.copyOf(needs);
    }

    int verifications() {
        return verifications;
    }

    /** How many were verified before. */
    int repeated() {
        return repeated;
    }

    int parsedTwice() {
        return parsedTwice;
    }

    /** {@code secure} or {@code insecure} and what there is, or the fault. */
    static String outcome(Judgement judgement) {
        if (judgement instanceof Judgement.Bogus bogus) {
            return bogus.cause().fault().toString();
        }
        Judgement.Proven proven = (Judgement.Proven) judgement;
        String what = proven.finding().kind()
                + (proven.finding() instanceof Finding.Data data
                        ? " " + data.records().size()
                        : "")
                + (proven.finding() instanceof Finding.Alias alias
                        ? " " + alias.target().toString(true)
                        : "");
        return (proven instanceof Judgement.Secure ? "secure " : "insecure ") + what;
    }

    String outcome(String name, String type) {
        return outcome(judge(name, type));
    }

    static Cause cause(Judgement judgement) {
        return ((Judgement.Bogus) judgement).cause();
    }

    /** The same message with the records of a section changed one by one. */
    static Message edited(Message message, int section, Function<Record, Stream<Record>> edit) {
        List<Record> records = List.copyOf(message.getSection(section));
        message.removeAllRecords(section);
        records.stream().flatMap(edit).forEach(each -> message.addRecord(each, section));
        return message;
    }

    /** What was proven, for ever, or until it was found so many times. */
    static final class MapStore implements ProvenStore {
        private final Map<Query, Integer> found = new HashMap<>();
        private int times = Integer.MAX_VALUE;
        private final Map<Name, ZoneTrust> keys = new HashMap<>();
        private final Map<Name, Delegation> delegations = new HashMap<>();

        @Override
        public @Nullable ZoneTrust keys(Name zone, Instant now) {
            return isThere(zone, Type.DNSKEY) ? keys.get(zone) : null;
        }

        @Override
        public void put(Name zone, ZoneTrust trust, Instant now) {
            keys.put(zone, trust);
        }

        @Override
        public @Nullable Delegation delegation(Name zone, Instant now) {
            return isThere(zone, Type.DS) ? delegations.get(zone) : null;
        }

        private boolean isThere(Name zone, int type) {
            return found.merge(new Query(zone, type), 1, Integer::sum) <= times;
        }

        @Override
        public void put(Name zone, Delegation delegation, Instant now) {
            delegations.put(zone, delegation);
        }
    }
}
