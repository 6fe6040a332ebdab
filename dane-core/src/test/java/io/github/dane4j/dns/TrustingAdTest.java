package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Query;
import io.github.dane4j.testkit.TestNetwork;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** RFC 4035 section 4.9.3: a stub that trusts a validating resolver. */
class TrustingAdTest {
    private static final DomainName GOOD = DomainName.of("www.good.test");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final List<AutoCloseable> open = new ArrayList<>();
    private DnsTree tree;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone("good.test", zone -> zone.record("www A 127.0.0.1"))
                .zone("unsigned.test", zone -> zone.unsigned().record("www A 127.0.0.1"))
                .zone("bogus.test", zone -> zone.wrongDs().record("www A 127.0.0.1"))
                .zone("down.test", zone -> zone.record("www A 127.0.0.1")));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** A server that judges by the name alone, as one that validates would judge this tree. */
    private static Message validated(Message reply) {
        String name = reply.getQuestion().getName().toString();
        if (name.endsWith("bogus.test.")) {
            return failed(reply, 6);
        }
        if (name.endsWith("down.test.")) {
            return failed(reply, 22);
        }
        return reply.getQuestion().getDClass() == DClass.IN && !name.endsWith("unsigned.test.") ? withAd(reply) : reply;
    }

    private static Message withAd(Message reply) {
        reply.getHeader().setFlag(Flags.AD);
        return reply;
    }

    private static Message failed(Message reply, int extendedError) {
        Message failure = new Message(reply.getHeader().getID());
        failure.getHeader().setFlag(Flags.QR);
        failure.getHeader().setRcode(Rcode.SERVFAIL);
        failure.addRecord(reply.getQuestion(), Section.QUESTION);
        failure.addRecord(
                new OPTRecord(1232, 0, 0, 0, List.of(new ExtendedErrorCodeOption(extendedError, "because"))),
                Section.ADDITIONAL);
        return failure;
    }

    private InetSocketAddress server(UnaryOperator<Message> change) {
        Interceptor server = new Interceptor(tree.address(), change);
        open.add(server);
        return server.address();
    }

    private DnssecResolver built(TrustingAdBuilder builder) {
        DnssecResolver resolver = builder.timeout(Resolvers.PATIENCE).build();
        open.add(resolver);
        return resolver;
    }

    private DnssecResolver honest() {
        return built(DnssecResolver.trustingAd(server(TrustingAdTest::validated)));
    }

    private static Answer.Failure<?> failure(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Failure.class);
        return (Answer.Failure<?>) answer;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    www.good.test          | secure, 1 record
                    nowhere.good.test      | secure, no such name
                    good.test              | secure, no such records
                    www.unsigned.test      | insecure, 1 record
                    nowhere.unsigned.test  | insecure, no such name
                    """)
    void secureIsWhatHasTheAdBit(String name, String expected) {
        assertThat(honest().query(DomainName.of(name), RecordType.A).describe()).isEqualTo(expected);
    }

    @Test
    void servfailIsAnErrorWithItsExtendedError() {
        Answer.Failure<?> bogus = failure(honest().query(DomainName.of("www.bogus.test"), RecordType.A));
        assertThat(bogus.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(bogus.extendedError()).isEqualTo(OptionalInt.of(6));

        Answer.Failure<?> down = failure(honest().query(DomainName.of("www.down.test"), RecordType.A));
        assertThat(down.reason()).isEqualTo(Reason.DNS_ERROR);
        assertThat(down.extendedError()).isEqualTo(OptionalInt.of(22));
    }

    @Test
    void queriesAskForSignaturesAndNeverForUncheckedData() {
        honest().query(GOOD, RecordType.A);
        assertThat(tree.queries()).isNotEmpty().allMatch(Query::dnssecOk).noneMatch(Query::checkingDisabled);
    }

    @Test
    void answersAreKept() {
        DnssecResolver resolver = honest();
        resolver.query(GOOD, RecordType.A);
        tree.clearQueries();
        assertThat(resolver.query(GOOD, RecordType.A).describe()).isEqualTo("secure, 1 record");
        assertThat(tree.queries()).isEmpty();
    }

    @Test
    void serverThatDoesNotValidateIsNotTrusted() {
        Answer.Failure<?> failure =
                failure(built(DnssecResolver.trustingAd(tree.address())).query(GOOD, RecordType.A));
        assertThat(failure.reason()).isEqualTo(Reason.RESOLVER_WITHOUT_DNSSEC);
        assertThat(failure.detail())
                .contains("does not validate: the SOA of ., which")
                .contains("without AD");
    }

    @Test
    void serverThatSetsAdOnEverythingIsNotTrusted() {
        Answer.Failure<?> failure = failure(
                built(DnssecResolver.trustingAd(server(TrustingAdTest::withAd))).query(GOOD, RecordType.A));
        assertThat(failure.reason()).isEqualTo(Reason.RESOLVER_WITHOUT_DNSSEC);
        assertThat(failure.detail()).contains("sets AD on whatever it is asked");
    }

    @Test
    void serverThatPassesWhatIsBogusIsFoundByANameThatIs() {
        InetSocketAddress careless =
                server(reply -> reply.getQuestion().getDClass() == DClass.IN ? withAd(reply) : reply);
        DomainName zone = DomainName.of("good.test");
        DomainName bogus = DomainName.of("www.bogus.test");
        assertThat(built(DnssecResolver.trustingAd(careless))
                        .query(GOOD, RecordType.A)
                        .describe())
                .isEqualTo("secure, 1 record");
        assertThat(failure(built(DnssecResolver.trustingAd(careless).probe(zone, bogus))
                                .query(GOOD, RecordType.A))
                        .detail())
                .contains("www.bogus.test., which is bogus, came back NOERROR");
        assertThat(built(DnssecResolver.trustingAd(server(TrustingAdTest::validated))
                                .probe(zone, bogus))
                        .query(GOOD, RecordType.A)
                        .describe())
                .isEqualTo("secure, 1 record");
    }

    @Test
    void nextServerIsAskedIfTheFirstCannotBeTrusted() {
        DnssecResolver resolver = built(DnssecResolver.trustingAd(tree.address(), server(TrustingAdTest::validated)));
        assertThat(resolver.query(GOOD, RecordType.A).describe()).isEqualTo("secure, 1 record");
    }

    @Test
    void onlyLoopbackIsTrustedUnlessForced() {
        InetSocketAddress remote = new InetSocketAddress("192.0.2.1", 53);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DnssecResolver.trustingAd(remote).build())
                .withMessageContaining("192.0.2.1");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DnssecResolver.trustingAd(tree.address(), remote).build());
        assertThatIllegalArgumentException().isThrownBy(DnssecResolver::trustingAd);
        assertThatCode(() -> DnssecResolver.trustingAd(remote)
                        .evenOffLoopback()
                        .build()
                        .close())
                .doesNotThrowAnyException();
    }
}
