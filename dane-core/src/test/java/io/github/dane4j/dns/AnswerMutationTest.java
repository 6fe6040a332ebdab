package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.dns.anchors.AnchorSet;
import io.github.dane4j.dns.lookup.CachingResolver;
import io.github.dane4j.dns.lookup.LookupObserver;
import io.github.dane4j.dns.lookup.Question;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.testkit.DnsTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signed replies with bytes changed, moved, cut off, or taken from another reply: the answer is the right one or a
 * failure, never another answer, secure or not; there is always one, and never an exception. What an unsigned zone says
 * can be changed on the way, so there the answer is any insecure one, and the signed part of the way to it the right one.
 */
class AnswerMutationTest {
    private static final int RUNS = 150;
    /** One time for all lookups, within the dates of the signatures that the tree makes now. */
    @SuppressWarnings("TimeInStaticInitializer")
    private static final Clock CLOCK = Clock.fixed(Instant.now(), ZoneOffset.UTC);

    private static final List<Question<?>> QUESTIONS = List.of(
            question("_25._tcp.mx.nsec.test", RecordType.TLSA),
            question("_26._tcp.mx.nsec.test", RecordType.TLSA),
            question("mx.nsec.test", RecordType.TLSA),
            question("_25._tcp.x.wild.nsec.test", RecordType.TLSA),
            question("alias.nsec.test", RecordType.A),
            question("half.nsec.test", RecordType.A),
            question("mx.sub.redirect.nsec.test", RecordType.A),
            question("_25._tcp.mx.nsec3.test", RecordType.TLSA),
            question("_26._tcp.mx.nsec3.test", RecordType.TLSA),
            question("mx.nsec3.test", RecordType.MX),
            question("x.wild.nsec3.test", RecordType.TLSA),
            question("mx.unsigned.test", RecordType.A),
            question("mx.left.optout.test", RecordType.A),
            question("none.optout.test", RecordType.TLSA));

    private static DnsTree tree;
    private static RecordedUpstream upstream;
    private static final Map<Question<?>, Answer<?>> RIGHT = new HashMap<>();
    private static final List<byte[]> RECORDED = new ArrayList<>();

    private static Question<?> question(String name, RecordType<?> type) {
        return new Question<>(DomainName.of(name), type);
    }

    @BeforeAll
    static void record() {
        String tlsa = " TLSA 3 1 1 " + "ab".repeat(32);
        tree = DnsTree.builder()
                .clock(CLOCK)
                .zone(
                        "nsec.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("_25._tcp.mx" + tlsa)
                                .record("*.wild" + tlsa)
                                .record("alias CNAME mx.nsec3.test.")
                                .record("half CNAME mx.unsigned.test.")
                                .record("redirect DNAME nsec3.test."))
                .zone(
                        "nsec3.test",
                        zone -> zone.nsec3(3, new byte[] {1, 2}, false)
                                .record("mx A 127.0.0.1")
                                .record("mx.sub A 127.0.0.1")
                                .record("_25._tcp.mx" + tlsa)
                                .record("*.wild" + tlsa))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1"))
                .zone("optout.test", zone -> zone.nsec3(0, new byte[0], true))
                .zone("left.optout.test", zone -> zone.unsigned().record("mx A 127.0.0.1"))
                .start();
        upstream = new RecordedUpstream(tree);
        for (Question<?> question : QUESTIONS) {
            Answer<?> answer = ask(question);
            assertThat(answer).isNotInstanceOf(Answer.Failure.class);
            RIGHT.put(question, answer);
        }
        // What changed replies make the resolver ask more is not among them: the same input is the same change.
        RECORDED.clear();
        RECORDED.addAll(upstream.replies());
    }

    @AfterAll
    static void close() {
        tree.close();
    }

