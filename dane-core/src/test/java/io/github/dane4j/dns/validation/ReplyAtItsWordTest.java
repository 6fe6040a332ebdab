package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * What replies say where nothing has to be proven: to a client whose name server validates (RFC 4035 section 4.9.3), and of
 * names that nothing signs (RFC 2308, RFC 7672 section 2.1.3).
 */
class ReplyAtItsWordTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    private static final Query HOST = Core.query("mx.example.test", "A");
    private static final List<Record> ADDRESS = SigningKey.records("mx.example.test. A 127.0.0.1");
    private static final List<Record> SOA =
            SigningKey.records("example.test. 200 SOA ns.example.test. ns.example.test. 1 3600 600 86400 20");
    private static final List<Record> SERVERS = SigningKey.records("example.test. NS ns.example.test.");

    private final Evidence replies = new Evidence();
    private final AtHand atHand = new AtHand(replies, new Core.MapStore(), new Ledger(), NOW);

    private static AtHand only(Message reply) {
        Evidence own = new Evidence();
        own.add(HOST, Reply.of(reply));
        return new AtHand(own, new Core.MapStore(), new Ledger(), NOW);
    }

    private static Judgement byItsServer(Message reply) {
        return new AdValidator().judge(HOST, only(reply));
    }

    private static Judgement unsigned(Message reply) {
        return unsigned(only(reply));
    }

    private Judgement unsigned() {
        return unsigned(atHand);
    }

    private static Judgement unsigned(AtHand atHand) {
        return Validator.judgeUnsigned(HOST, atHand, Optional.of(Core.name("example.test")));
    }

    // A name server that validates.

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rfc4035s4_9_3_adBitIsTakenForSecure(boolean marked) {
        Message reply = WrittenReplies.message(ADDRESS, List.of());
        if (marked) {
            reply.getHeader().setFlag(Flags.AD);
        }
        Judgement.Proven judgement = (Judgement.Proven) byItsServer(reply);
        assertThat(Core.outcome(judgement)).isEqualTo((marked ? "secure" : "insecure") + " DATA 1");
        assertThat(judgement.expiry()).isEqualTo(NOW.plusSeconds(300));
        assertThat(judgement).hasToString(marked ? "secure" : "insecure");
    }

    @Test
    void rfc4035s4_9_3_denialIsBelievedToo() {
        Message reply = WrittenReplies.message(List.of(), SOA);
        reply.getHeader().setFlag(Flags.AD);
        reply.getHeader().setRcode(Rcode.NXDOMAIN);
        Judgement.Proven judgement = (Judgement.Proven) byItsServer(reply);
        assertThat(Core.outcome(judgement)).isEqualTo("secure NO_NAME");
        assertThat(judgement.expiry()).isEqualTo(NOW.plusSeconds(20));
    }

    @Test
    void whatIsNotAtHandIsAskedForAndWithoutAReplyThereIsNoAnswer() {
        assertThat(new AdValidator().judge(HOST, atHand)).isEqualTo(new Judgement.Need(List.of(HOST)));
        assertThat(unsigned()).isEqualTo(new Judgement.Need(List.of(HOST)));
        replies.addUnanswered(HOST);
        assertThat(Core.outcome(new AdValidator().judge(HOST, atHand))).isEqualTo("UNANSWERED");
        assertThat(unsigned()).hasToString("no usable reply to mx.example.test A");
    }

    /** One that validates tells by AD (RFC 6840 section 5.7); to our own validation it must not get in the way (section 5.9). */
    @Test
    void rfc6840s5_9_cdIsForOurOwnValidationAndAdForThatOfTheServer() {
        Anchors anchors = new Anchors(List.of(SigningKey.of(".").ds()), Set.of());
        assertThat(new ChainValidator(anchors, (algorithm, key) -> null, Algorithms.ALL).queryFlag())
                .isEqualTo(Flags.CD);
        assertThat(new AdValidator().queryFlag()).isEqualTo(Flags.AD);
    }

    // Names that nothing signs.

    @Test
    void rfc7672s2_1_3_whatNothingSignsIsInsecureWhateverItIs() {
        Judgement.Insecure judgement = (Judgement.Insecure) unsigned(WrittenReplies.message(ADDRESS, List.of()));
        assertThat(Core.outcome(judgement)).isEqualTo("insecure DATA 1");
        assertThat(judgement).hasToString("insecure from example.test on");
        assertThat(Core.outcome(unsigned(WrittenReplies.message(
                        SigningKey.records("mx.example.test. CNAME mx.other.test."), List.of()))))
                .isEqualTo("insecure ALIAS mx.other.test");
        assertThat(Core.outcome(unsigned(
                        WrittenReplies.message(SigningKey.records("example.test. DNAME other.test."), List.of()))))
                .isEqualTo("insecure ALIAS mx.other.test");
    }

    /** RFC 2308 section 2.2: that has NS records in AUTHORITY and no SOA, and nothing in ANSWER. */
    @Test
    void rfc2308s2_2_referralIsNoDenial() {
        assertThat(Core.outcome(unsigned(WrittenReplies.message(List.of(), SERVERS))))
                .isEqualTo("REFERRAL");
        assertThat(Core.outcome(unsigned(WrittenReplies.message(List.of(), SOA))))
                .isEqualTo("insecure NO_DATA");
        assertThat(Core.outcome(unsigned(WrittenReplies.message(List.of(), SigningKey.with(SERVERS, SOA)))))
                .isEqualTo("insecure NO_DATA");
        assertThat(Core.outcome(
                        unsigned(WrittenReplies.message(SigningKey.records("other.test. A 127.0.0.1"), SERVERS))))
                .isEqualTo("insecure NO_DATA");
    }

    @Test
    void whatCameWithAnAliasIsNotAskedForAgain() {
        replies.add(
                Core.query("alias.example.test", "A"),
                Reply.of(WrittenReplies.message(
                        SigningKey.with(SigningKey.records("alias.example.test. CNAME mx.example.test."), ADDRESS),
                        List.of())));
        assertThat(Core.outcome(unsigned())).isEqualTo("insecure DATA 1");
        // So with an alias that leads on.
        assertThat(Core.outcome(
                        Validator.judgeUnsigned(Core.query("alias.example.test", "AAAA"), atHand, Optional.empty())))
                .isEqualTo("insecure ALIAS mx.example.test");
        assertThat(Validator.judgeUnsigned(Core.query("other.example.test", "A"), atHand, Optional.empty()))
                .isInstanceOf(Judgement.Need.class);
    }
}
