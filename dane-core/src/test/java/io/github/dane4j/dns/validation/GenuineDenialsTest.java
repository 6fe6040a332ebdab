package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * All genuine NSEC and NSEC3 records of a zone, its parent and its children are offered at once, for each name and type, with
 * or without a genuine record of another name: what comes of it is the truth or a failure (RFC 4035 section 5.4, RFC 5155
 * section 8, RFC 6840 section 4).
 */
class GenuineDenialsTest {
    private static final List<String> NAMES = List.of(
            "zone.test",
            "mx.zone.test",
            "_25._tcp.mx.zone.test",
            "_26._tcp.mx.zone.test",
            "alias.zone.test",
            "below.alias.zone.test",
            "a.ent.zone.test",
            "ent.zone.test",
            "b.ent.zone.test",
            "any.wild.zone.test",
            "deep.any.wild.zone.test",
            "wild.zone.test",
            "*.wild.zone.test",
            "real.wild.zone.test",
            "x.real.wild.zone.test",
            "entw.wild.zone.test",
            "a.entw.wild.zone.test",
            "b.entw.wild.zone.test",
            "typed.wild.zone.test",
            "any.starent.zone.test",
            "old.zone.test",
            "mx.old.zone.test",
            "aaa.zone.test",
            "zzz.zone.test",
            "signed.zone.test",
            "mx.signed.zone.test",
            "gone.signed.zone.test",
            "plain.zone.test",
            "mx.plain.zone.test",
            "gone.plain.zone.test",
            "test",
            "another.test");

    private static final List<String> TYPES = List.of("A", "TLSA", "MX", "CNAME", "AAAA");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private DnsTree tree(String kind) {
        Consumer<io.github.dane4j.testkit.ZoneBuilder> denial = zone -> {
            switch (kind) {
                case "nsec3" -> zone.nsec3(2, new byte[] {1}, false);
                case "opt-out" -> zone.nsec3(0, new byte[0], true);
                default -> {}
            }
        };
        return network.start(DnsTree.builder()
                .zone("test", denial)
                .zone("zone.test", zone -> {
                    denial.accept(zone);
                    zone.record("@ MX 10 mx")
                            .record("mx A 127.0.0.1")
                            .record("_25._tcp.mx TLSA 3 1 1 abcd")
                            .record("alias CNAME mx")
                            .record("a.ent A 127.0.0.1")
                            .record("*.wild A 127.0.0.1")
                            .record("real.wild TXT x")
                            .record("a.entw.wild A 127.0.0.1")
                            .record("typed.wild TLSA 3 1 1 abcd")
                            .record("a.*.starent A 127.0.0.1")
                            .record("old DNAME ent");
                })
                .zone("signed.zone.test", zone -> {
                    denial.accept(zone);
                    zone.record("mx A 127.0.0.1").record("*.w A 127.0.0.1");
                })
                .zone("plain.zone.test", zone -> zone.unsigned().record("mx A 127.0.0.1")));
    }

    private static Map<String, Message> pool(Core core) {
        Map<String, RRset> sets = new LinkedHashMap<>();
        for (String name : NAMES) {
            for (String type : List.of("A", "TLSA", "DS", "NSEC")) {
                Message reply = core.honest(Core.query(name, type));
                for (RRset set : reply.getSectionRRsets(Section.AUTHORITY)) {
                    if (set.getType() == Type.NSEC || set.getType() == Type.NSEC3) {
                        sets.putIfAbsent(set.getName() + " " + set.getType() + " " + set.sigs(), set);
                    }
                }
            }
        }
        Message all = new Message();
        sets.values().forEach(set -> {
            set.rrs(false).forEach(each -> all.addRecord(each, Section.AUTHORITY));
            set.sigs().forEach(each -> all.addRecord(each, Section.AUTHORITY));
        });
        Map<String, Message> pool = new LinkedHashMap<>();
        pool.put("nothing", all);
        for (String name : List.of("any.wild.zone.test", "mx.zone.test", "alias.zone.test")) {
            Message one = new Message();
            core.honest(Core.query(name, "A")).getSection(Section.ANSWER).stream()
                    .limit(2)
                    .forEach(each -> one.addRecord(each, Section.ANSWER));
            all.getSection(Section.AUTHORITY).forEach(each -> one.addRecord(each, Section.AUTHORITY));
            pool.put(name, one);
        }
        return pool;
    }

