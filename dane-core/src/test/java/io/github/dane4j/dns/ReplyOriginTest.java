package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** RFC 4035 section 5.3.1: a name is spoken for by the zone that contains it, and by no other. */
class ReplyOriginTest {
    private static final DomainName TLSA_NAME = DomainName.of("_25._tcp.mx.example.test");
    private static final String TLSA = "3 1 1 " + "ab".repeat(32);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private DnsTree tree;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("mx A 127.0.0.1").record("_25._tcp.mx TLSA " + TLSA))
                .zone("unsigned.test", zone -> zone.unsigned().record("www A 127.0.0.1")));
    }

    private Answer<?> ask() {
        return resolvers.over(tree).query(TLSA_NAME, RecordType.TLSA);
    }

    private static void assertBogus(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Failure.class);
        assertThat(((Answer.Failure<?>) answer).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @Test
    void answerUnderTheSignatureOfAnotherZoneIsBogus() {
        tree.forge(
                TLSA_NAME.toString(),
                "TLSA",
                "@ 300 IN TLSA " + TLSA.replace("ab", "cd"),
                "@ 300 IN RRSIG TLSA 13 5 300 20400101000000 20200101000000 1 unsigned.test. AAAA");
        assertBogus(ask());
    }

    @Test
    void denialByAnotherZoneIsBogus() {
        assertBogus(askThrough(reply -> {
            if (reply.getQuestion().getType() == Type.TLSA) {
                reply.removeAllRecords(Section.ANSWER);
                reply.removeAllRecords(Section.AUTHORITY);
                reply.addRecord(soa("unsigned.test."), Section.AUTHORITY);
            }
            return reply;
        }));
    }

    @Test
    void recordsOfAnotherZoneBesideTheAnswerAreIgnored() {
        Answer<?> answer = askThrough(reply -> {
            reply.addRecord(soa("unsigned.test."), Section.AUTHORITY);
            return reply;
        });
        assertThat(answer.describe()).isEqualTo("secure, 1 record");
    }

    @Test
    void recordsOfAnotherClassAreNoAnswer() {
        assertBogus(askThrough(reply -> {
            if (reply.getQuestion().getType() == Type.TLSA) {
                Record record = reply.getSection(Section.ANSWER).get(0);
                reply.removeAllRecords(Section.ANSWER);
                reply.addRecord(
                        Record.newRecord(record.getName(), Type.TLSA, DClass.CH, 300, record.rdataToWireCanonical()),
                        Section.ANSWER);
            }
            return reply;
        }));
    }

    private Answer<?> askThrough(UnaryOperator<Message> change) {
        try (Interceptor interceptor = new Interceptor(tree.address(), change)) {
            return resolvers.over(tree, interceptor.address()).query(TLSA_NAME, RecordType.TLSA);
        }
    }

    private static Record soa(String zone) {
        try {
            return Record.fromString(Name.fromString(zone), Type.SOA, DClass.IN, 300, "ns. host. 1 2 3 4 5", Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
