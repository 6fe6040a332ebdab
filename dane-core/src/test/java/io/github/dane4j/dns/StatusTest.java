package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What each status tells beside itself: where trust ends, which link is how secure, until when, and which query failed. */
class StatusTest {
    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private DnsTree tree;
    private DnssecResolver resolver;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone(
                        "signed.test",
                        zone -> zone.record("mx A 127.0.0.1")
                                .record("one CNAME two")
                                .record("two CNAME mx.signed.unsigned.test.")
                                .record("bad CNAME mx.wrong.test."))
                .zone(
                        "unsigned.test",
                        zone -> zone.unsigned().record("mx A 127.0.0.1").record("away CNAME mx.signed.test."))
                .zone("signed.unsigned.test", zone -> zone.record("mx A 127.0.0.1"))
                .zone("optout.test", zone -> zone.nsec3(2, new byte[] {1}, true).record("mx A 127.0.0.1"))
                .zone("left.optout.test", zone -> zone.unsigned().record("mx A 127.0.0.1"))
                .zone("digest.test", zone -> zone.record("mx A 127.0.0.1"))
                .zone("algorithm.test", zone -> zone.record("mx A 127.0.0.1"))
                .zone(
                        "test",
                        zone -> zone.record("digest DS 4711 13 200 " + "AB".repeat(32))
                                .record("algorithm DS 4711 200 2 " + "AB".repeat(32)))
                .zone("wrong.test", zone -> zone.wrongDs().record("mx A 127.0.0.1"))
                .zone("late.deep.unsigned2.test", ZoneBuilder::unsigned));
        resolver = resolvers.over(tree);
    }

    private static Optional<String> cut(Answer<?> answer) {
        return (answer instanceof Answer.Data<?> data ? data.cut() : ((Answer.Denial<?>) answer).cut())
                .map(DomainName::toString);
    }

    // Insecure: where trust ends (RFC 4035 section 5.2).

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "mx.unsigned.test,        'insecure, 1 record',                      unsigned.test",
        "none.unsigned.test,      'insecure, no such name',                  unsigned.test",
        "mx.signed.unsigned.test, 'insecure, 1 record',                      unsigned.test",
        "away.unsigned.test,      'insecure, 1 record at mx.signed.test',    unsigned.test",
        "one.signed.test,         'insecure, 1 record at mx.signed.unsigned.test', unsigned.test",
        "mx.left.optout.test,     'insecure, 1 record',                      left.optout.test",
        "none.optout.test,        'insecure, no such name',                  none.optout.test",
        "mx.digest.test,          'insecure, 1 record',                      digest.test",
        "mx.algorithm.test,       'insecure, 1 record',                      algorithm.test"
    })
    void insecureAnswerNamesTheCutThatMadeItSo(String name, String rightly, String cut) {
        Answer<?> answer = resolver.query(DomainName.of(name), RecordType.A);
        assertThat(answer.describe()).isEqualTo(rightly);
        assertThat(cut(answer)).contains(cut);
    }

    @Test
    void secureAnswerHasNoCutAndAnExpiry() {
        Instant before = Instant.now();
        Answer.Data<?> data = (Answer.Data<?>) resolver.query(DomainName.of("mx.signed.test"), RecordType.A);
        assertThat(data.security()).isEqualTo(Security.SECURE);
        assertThat(data.cut()).isEmpty();
        assertThat(data.expiry())
                .isBetween(before.plusSeconds(300), Instant.now().plusSeconds(300));
        Answer.Denial<?> denial = (Answer.Denial<?>) resolver.query(DomainName.of("mx.signed.test"), RecordType.TLSA);
        assertThat(denial.cut()).isEmpty();
        assertThat(denial.expiry()).isAfter(before.plusSeconds(299));
    }

    /** RFC 4035 section 5.3.3, for the whole chain: the parent's signatures expire first. */
    @Test
    void secureAnswerDoesNotOutliveTheSignaturesAboveIt() {
        Instant end = Instant.now().plusSeconds(100).truncatedTo(ChronoUnit.SECONDS);
        DnsTree other = network.start(DnsTree.builder()
                .zone("test", zone -> zone.signatures(end.minus(Duration.ofDays(1)), end))
                .zone("signed.test", zone -> zone.record("mx A 127.0.0.1").record("mx TXT x")));
        DnssecResolver asked = resolvers.over(other);
        Answer.Data<?> first = (Answer.Data<?>) asked.query(DomainName.of("mx.signed.test"), RecordType.A);
        assertThat(first.security()).isEqualTo(Security.SECURE);
        assertThat(first.expiry()).isEqualTo(end);
        // By keys that are at hand.
        Answer.Denial<?> second = (Answer.Denial<?>) asked.query(DomainName.of("mx.signed.test"), RecordType.TLSA);
        assertThat(second.security()).isEqualTo(Security.SECURE);
        assertThat(second.expiry()).isEqualTo(end);
    }

    /** An alias may lead elsewhere before the records at its target change. */
    @Test
    void answerLivesNoLongerThanTheShortestLivedAlias() {
        SettableClock clock = new SettableClock();
        DnsTree other = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("first 40 CNAME second")
                                .record("second 20 CNAME mx")
                                .record("mx 60 A 127.0.0.1")));
        DnssecResolver asked = resolvers.built(resolvers.builder(other).clock(clock));
        Answer.Data<?> answer = (Answer.Data<?>) asked.query(DomainName.of("first.example.test"), RecordType.A);
        assertThat(answer.security()).isEqualTo(Security.SECURE);
        assertThat(answer.expiry()).isEqualTo(clock.instant().plusSeconds(20));
    }

    // Aliases: each link for itself (RFC 7672 section 2.1.3).

    @Test
    void eachLinkOfAChainKeepsItsStatus() {
        Answer<?> answer = resolver.query(DomainName.of("one.signed.test"), RecordType.A);
        assertThat(answer.aliases())
                .extracting(Answer.Alias::security)
                .containsExactly(Security.SECURE, Security.SECURE);
        assertThat(((Answer.Data<?>) answer).security()).isEqualTo(Security.INSECURE);
    }

    @Test
    void nothingBehindAnInsecureLinkIsSecure() {
        Answer<?> answer = resolver.query(DomainName.of("away.unsigned.test"), RecordType.A);
        assertThat(answer.aliases()).extracting(Answer.Alias::security).containsExactly(Security.INSECURE);
        assertThat(((Answer.Data<?>) answer).security()).isEqualTo(Security.INSECURE);
    }

    // Failures: the query that failed.

    @Test
    void failureNamesTheQueryForKeysThatFailed() {
        tree.fault("signed.test", "DNSKEY", Fault.REFUSED);
        Answer.Failure<?> failure =
                (Answer.Failure<?>) resolver.query(DomainName.of("mx.signed.test"), RecordType.TLSA);
        assertThat(failure.query()).isEqualTo("signed.test DNSKEY");
        assertThat(failure.reason()).isEqualTo(Reason.DNS_ERROR);
        assertThat(failure.detail()).startsWith(failure.query() + ": ");
    }

    @Test
    void failureOfTheQuestionItselfNamesIt() {
        tree.fault("mx.signed.test", "*", Fault.CORRUPT_SIGNATURES);
        Answer.Failure<?> failure =
                (Answer.Failure<?>) resolver.query(DomainName.of("mx.signed.test"), RecordType.TLSA);
        assertThat(failure.query()).isEqualTo("mx.signed.test TLSA");
        assertThat(failure.extendedError()).isEqualTo(OptionalInt.of(6));
    }

    /** A denial of the DS that is not one does not make a zone unsigned. */
    @Test
    void zoneIsNotUnsignedBecauseOfADenialForAnotherName() {
        try (Interceptor interceptor = new Interceptor(tree.address(), reply -> {
            if (reply.getQuestion().getType() == Type.DS
                    && reply.getQuestion().getName().toString().equals("signed.test.")) {
                return denialOf("unsigned.test", reply);
            }
            return reply;
        })) {
            tree.fault("mx.signed.test", "A", Fault.STRIP_SIGNATURES);
            Answer<?> answer =
                    resolvers.over(tree, interceptor.address()).query(DomainName.of("mx.signed.test"), RecordType.A);
            assertThat(answer).isInstanceOf(Answer.Failure.class);
        }
    }

    private Message denialOf(String zone, Message reply) {
        SimpleResolver asker = new SimpleResolver(tree.address());
        asker.setEDNS(0, 4096, ExtendedFlags.DO, List.of());
        try {
            Message other =
                    asker.send(Message.newQuery(Record.newRecord(Name.fromString(zone + "."), Type.DS, DClass.IN)));
            reply.removeAllRecords(Section.ANSWER);
            reply.removeAllRecords(Section.AUTHORITY);
            other.getSection(Section.AUTHORITY).forEach(record -> reply.addRecord(record, Section.AUTHORITY));
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