    private static Message under(String name, String recorded, Message reply) {
        Message renamed = new Message();
        for (Record each : reply.getSection(Section.ANSWER)) {
            renamed.addRecord(
                    each.getName().equals(Core.name(recorded)) ? each.withName(Core.name(name)) : each, Section.ANSWER);
        }
        reply.getSection(Section.AUTHORITY).forEach(each -> renamed.addRecord(each, Section.AUTHORITY));
        return renamed;
    }

    /** What an unsigned zone says is anybody's, so there any insecure outcome is right. */
    private static boolean isAllowed(String truth, String outcome) {
        boolean failure = !outcome.startsWith("secure") && !outcome.startsWith("insecure");
        return failure || outcome.equals(truth) || (truth.startsWith("insecure") && outcome.startsWith("insecure"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nsec", "nsec3", "opt-out"})
    void proveTheTruthOrNothing(String kind) {
        DnsTree tree = tree(kind);
        Core core = new Core(tree);
        Map<String, Message> pool = pool(core);
        Core judge = new Core(tree);
        SoftAssertions soft = new SoftAssertions();
        int secure = 0;
        for (String name : NAMES) {
            for (String type : TYPES) {
                Query question = Core.query(name, type);
                String truth = Core.outcome(core.judge(question));
                soft.assertThat(truth).as("%s %s", name, type).matches("(in)?secure .*");
                for (Map.Entry<String, Message> offered : pool.entrySet()) {
                    Message reply = under(name, offered.getKey(), offered.getValue());
                    // Nothing else is to be had at the names themselves, but for the chain of trust.
                    judge.withOnly(question, reply)
                            .changing((query, honest) -> query.type() == Type.DNSKEY || isZone(query) ? honest : reply);
                    String outcome = Core.outcome(judge.judge(question));
                    soft.assertThat(isAllowed(truth, outcome))
                            .as("%s %s with %s: %s, and is %s", name, type, offered.getKey(), outcome, truth)
                            .isTrue();
                    secure += outcome.startsWith("secure NO") ? 1 : 0;
                }
            }
        }
        soft.assertAll();
        // Far from all of it is a failure.
        assertThat(secure).isGreaterThan(kind.equals("opt-out") ? 100 : 200);
    }

    /** So that no part of a proof is done without. */
    @ParameterizedTest
    @ValueSource(strings = {"nsec", "nsec3"})
    void proveTheTruthOrNothingWithoutAnyOneOfThem(String kind) {
        DnsTree tree = tree(kind);
        Core core = new Core(tree);
        Message all = Objects.requireNonNull(pool(core).get("nothing"));
        List<RRset> sets = all.getSectionRRsets(Section.AUTHORITY);
        Core judge = new Core(tree);
        SoftAssertions soft = new SoftAssertions();
        for (String name :
                List.of("any.wild.zone.test", "deep.any.wild.zone.test", "b.ent.zone.test", "mx.zone.test")) {
            for (String type : List.of("A", "TLSA")) {
                Query question = Core.query(name, type);
                String truth = Core.outcome(core.judge(question));
                for (RRset left : sets) {
                    Message reply = new Message();
                    sets.stream().filter(set -> !set.equals(left)).forEach(set -> {
                        set.rrs(false).forEach(each -> reply.addRecord(each, Section.AUTHORITY));
                        set.sigs().forEach(each -> reply.addRecord(each, Section.AUTHORITY));
                    });
                    judge.withOnly(question, reply)
                            .changing((query, honest) -> query.type() == Type.DNSKEY || isZone(query) ? honest : reply);
                    String outcome = Core.outcome(judge.judge(question));
                    soft.assertThat(isAllowed(truth, outcome))
                            .as("%s %s without %s: %s, and is %s", name, type, left, outcome, truth)
                            .isTrue();
                }
            }
        }
        soft.assertAll();
    }

    private static boolean isZone(Query query) {
        return query.type() == Type.DS
                && List.of("test", "zone.test", "signed.zone.test", "plain.zone.test")
                        .contains(query.name().toString(true));
    }
}
