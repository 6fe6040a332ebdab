package io.github.dane4j.dns.validation;

import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.ZoneBuilder;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Replies of signed zones, recorded once, and changed as an input says: records are taken out, put in from other names, zones and
 * times, renamed, and changed bit by bit. Whatever comes of it, the outcome is the truth or a failure.
 *
 * <p>Of each zone there are replies from three times: as it is now, as it was a month ago, when it had other records and some
 * zones were not signed, and as it is going to be in a month. All are signed by the same keys, so that a replayed record has a
 * signature that verifies, and is not good any more, or not yet.
 */
final class SplicedReplies {
    @SuppressWarnings("TimeInStaticInitializer")
    private static final Instant NOW = Instant.ofEpochSecond(Instant.now().getEpochSecond());

    private static final Duration MONTH = Duration.ofDays(30);
    private static final int TTL = 300;
    private static final int MAX_STEPS = 8;
    /** What to do, to which reply, where, and with what. */
    private static final int STEP = 4;

    private static final String TLSA = " TLSA 3 1 1 " + "ab".repeat(32);

    private static final List<Query> QUESTIONS = List.of(
            Core.query("_25._tcp.mx.nsec.test", "TLSA"),
            Core.query("mx.nsec.test", "A"),
            Core.query("mx.nsec.test", "AAAA"),
            Core.query("gone.nsec.test", "A"),
            Core.query("a.wild.nsec.test", "A"),
            Core.query("a.wild.nsec.test", "TLSA"),
            Core.query("alias.nsec.test", "A"),
            Core.query("mx.old.nsec.test", "A"),
            Core.query("mx.nsec3.test", "A"),
            Core.query("mx.nsec3.test", "TLSA"),
            Core.query("gone.deep.nsec3.test", "A"),
            Core.query("a.wild.nsec3.test", "A"),
            Core.query("mx.sub.nsec3.test", "A"),
            Core.query("mx.optout.test", "A"),
            Core.query("gone.optout.test", "TLSA"),
            Core.query("mx.left.optout.test", "A"),
            Core.query("mx.unsigned.test", "A"),
            Core.query("unsigned.test", "DS"),
            Core.query("nsec.test", "DNSKEY"));

    private final Anchors anchors;
    private final Map<Query, Message> replies = new LinkedHashMap<>();
    private final Map<Query, Reply> unchanged = new HashMap<>();
    /** Record sets with their signatures, of all names, zones and times. */
    private final List<List<Record>> sets = new ArrayList<>();

    private final List<Record> records = new ArrayList<>();
    private final List<Name> names;
    private final Map<Query, String> truth = new HashMap<>();
    private final Map<ByteBuffer, KeyParser.ParsedKey> parsed = new HashMap<>();
    private final Set<Signed> genuine = new HashSet<>();
    private final boolean fast;
    private int skipped;

    /** Bytes, and a signature that a key has made over them. */
    private record Signed(ByteBuffer key, ByteBuffer bytes, ByteBuffer signature) {}

    /**
     * Records the replies.
     *
     * @param fast whether to verify signatures once and for all: one that is not among those recorded is taken for none, and
     *     really verified only once in a while
     */
    SplicedReplies(boolean fast) {
        this.fast = fast;
        SettableClock clock = new SettableClock(NOW);
        try (DnsTree tree = tree(clock)) {
            anchors = new Anchors(List.of(Core.anchor(tree.trustAnchors())), Set.of());
            Set<Query> queries = queries();
            record(tree, queries, replies);
            clock.set(NOW.minus(MONTH));
            tree.replaceZone("nsec.test", SplicedReplies::formerly);
            tree.replaceZone("sub.nsec3.test", zone -> zone.unsigned().record("mx A 192.0.2.66"));
            record(tree, queries, new HashMap<>());
            tree.replaceZone("nsec3.test", ZoneBuilder::unsigned);
            tree.replaceZone("nsec.test", ZoneBuilder::unsigned);
            record(tree, queries, new HashMap<>());
            clock.set(NOW.plus(MONTH));
            tree.replaceZone("nsec.test", SplicedReplies::formerly);
            record(tree, queries, new HashMap<>());
        }
        replies.forEach((query, reply) -> unchanged.put(query, Reply.of(reply)));
        names = sets.stream().map(set -> set.get(0).getName()).distinct().toList();
        for (Query question : QUESTIONS) {
            truth.put(question, outcome(judge(question, Map.of(), true)));
        }
        noteGenuine();
    }

