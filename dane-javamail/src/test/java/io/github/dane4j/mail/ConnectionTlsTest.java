package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.HostPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsRequirement;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import jakarta.mail.MessagingException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTlsTest {
    private static ConnectionTls tls(TlsRequirement requirement, TlsUse uncovered) {
        return tls(requirement, uncovered, MailHost.Origin.NON_MX);
    }

    private static ConnectionTls tls(TlsRequirement requirement, TlsUse uncovered, MailHost.Origin origin) {
        DomainName name = DomainName.of("mx.example.org");
        HostPlan plan = new HostPlan(
                new MailHost("mx.example.org", 25, origin, List.of()),
                requirement,
                requirement == TlsRequirement.AUTHENTICATED ? Optional.empty() : Optional.of(Reason.NO_TLSA),
                Optional.of(name),
                List.of(TlsaRecord.parse("3 1 1 " + "00".repeat(32))),
                Optional.of(ReferenceIdentifiers.of(List.of(name))),
                List.of(),
                Optional.empty());
        Planner.Planned planned = new Planner.Planned(plan, DaneVerifier.create());
        return uncovered == TlsUse.AS_CONFIGURED
                ? ConnectionTls.toFixedHost(
                        planned, new Endpoint("mx.example.org", "mx.example.org", 25, false, false), true)
                : ConnectionTls.of(planned, uncovered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MAIL FROM:<alice@example.net>", "RCPT TO:<bob@example.org>", "DATA", "AUTH PLAIN AA==", "auth x"
            })
    void serverThatProvedNothingHearsNothing(String command) {
        ConnectionTls tls = tls(TlsRequirement.AUTHENTICATED, TlsUse.AS_CONFIGURED);

        for (boolean overTls : new boolean[] {false, true}) {
            assertThatThrownBy(() -> tls.permit(command, overTls))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageStartingWith("4.7.321 mx.example.org:25")
                    .hasStackTraceContaining("the server was not judged in this connection");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO client.example.net", "helo client", "STARTTLS", "NOOP", "RSET", "QUIT"})
    void greetingsAreHarmless(String command) {
        ConnectionTls tls = tls(TlsRequirement.ENCRYPTED, TlsUse.AS_CONFIGURED);

        assertThatCode(() -> tls.permit(command, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REQUIRED")
    void hostNotCoveredByDaneIsTheBusinessOfTheApplication(TlsUse uncovered) {
        ConnectionTls tls = tls(TlsRequirement.OPPORTUNISTIC, uncovered);

        assertThat(tls.holds(false)).isTrue();
        assertThat(tls.isOurs()).isEqualTo(uncovered == TlsUse.IF_OFFERED);
    }

    /** Without EHLO there is no STARTTLS. */
    @ParameterizedTest
    @CsvSource({
        "AUTHENTICATED, AS_CONFIGURED, true",
        "ENCRYPTED, AS_CONFIGURED, true",
        "OPPORTUNISTIC, AS_CONFIGURED, false",
        "AUTHENTICATED, IF_OFFERED, true",
        "ENCRYPTED, IF_OFFERED, true",
        "OPPORTUNISTIC, IF_OFFERED, true",
        "OPPORTUNISTIC, NONE, false"
    })
    void ehloIsSaidWhereTlsIsWanted(TlsRequirement requirement, TlsUse uncovered, boolean said) {
        Properties application = new Properties();
        application.setProperty("mail.smtp.ehlo", "false");

        LayeredProperties properties =
                tls(requirement, uncovered).properties(new ProtocolProperties(application, "mail.smtp."), List.of());

        assertThat(properties.getProperty("mail.smtp.ehlo")).isEqualTo(said ? null : "false");
    }

    @Test
    void skippedHostHasNoConnection() {
        assertThatThrownBy(() -> tls(TlsRequirement.SKIP, TlsUse.AS_CONFIGURED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** RFC 6698 section 4.1, RFC 7672 section 2.2.1. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AUTHENTICATED | MX_SECURE   | true  | authenticated
            AUTHENTICATED | MX_INSECURE | true  | authenticated; but the MX records that name this host are not signed
            ENCRYPTED     | MX_SECURE   | true  | encrypted by the application's own TLS settings: none of the TLSA records is usable
            OPPORTUNISTIC | MX_SECURE   | true  | there are no DNSSEC-secure TLSA records; over TLS
            OPPORTUNISTIC | MX_SECURE   | false | there are no DNSSEC-secure TLSA records; in the clear
            """)
    void verdictPromisesNoMoreThanWasProven(
            TlsRequirement requirement, MailHost.Origin origin, boolean overTls, String verdict) {
        assertThat(tls(requirement, TlsUse.AS_CONFIGURED, origin).verdict(overTls))
                .isEqualTo(verdict);
    }
}
