package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dane4j.testkit.DnsTree;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * The core with signed replies whose bytes are changed and whose records are replaced by those of others, as the input says:
 * the outcome is the truth or a failure, and never an exception.
 */
class ValidatorFuzzTest {
    @SuppressWarnings("TimeInStaticInitializer")
    private static final Instant NOW = Instant.now();

    private static final List<Query> QUESTIONS = List.of(
            Core.query("_25._tcp.mx.nsec.test", "TLSA"),
            Core.query("mx.nsec.test", "AAAA"),
            Core.query("gone.nsec.test", "A"),
            Core.query("any.wild.nsec.test", "A"),
            Core.query("alias.nsec.test", "A"),
            Core.query("mx.old.nsec.test", "A"),
            Core.query("mx.nsec3.test", "TLSA"),
            Core.query("gone.nsec3.test", "A"),
            Core.query("any.wild.nsec3.test", "A"));

    private static final Map<Query, String> TRUTH = new HashMap<>();
    private static final List<Record> RECORDS = new ArrayList<>();
    private static DnsTree tree;

    @BeforeAll
    static void start() {
        tree = DnsTree.builder()
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .zone(
                        "nsec.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_25._tcp.mx TLSA 3 1 1 abcd")
                                .record("*.wild A 127.0.0.1")
                                .record("alias CNAME mx")
                                .record("old DNAME new"))
                .zone(
                        "nsec3.test",
                        zone -> zone.nsec3().record("mx A 127.0.0.1").record("*.wild A 127.0.0.1"))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1"))
                .start();
        Core core = new Core(tree).at(NOW);
        for (Query question : QUESTIONS) {
            TRUTH.put(question, Core.outcome(core.judge(question)));
            Message reply = core.honest(question);
            RECORDS.addAll(reply.getSection(Section.ANSWER));
            RECORDS.addAll(reply.getSection(Section.AUTHORITY));
        }
        RECORDS.addAll(core.honest(Core.query("unsigned.test", "DS")).getSection(Section.AUTHORITY));
        RECORDS.addAll(core.honest(Core.query("mx.unsigned.test", "A")).getSection(Section.ANSWER));
    }

    @AfterAll
    static void stop() {
        tree.close();
    }

    @FuzzTest
    void whateverRepliesSayTheOutcomeIsTheTruthOrAFailure(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Query question = QUESTIONS.get((input[0] & 0xff) % QUESTIONS.size());
        boolean keysToo = (input[1] & 1) != 0;
        byte[] steps = Arrays.copyOfRange(input, 2, input.length);
        String outcome = Core.outcome(new Core(tree)
                .at(NOW)
                .changing((query, reply) -> keysToo || !query.isForKeys() ? changed(reply, steps) : reply)
                .judge(question));
        if (outcome.startsWith("secure") || outcome.startsWith("insecure")) {
            assertThat(outcome).as(Arrays.toString(input)).isEqualTo(TRUTH.get(question));
        }
    }

    /** Each step takes three bytes: what to do, where, and with what. */
    private static Message changed(Message reply, byte[] steps) {
        Message changed = reply;
        for (int at = 0; at + 2 < steps.length && at < 24; at += 3) {
            int where = steps[at + 1] & 0xff;
            int what = steps[at + 2] & 0xff;
            int section = where % 2 == 0 ? Section.ANSWER : Section.AUTHORITY;
            switch (steps[at] & 3) {
                case 0 -> changed.addRecord(RECORDS.get(what % RECORDS.size()), section);
                case 1 -> {
                    List<Record> records = changed.getSection(section);
                    if (!records.isEmpty()) {
                        changed.removeRecord(records.get(what % records.size()), section);
                    }
                }
                case 2 -> changed.getHeader().setRcode(what % 4);
                default -> {
                    byte[] bytes = changed.toWire();
                    bytes[12 + ((where << 2) | (what & 3)) % (bytes.length - 12)] ^= (byte) (1 << (what >> 2) % 8);
                    try {
                        changed = new Message(bytes);
                    } catch (IOException | RuntimeException e) {
                        return changed;
                    }
                }
            }
        }
        return changed;
    }
}