    private static DnsTree tree(Clock clock) {
        return DnsTree.builder()
                .clock(clock)
                .zone(
                        "nsec.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_25._tcp.mx" + TLSA)
                                .record("*.wild A 127.0.0.7")
                                .record("alias CNAME mx.nsec3.test.")
                                .record("old DNAME new")
                                .record("mx.new A 127.0.0.8"))
                .zone(
                        "nsec3.test",
                        zone -> zone.nsec3(2, new byte[] {1, 2}, false)
                                .record("mx A 127.0.0.2")
                                .record("x.deep A 127.0.0.1")
                                .record("*.wild A 127.0.0.7"))
                .zone("sub.nsec3.test", zone -> zone.record("mx A 127.0.0.3"))
                .zone("optout.test", zone -> zone.nsec3(0, new byte[0], true).record("mx A 127.0.0.4"))
                .zone("left.optout.test", zone -> zone.unsigned().record("mx A 127.0.0.5"))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.6"))
                .start();
    }

    /** Other records at the same names, and records where there are none now. */
    private static void formerly(ZoneBuilder zone) {
        zone.record("mx A 192.0.2.66")
                .record("mx AAAA 2001:db8::66")
                .record("_25._tcp.mx TLSA 3 1 1 " + "cd".repeat(32))
                .record("gone A 192.0.2.66")
                .record("*.wild TLSA 3 1 1 " + "cd".repeat(32))
                .record("alias A 192.0.2.66")
                .record("old DNAME elsewhere");
    }

    /** What the questions need, and could be made to need. */
    private static Set<Query> queries() {
        Set<Query> queries = new LinkedHashSet<>();
        for (Query question : QUESTIONS) {
            queries.add(question);
            for (Name each = question.name(); ; each = new Name(each, 1)) {
                queries.add(new Query(each, Type.DNSKEY));
                if (each.equals(Name.root)) {
                    break;
                }
                queries.add(new Query(each, Type.DS));
            }
        }
        return queries;
    }

    private void record(DnsTree tree, Set<Query> queries, Map<Query, Message> into) {
        for (Query query : queries) {
            Message reply = Core.ask(tree, query);
            into.put(query, reply);
            for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
                Map<Query, List<Record>> bySubject = new LinkedHashMap<>();
                for (Record record : reply.getSection(section)) {
                    bySubject
                            .computeIfAbsent(
                                    new Query(record.getName(), record.getRRsetType()), any -> new ArrayList<>())
                            .add(record);
                    records.add(record);
                }
                sets.addAll(bySubject.values());
            }
        }
    }

    /** All signatures of all times that a key of their zone has made. */
    private void noteGenuine() {
        Map<Name, Set<DNSKEYRecord>> keys = new HashMap<>();
        for (Record record : records) {
            if (record instanceof DNSKEYRecord key) {
                keys.computeIfAbsent(key.getName(), any -> new HashSet<>()).add(key);
            }
        }
        KeyParser parser = KeyParser.of(SignatureVerifier.standard());
        for (List<Record> records : sets) {
            SignedSet set =
                    new SignedSet(records.get(0).getName(), records.get(0).getRRsetType());
            records.stream().filter(each -> !(each instanceof RRSIGRecord)).forEach(set::add);
            for (Record each : records) {
                if (each instanceof RRSIGRecord signature) {
                    for (DNSKEYRecord key : keys.getOrDefault(signature.getSigner(), Set.of())) {
                        byte[] bytes = set.signedBytes(signature);
                        KeyParser.ParsedKey ready = parser.parse(key.getAlgorithm(), key.getKey());
                        if (ready != null && ready.verify(bytes, signature.getSignature())) {
                            genuine.add(new Signed(
                                    ByteBuffer.wrap(key.getKey()),
                                    ByteBuffer.wrap(bytes),
                                    ByteBuffer.wrap(signature.getSignature())));
                        }
                    }
                }
            }
        }
    }

    /** How many signatures there are by which a replayed record could be taken for good. */
    int genuineSignatures() {
        return genuine.size();
    }

    /** What the questions have for an answer as they are. */
    Map<Query, String> truth() {
        return Map.copyOf(truth);
    }

    /** What is wrong with the outcome of an input; null if nothing. */
    @Nullable
    String wrong(byte[] input) {
        if (input.length < 2) {
            return null;
        }
        Query question = QUESTIONS.get((input[0] & 0xff) % QUESTIONS.size());
        Judgement judgement = judge(question, changed(question, input), (input[1] & 1) == 0);
        String rightly = Objects.requireNonNull(truth.get(question));
        String outcome = outcome(judgement);
        if (!(judgement instanceof Judgement.Proven proven)) {
            return null;
        }
        if (!outcome.equals(rightly) && !(rightly.startsWith("insecure") && outcome.startsWith("insecure"))) {
            return question + " is " + rightly + ", and not " + outcome + ": " + Arrays.toString(input);
        }
        if (judgement instanceof Judgement.Secure && proven.expiry().isAfter(NOW.plusSeconds(TTL))) {
            return question + " must not live until " + proven.expiry() + ": " + Arrays.toString(input);
        }
        return null;
    }

    /** With the replies at hand from the begin, or only when they are asked for. */
    private Judgement judge(Query question, Map<Query, Reply> changed, boolean atHand) {
        Evidence evidence = new Evidence();
        if (atHand) {
            evidence.add(question, reply(question, changed));
            for (Name each = question.name(); ; each = new Name(each, 1)) {
                add(evidence, new Query(each, Type.DNSKEY), changed);
                if (each.equals(Name.root)) {
                    break;
                }
                add(evidence, new Query(each, Type.DS), changed);
            }
        }
        AtHand all = new AtHand(evidence, new NoStore(), new Ledger(), NOW);
        Validator validator = new ChainValidator(anchors, this::parse, Algorithms.ALL);
        Judgement judgement = validator.judge(question, all);
        while (judgement instanceof Judgement.Need need) {
            need.queries().forEach(query -> add(evidence, query, changed));
            judgement = validator.judge(question, all);
        }
        return judgement;
    }

    private void add(Evidence evidence, Query query, Map<Query, Reply> changed) {
        if (unchanged.containsKey(query)) {
            evidence.add(query, reply(query, changed));
        } else {
            evidence.addUnanswered(query);
        }
    }

    private Reply reply(Query query, Map<Query, Reply> changed) {
        Reply reply = changed.get(query);
        return reply == null ? Objects.requireNonNull(unchanged.get(query)) : reply;
    }

    private static String outcome(Judgement judgement) {
        if (judgement instanceof Judgement.Bogus bogus) {
            return bogus.cause().toString();
        }
        Judgement.Proven proven = (Judgement.Proven) judgement;
        String what = proven.finding() instanceof Finding.Data data
                ? data.records().stream()
                        .map(Record::rdataToString)
                        .sorted()
                        .toList()
                        .toString()
                : proven.finding() instanceof Finding.Alias alias
                        ? alias.target().toString()
                        : "";
        // Names that differ in case are the same.
        what = what.toLowerCase(Locale.ROOT);
        return (proven instanceof Judgement.Secure ? "secure " : "insecure ")
                + proven.finding().kind() + " " + what;
    }

    // Changes.

    private Map<Query, Reply> changed(Query question, byte[] input) {
        List<Query> asked = new ArrayList<>();
        asked.add(question);
        for (Name each = question.name(); !each.equals(Name.root); each = new Name(each, 1)) {
            asked.add(new Query(each, Type.DS));
            asked.add(new Query(each, Type.DNSKEY));
        }
        asked.add(new Query(Name.root, Type.DNSKEY));
        Map<Query, Draft> drafts = new HashMap<>();
        for (int step = 0, at = 2; step < MAX_STEPS && at + STEP <= input.length; step++, at += STEP) {
            int operation = input[at] & 0xff;
            // Mostly the reply to the question itself, which decides the most.
            int which = input[at + 1] & 0xff;
            Query query = which < 128 ? question : asked.get(which % asked.size());
            Draft draft = drafts.computeIfAbsent(query, any -> new Draft(Objects.requireNonNull(replies.get(query))));
            change(draft, question, operation, input[at + 2] & 0xff, input[at + 3] & 0xff);
        }
        Map<Query, Reply> made = new HashMap<>();
        drafts.forEach((query, draft) -> made.put(query, draft.reply()));
        return made;
    }

    /** A reply that is being changed. */
    private static final class Draft {
        private final List<Record> answer;
        private final List<Record> authority;
        private int code;

        Draft(Message reply) {
            answer = new ArrayList<>(reply.getSection(Section.ANSWER));
            authority = new ArrayList<>(reply.getSection(Section.AUTHORITY));
            code = reply.getRcode();
        }

        List<Record> section(int where) {
            return where % 2 == 0 ? answer : authority;
        }

        Reply reply() {
            Message message = new Message();
            message.getHeader().setRcode(code);
            answer.forEach(each -> message.addRecord(each, Section.ANSWER));
            authority.forEach(each -> message.addRecord(each, Section.AUTHORITY));
            return Reply.of(message);
        }
    }

    private void change(Draft draft, Query question, int operation, int where, int what) {
        List<Record> section = draft.section(where);
        int more = where << 8 | what;
        switch (operation % 12) {
            // From elsewhere, and from other times: a record, a set with its signatures, and that under the name asked
            // for.
            case 0 -> section.add(records.get(more % records.size()));
            case 1, 2 -> section.addAll(sets.get(more % sets.size()));
            case 3 -> sets.get(more % sets.size()).forEach(each -> section.add(each.withName(question.name())));
            case 4 -> {
                section.clear();
                section.addAll(sets.get(more % sets.size()));
            }
            case 5 -> {
                if (!section.isEmpty()) {
                    section.remove(what % section.size());
                }
            }
            case 6 -> draft.code = what % 6;
            case 7 -> replace(section, what, each -> each.withName(names.get(where % names.size())));
            case 8 -> replace(section, where >> 1, each -> withRdata(each, what));
            case 9 -> replace(section, where >> 1, each -> copy(each, each.getType(), (long) what << 10));
            case 10 -> replace(section, where >> 1, each -> copy(each, what, each.getTTL()));
            default -> {
                List<Record> other = where % 2 == 0 ? draft.authority : draft.answer;
                other.addAll(section);
                section.clear();
            }
        }
    }

    private static void replace(List<Record> section, int at, UnaryOperator<Record> change) {
        if (!section.isEmpty()) {
            int index = at % section.size();
            section.set(index, change.apply(section.get(index)));
        }
    }

    /** With one bit of the data turned round; the same one if it cannot be read then. */
    private static Record withRdata(Record record, int bit) {
        byte[] data = record.rdataToWireCanonical();
        if (data.length == 0) {
            return record;
        }
        // The first bytes have the numbers, what follows is much alike.
        int at = bit < 160 ? bit / 8 : bit * 7;
        data[at % data.length] ^= (byte) (1 << bit % 8);
        return made(record, record.getType(), record.getTTL(), data);
    }

    private static Record copy(Record record, int type, long ttl) {
        return made(record, type == 0 ? record.getType() : type, ttl, record.rdataToWireCanonical());
    }

    private static Record made(Record record, int type, long ttl, byte[] data) {
        try {
            Record made = Record.newRecord(record.getName(), type, DClass.IN, ttl, data);
            return made == null ? record : made;
        } catch (RuntimeException e) {
            return record;
        }
    }

    // Signatures.

    private KeyParser.@Nullable ParsedKey parse(int algorithm, byte[] publicKey) {
        ByteBuffer name = ByteBuffer.wrap(publicKey);
        KeyParser.ParsedKey key = parsed.get(name);
        if (key == null) {
            key = KeyParser.of(SignatureVerifier.standard()).parse(algorithm, publicKey);
            if (key == null) {
                return null;
            }
            if (parsed.size() < 1000) {
                parsed.put(name, key);
            }
        }
        KeyParser.ParsedKey real = key;
        return !fast ? real : (bytes, signature) -> verified(real, name, bytes, signature);
    }

    private boolean verified(KeyParser.ParsedKey key, ByteBuffer name, byte[] bytes, byte[] signature) {
        boolean known = genuine.contains(new Signed(name, ByteBuffer.wrap(bytes), ByteBuffer.wrap(signature)));
        if (genuine.isEmpty() || (!known && ++skipped % 512 == 0)) {
            boolean valid = key.verify(bytes, signature);
            if (valid && !genuine.isEmpty()) {
                throw new AssertionError("a signature that was not recorded: " + Arrays.toString(signature));
            }
            return valid;
        }
        return known;
    }

    /** Each lookup finds out everything anew. */
    private static final class NoStore implements ProvenStore {
        @Override
        public @Nullable ZoneTrust keys(Name zone, Instant now) {
            return null;
        }

        @Override
        public void put(Name zone, ZoneTrust trust, Instant now) {}

        @Override
        public @Nullable Delegation delegation(Name zone, Instant now) {
            return null;
        }

        @Override
        public void put(Name zone, Delegation delegation, Instant now) {}
    }
}