    private static Answer<?> ask(Question<?> question) {
        try (DnssecResolver resolver = new CachingResolver(
                upstream,
                AnchorSet.of(tree.trustAnchors()),
                SignatureVerifier.standard(),
                Duration.ofSeconds(20),
                CacheSettings.DEFAULT,
                CLOCK,
                new LookupObserver(null))) {
            return resolver.query(question.name(), question.type());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void mutatedRepliesNeverMakeAnotherAnswer(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            byte[] input = new byte[24];
            random.nextBytes(input);
            check(input);
        }
    }

    /** For any input; the first bytes choose the question and the replies to change, the others what to do to them. */
    static void check(byte[] input) {
        Input octets = new Input(input);
        Question<?> question = QUESTIONS.get(octets.below(QUESTIONS.size()));
        // Mostly the reply to the question, which decides the most; else those about keys, or all.
        int which = octets.below(4);
        byte[] rest = octets.rest();
        upstream.change((asked, reply) -> {
            boolean itself = asked.equals(question.toString());
            boolean chosen = which < 2 ? itself : which == 3 || Math.floorMod(asked.hashCode() + rest.length, 3) == 0;
            return chosen ? mutate(reply, new Input(rest)) : reply;
        });
        Answer<?> answer = ask(question);
        if (answer instanceof Answer.Failure<?>) {
            return;
        }
        Answer<?> right = Objects.requireNonNull(RIGHT.get(question));
        String how = Arrays.toString(input);
        assertThat(security(answer)).as(how).isEqualTo(security(right));
        if (security(right) == Security.INSECURE) {
            assertThat(secureAliases(answer)).as(how).isEqualTo(secureAliases(right));
            return;
        }
        assertThat(answer.toString()).as(how).isEqualTo(right.toString());
        assertThat(answer.aliases()).as(how).isEqualTo(right.aliases());
        if (answer instanceof Answer.Data<?> data) {
            Answer.Data<?> rightly = (Answer.Data<?>) right;
            assertThat(data.records()).as(how).isEqualTo(rightly.records());
            assertThat(data.cut()).as(how).isEqualTo(rightly.cut());
            assertThat(data.expiry()).as(how).isBeforeOrEqualTo(rightly.expiry());
        } else if (answer instanceof Answer.Denial<?> denial) {
            assertThat(denial.expiry()).as(how).isBeforeOrEqualTo(((Answer.Denial<?>) right).expiry());
        }
    }

    private static Security security(Answer<?> answer) {
        return answer instanceof Answer.Data<?> data ? data.security() : ((Answer.Denial<?>) answer).security();
    }

    private static List<Answer.Alias> secureAliases(Answer<?> answer) {
        return answer.aliases().stream()
                .filter(alias -> alias.security() == Security.SECURE)
                .toList();
    }

    private static byte[] mutate(byte[] reply, Input input) {
        byte[] changed = reply;
        for (int steps = 1 + input.below(3); steps > 0; steps--) {
            int at = changed.length == 0 ? 0 : input.below16() % changed.length;
            switch (input.below(6)) {
                case 0, 1 -> {
                    changed = changed.clone();
                    if (changed.length > 0) {
                        changed[at] ^= (byte) (1 << input.below(8));
                    }
                }
                case 2 -> {
                    changed = changed.clone();
                    if (changed.length > 0) {
                        changed[at] = (byte) input.below(256);
                    }
                }
                case 3 -> changed = Arrays.copyOf(changed, at);
                case 4 -> {
                    // The sections of another reply under this question, or the other way round.
                    byte[] other = RECORDED.get(input.below(RECORDED.size()));
                    byte[] spliced = Arrays.copyOf(other, Math.max(other.length, 12));
                    System.arraycopy(changed, 0, spliced, 0, Math.min(changed.length, Math.min(at, spliced.length)));
                    changed = spliced;
                }
                default -> {
                    // Counts of sections that are not so.
                    changed = changed.clone();
                    if (changed.length >= 12) {
                        changed[5 + 2 * input.below(4)] = (byte) input.below(8);
                    }
                }
            }
        }
        return changed;
    }

    /** Numbers from bytes; zeros when they are used up. */
    private static final class Input {
        private final byte[] octets;
        private int at;

        Input(byte[] octets) {
            this.octets = octets;
        }

        int below(int bound) {
            return at < octets.length ? (octets[at++] & 0xff) % bound : 0;
        }

        int below16() {
            return below(256) << 8 | below(256);
        }

        byte[] rest() {
            return Arrays.copyOfRange(octets, Math.min(at, octets.length), octets.length);
        }
    }
}
