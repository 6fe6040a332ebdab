package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** RFC 7672 section 2.1.1: secure, insecure, or an error; nothing else, and the first two only on evidence. */
class VerdictTest {
    private final Question<?> question = new Question<>(DomainName.of("mx.example.test"), RecordType.A);
    private final Lookup<?> lookup = new Lookup<>(question, System.nanoTime(), Runnable::run);
    private Message message;

    @BeforeEach
    void reply() {
        message = question.toMessage();
        message.getHeader().setFlag(Flags.QR);
    }

    private VerdictTest ad() {
        message.getHeader().setFlag(Flags.AD);
        return this;
    }

    private VerdictTest explained() {
        message.addRecord(
                new TXTRecord(Name.root, ValidatingResolver.VALIDATION_REASON_QCLASS, 0, List.of("because")),
                Section.ADDITIONAL);
        return this;
    }

    private VerdictTest extendedError(int code) {
        message.addRecord(
                new OPTRecord(1232, 0, 0, 0, new ExtendedErrorCodeOption(code, "so it is")), Section.ADDITIONAL);
        return this;
    }

    private VerdictTest rcode(int rcode) {
        message.getHeader().setRcode(rcode);
        return this;
    }

    private VerdictTest afterFailedExchange() {
        lookup.end(Exchange.failed(message.getQuestion(), "192.0.2.1:53", Reason.DNS_TIMEOUT, "no reply in time"));
        return this;
    }

    private void assertProven(Security security) {
        assertThat(Verdict.of(message, null, lookup)).isEqualTo(new Verdict.Proven(security));
    }

    private Verdict.Unproven unproven() {
        Verdict verdict = Verdict.of(message, null, lookup);
        assertThat(verdict).isInstanceOf(Verdict.Unproven.class);
        return (Verdict.Unproven) verdict;
    }

    @Test
    void validatedReplyIsSecure() {
        ad().assertProven(Security.SECURE);
    }

    @Test
    void validatedDenialIsSecure() {
        ad().rcode(Rcode.NXDOMAIN).assertProven(Security.SECURE);
    }

    @Test
    void validatedReplyIsSecureAlsoIfAnotherQueryFailed() {
        ad().afterFailedExchange().assertProven(Security.SECURE);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR, Rcode.BADVERS})
    void errorIsAnErrorWhateverElseTheReplySays(int rcode) {
        Verdict.Unproven error = ad().explained().rcode(rcode & 0xf).unprovenWithExtendedRcode(rcode);
        assertThat(error.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    private Verdict.Unproven unprovenWithExtendedRcode(int rcode) {
        message.addRecord(new OPTRecord(1232, rcode >> 4, 0), Section.ADDITIONAL);
        return unproven();
    }

    @Test
    void explainedReplyIsInsecure() {
        explained().assertProven(Security.INSECURE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void zoneWithUnknownAlgorithmsOnlyIsInsecure(int code) {
        explained().extendedError(code).assertProven(Security.INSECURE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 6, 7, 9, 10, 12, 22, 27})
    void explanationWithAnyOtherErrorIsBogus(int code) {
        Verdict.Unproven error = explained().extendedError(code).unproven();
        assertThat(error.reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(error.extendedError()).isEqualTo(OptionalInt.of(code));
        assertThat(error.detail()).contains("EDE " + code).contains("so it is");
    }

    @Test
    void insecureIsNotBelievedAfterAFailedExchange() {
        assertThat(explained().afterFailedExchange().unproven().reason()).isEqualTo(Reason.DNS_TIMEOUT);
    }

    @Test
    void noAdAndNoReasonIsIndeterminate() {
        assertThat(unproven().reason()).isEqualTo(Reason.DNSSEC_INDETERMINATE);
    }

    @Test
    void exceptionIsIndeterminate() {
        Verdict verdict = Verdict.of(null, new IOException("no"), lookup);
        assertThat(((Verdict.Unproven) verdict).reason()).isEqualTo(Reason.DNSSEC_INDETERMINATE);
    }

    @Test
    void exceptionAfterAFailedExchangeIsThatFailure() {
        afterFailedExchange();
        Verdict verdict = Verdict.of(null, new IOException("no"), lookup);
        assertThat(((Verdict.Unproven) verdict).reason()).isEqualTo(Reason.DNS_TIMEOUT);
    }

    @Test
    void failureOfTheNameServerIsNotCalledBogus() {
        Verdict.Unproven error =
                rcode(Rcode.SERVFAIL).extendedError(6).afterFailedExchange().unproven();
        assertThat(error.reason()).isEqualTo(Reason.DNS_TIMEOUT);
        assertThat(error.detail()).isEqualTo("mx.example.test A: no reply in time from 192.0.2.1:53");
    }

    @Test
    void queriesNeverAskNotToValidate() {
        assertThat(question.toMessage().getHeader().getFlag(Flags.CD)).isFalse();
        assertThat(question.toMessage().getHeader().getFlag(Flags.RD)).isTrue();
    }
}
