package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTlsTest {
    private static final DomainName NAME = DomainName.of("mx.example.org");
    private static final String SERVER = "mx.example.org:25";
    private static final List<InetAddress> ADDRESSES = List.of(InetAddress.getLoopbackAddress());

    /** The ways to a host. */
    enum Way {
        MX,
        MX_IN_THE_CLEAR,
        FIXED,
        FIXED_WITHOUT_TLS;

        ConnectionTls follow(PlannedHost planned) {
            Endpoint endpoint = new Endpoint("mx.example.org", "mx.example.org", 25, false, false);
            return switch (this) {
                case MX -> ConnectionTls.toMxHost(planned, PkixDemand.NONE);
                case MX_IN_THE_CLEAR -> ConnectionTls.inTheClear(planned);
                case FIXED -> ConnectionTls.toFixedHost(planned, endpoint, true, false);
                case FIXED_WITHOUT_TLS -> ConnectionTls.toFixedHost(planned, endpoint, false, false);
            };
        }
    }

    private static ConnectionTls tls(TlsPlan.Kind kind, Way way) {
        return tls(kind, way, MailHost.Origin.NON_MX);
    }

    private static ConnectionTls tls(TlsPlan.Kind kind, Way way, MailHost.Origin origin) {
        MailHost host = new MailHost("mx.example.org", 25, origin, List.of());
        return way.follow(new PlannedHost(host, plan(kind), DaneVerifier.create()));
    }

    private static TlsPlan plan(TlsPlan.Kind kind) {
        ReferenceIdentifiers names = ReferenceIdentifiers.of(List.of(NAME));
        List<TlsaRecord> records = List.of(TlsaRecord.parse("3 1 1 " + "00".repeat(32)));
        return switch (kind) {
            case AUTHENTICATE -> new TlsPlan.Authenticate(SERVER, NAME, names, records, ADDRESSES, List.of());
            case ENCRYPT ->
                new TlsPlan.Encrypt(
                        SERVER, Reason.NO_USABLE_RECORDS, NAME, names, false, records, ADDRESSES, List.of());
            case NOT_COVERED -> new TlsPlan.NotCovered(SERVER, Reason.NO_TLSA, List.of(NAME), ADDRESSES, List.of());
            case REFUSE -> new TlsPlan.Refuse(SERVER, Reason.DNSSEC_BOGUS, List.of());
        };
    }

    /** Each plan on each way: what the connection must be like. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AUTHENTICATE | MX                | TLS required, ours
            AUTHENTICATE | MX_IN_THE_CLEAR   | no connection
            AUTHENTICATE | FIXED             | TLS required, ours
            AUTHENTICATE | FIXED_WITHOUT_TLS | TLS required, ours
            ENCRYPT      | MX                | TLS required, ours
            ENCRYPT      | MX_IN_THE_CLEAR   | no connection
            ENCRYPT      | FIXED             | TLS required, the application's; no password before PKIX
            ENCRYPT      | FIXED_WITHOUT_TLS | TLS required, ours; no password before PKIX
            NOT_COVERED  | MX                | TLS if offered, ours
            NOT_COVERED  | MX_IN_THE_CLEAR   | no TLS
            NOT_COVERED  | FIXED             | as the application says
            NOT_COVERED  | FIXED_WITHOUT_TLS | as the application says
            REFUSE       | MX                | no connection
            REFUSE       | MX_IN_THE_CLEAR   | no connection
            REFUSE       | FIXED             | no connection
            REFUSE       | FIXED_WITHOUT_TLS | no connection
            """)
    void planDecidesWhatASocketDoes(TlsPlan.Kind kind, Way way, String expected) {
        if (expected.equals("no connection")) {
            assertThatThrownBy(() -> tls(kind, way)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        assertThat(describe(tls(kind, way))).isEqualTo(expected);
    }

    private static String describe(ConnectionTls tls) {
        boolean ours = tls.properties(new ProtocolProperties(new Properties(), "mail.smtp."), List.of())
                        .get("mail.smtp.ssl.socketFactory")
                != null;
        String demand;
        if (tls.isRequired()) {
            // Neither a greeting nor a mail leaves without TLS.
            assertThat(tls.holds(false)).isFalse();
            demand = ours ? "TLS required, ours" : "TLS required, the application's";
        } else if (tls.isInTheClear()) {
            demand = "no TLS";
        } else {
            demand = ours ? "TLS if offered, ours" : "as the application says";
        }
        boolean password = true;
        try {
            tls.permitCredentials();
        } catch (MessagingException e) {
            password = false;
        }
        return demand + (password ? "" : "; no password before PKIX");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MAIL FROM:<alice@example.net>", "RCPT TO:<bob@example.org>", "DATA", "AUTH PLAIN AA==", "auth x"
            })
    void serverThatProvedNothingHearsNothing(String command) {
        ConnectionTls tls = tls(TlsPlan.Kind.AUTHENTICATE, Way.FIXED);

        for (boolean overTls : new boolean[] {false, true}) {
            assertThatThrownBy(() -> tls.permit(SmtpCommand.verb(command), overTls))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageStartingWith("4.7.321 mx.example.org:25")
                    .hasStackTraceContaining("the server was not judged in this connection");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO client.example.net", "helo client", "STARTTLS", "NOOP", "RSET", "QUIT"})
    void greetingsAreHarmless(String command) {
        ConnectionTls tls = tls(TlsPlan.Kind.ENCRYPT, Way.FIXED);

        assertThatCode(() -> tls.permit(SmtpCommand.verb(command), false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(names = "MX_IN_THE_CLEAR", mode = EnumSource.Mode.EXCLUDE)
    void hostNotCoveredByDaneIsTheBusinessOfTheApplication(Way way) {
        ConnectionTls tls = tls(TlsPlan.Kind.NOT_COVERED, way);

        assertThat(tls.holds(false)).isTrue();
        assertThat(tls.isOurs()).isEqualTo(way == Way.MX);
    }

    /** Without EHLO there is no STARTTLS. */
    @ParameterizedTest
    @CsvSource({
        "AUTHENTICATE, FIXED, true",
        "ENCRYPT, FIXED, true",
        "NOT_COVERED, FIXED, false",
        "AUTHENTICATE, MX, true",
        "ENCRYPT, MX, true",
        "NOT_COVERED, MX, true",
        "NOT_COVERED, MX_IN_THE_CLEAR, false"
    })
    void ehloIsSaidWhereTlsIsWanted(TlsPlan.Kind kind, Way way, boolean said) {
        Properties application = new Properties();
        application.setProperty("mail.smtp.ehlo", "false");

        LayeredProperties properties =
                tls(kind, way).properties(new ProtocolProperties(application, "mail.smtp."), List.of());

        assertThat(properties.getProperty("mail.smtp.ehlo")).isEqualTo(said ? null : "false");
    }

    /** RFC 6698 section 4.1, RFC 7672 section 2.2.1. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AUTHENTICATE | MX_SECURE   | true  | authenticated
            AUTHENTICATE | MX_INSECURE | true  | authenticated; but the MX records that name this host are not signed
            ENCRYPT      | MX_SECURE   | true  | encrypted by the application's own TLS settings: none of the TLSA records is usable
            NOT_COVERED  | MX_SECURE   | true  | there are no DNSSEC-secure TLSA records; over TLS
            NOT_COVERED  | MX_SECURE   | false | there are no DNSSEC-secure TLSA records; in the clear
            """)
    void verdictPromisesNoMoreThanWasProven(
            TlsPlan.Kind kind, MailHost.Origin origin, boolean overTls, String verdict) {
        assertThat(tls(kind, Way.FIXED, origin).verdict(overTls)).isEqualTo(verdict);
    }
}
