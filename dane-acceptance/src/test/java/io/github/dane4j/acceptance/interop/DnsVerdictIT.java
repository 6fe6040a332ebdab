package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TlsaLookup;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the library proves of zones that BIND signed, and what BIND itself holds of them. */
@ExtendWith(LaboratoryExtension.class)
@Timeout(60)
class DnsVerdictIT {
    private static final int SMTP_PORT = 25;

    private final Laboratory laboratory;

    DnsVerdictIT(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    static Stream<Arguments> questions() {
        List<Arguments> questions = List.of(
                Arguments.of("key.secure.test", RecordType.MX, Delv.Verdict.SECURE),
                Arguments.of("mx.key.secure.test", RecordType.A, Delv.Verdict.SECURE),
                Arguments.of("mx.key.secure.test", RecordType.AAAA, Delv.Verdict.SECURE),
                Arguments.of("_25._tcp.mx.plain.secure.test", RecordType.TLSA, Delv.Verdict.SECURE),
                Arguments.of("_dane.secure.test", RecordType.TLSA, Delv.Verdict.SECURE),
                Arguments.of("ed25519.test", RecordType.MX, Delv.Verdict.SECURE),
                Arguments.of("_25._tcp.mx.ed25519.test", RecordType.TLSA, Delv.Verdict.SECURE),
                Arguments.of("nsec3.test", RecordType.MX, Delv.Verdict.SECURE),
                Arguments.of("_25._tcp.mx.nsec3.test", RecordType.TLSA, Delv.Verdict.SECURE),
                Arguments.of("_26._tcp.mx.nsec3.test", RecordType.TLSA, Delv.Verdict.SECURE),
                Arguments.of("_25._tcp.mx.salted.test", RecordType.TLSA, Delv.Verdict.SECURE),
                Arguments.of("_26._tcp.mx.salted.test", RecordType.TLSA, Delv.Verdict.SECURE),
                Arguments.of("nowhere", RecordType.MX, Delv.Verdict.SECURE),
                Arguments.of("unsigned.test", RecordType.MX, Delv.Verdict.INSECURE),
                Arguments.of("_25._tcp.mx.unsigned.test", RecordType.TLSA, Delv.Verdict.INSECURE),
                Arguments.of("expired.test", RecordType.MX, Delv.Verdict.BOGUS),
                Arguments.of("mx.expired.test", RecordType.A, Delv.Verdict.BOGUS),
                Arguments.of("_25._tcp.mx.expired.test", RecordType.TLSA, Delv.Verdict.BOGUS));
        return Arrays.stream(NameServer.values())
                .flatMap(server -> questions.stream()
                        .map(question ->
                                Arguments.of(server, question.get()[0], question.get()[1], question.get()[2])));
    }

    @ParameterizedTest(name = "{0}: {1} {2} is {3}")
    @MethodSource("questions")
    void theLibraryAndDelvAgree(NameServer server, String name, RecordType<?> type, Delv.Verdict expected) {
        try (DnssecResolver resolver = laboratory.resolver(server)) {
            Answer<?> answer = resolver.query(DomainName.of(name), type);
            assertThat(verdict(answer)).as("%s", answer).isEqualTo(expected);
        }
        assertThat(laboratory.delv().verdict(name, type.toString())).isEqualTo(expected);
    }

    /** Unbound answers what is bogus with SERVFAIL, and does not say why. */
    @Test
    void adBitOfUnboundSaysTheSame() {
        try (DnssecResolver resolver = DnssecResolver.trustingAd(laboratory.address(NameServer.UNBOUND))
                .build()) {
            questions()
                    .map(Arguments::get)
                    .filter(each -> each[0] == NameServer.UNBOUND)
                    .forEach(question -> {
                        Answer<?> answer =
                                resolver.query(DomainName.of((String) question[1]), (RecordType<?>) question[2]);
                        if (question[3] == Delv.Verdict.BOGUS) {
                            assertThat(answer).isInstanceOf(Answer.Failure.class);
                        } else {
                            assertThat(verdict(answer)).as("%s", answer).isEqualTo(question[3]);
                        }
                    });
        }
    }

    /** RFC 5155 section 9.2. Unbound reads it like this; {@code delv} holds such an absence for secure. */
    @ParameterizedTest
    @EnumSource(NameServer.class)
    void absenceAmongUnsignedDelegationsThatNsec3LeavesOutIsInsecure(NameServer server) {
        try (DnssecResolver resolver = laboratory.resolver(server)) {
            assertThat(verdict(resolver.query(DomainName.of("nowhere.test"), RecordType.MX)))
                    .isEqualTo(Delv.Verdict.INSECURE);
        }
        assertThat(Dig.at(laboratory.address(NameServer.UNBOUND)).ask("nowhere.test", "MX"))
                .contains("status: NXDOMAIN")
                .doesNotContainPattern("flags: .* ad[ ;]");
    }

    private static Delv.Verdict verdict(Answer<?> answer) {
        if (answer instanceof Answer.Data<?> data) {
            return verdict(data.security());
        }
        if (answer instanceof Answer.Denial<?> denial) {
            return verdict(denial.security());
        }
        // Any other failure is not a verdict, but a fault of this test's set-up or of the library.
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.DNSSEC_BOGUS));
        return Delv.Verdict.BOGUS;
    }

    private static Delv.Verdict verdict(Security security) {
        return security == Security.SECURE ? Delv.Verdict.SECURE : Delv.Verdict.INSECURE;
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void nsec3ProvesThatThereAreNoTlsaRecords(NameServer server) {
        try (DnssecResolver resolver = laboratory.resolver(server)) {
            for (String zone : List.of("nsec3.test", "salted.test")) {
                // Port 25: the name exists and has no TLSA records. Port 26: there is no such name.
                for (int port : List.of(SMTP_PORT, SMTP_PORT + 1)) {
                    TlsaLookup lookup = TlsaLookup.perform(resolver, new Service(DomainName.of("mx." + zone), port));
                    assertThat(lookup).as("%s", lookup).isInstanceOf(TlsaLookup.Absent.class);
                    assertThat(lookup.evidence())
                            .filteredOn(answer -> answer.type() == RecordType.TLSA)
                            .singleElement()
                            .isInstanceOfSatisfying(Answer.Denial.class, denial -> {
                                assertThat(denial.security()).isEqualTo(Security.SECURE);
                                assertThat(denial.nameExists()).isEqualTo(port == SMTP_PORT);
                            });
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NameServer.class)
    void tlsaRecordsOfAnUnsignedZoneAreNotAskedFor(NameServer server) {
        try (DnssecResolver resolver = laboratory.resolver(server)) {
            Service service = new Service(
                    DomainName.of("mx.unsigned.test"), laboratory.pinned().port());
            TlsaLookup lookup = TlsaLookup.perform(resolver, service);
            assertThat(lookup).isInstanceOf(TlsaLookup.Insecure.class);
            assertThat(lookup.evidence()).noneMatch(answer -> answer.type() == RecordType.TLSA);
        }
    }
}
