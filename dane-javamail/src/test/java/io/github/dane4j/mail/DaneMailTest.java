package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DaneMode;
import jakarta.mail.MessagingException;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaneMailTest {
    @TempDir
    Path directory;

    private final Properties properties = new Properties();

    @ParameterizedTest
    @CsvSource({
        "smtp-dane, io.github.dane4j.mail.SMTPTransport",
        "smtps-dane, io.github.dane4j.mail.SMTPSSLTransport",
        "smtp-mx, io.github.dane4j.mail.MxTransport"
    })
    void ownProtocolsAreRegistered(String protocol, String transport) throws Exception {
        Session session = Session.getInstance(properties);

        try (Transport made = session.getTransport(protocol)) {
            assertThat(made.getClass().getName()).isEqualTo(transport);
        }
        assertThatCode(() -> DaneMail.check(session, protocol)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, io.github.dane4j.mail.SMTPTransport",
        "smtps, io.github.dane4j.mail.SMTPSSLTransport",
        "smtp, io.github.dane4j.mail.MxTransport"
    })
    void classCanBeNamedForAProtocolOfAngus(String protocol, String transport) throws Exception {
        properties.setProperty("mail." + protocol + ".class", transport);
        Session session = Session.getInstance(properties);

        try (Transport made = session.getTransport(protocol)) {
            assertThat(made.getClass().getName()).isEqualTo(transport);
            assertThat(made.getURLName().getProtocol()).isEqualTo(protocol);
        }
        assertThatCode(() -> DaneMail.check(session, protocol)).doesNotThrowAnyException();
    }

    @Test
    void jarAloneChangesNothing() throws Exception {
        Session session = Session.getInstance(properties);

        assertThat(session.getProvider("smtp").getClassName()).isEqualTo("org.eclipse.angus.mail.smtp.SMTPTransport");
        assertThat(session.getProvider("smtps").getClassName())
                .isEqualTo("org.eclipse.angus.mail.smtp.SMTPSSLTransport");
        assertThatThrownBy(() -> DaneMail.check(session))
                .isInstanceOf(MessagingException.class)
                .hasMessage(
                        "Transport.send: protocol smtp is served by org.eclipse.angus.mail.smtp.SMTPTransport, without"
                                + " DANE; set mail.smtp.class to io.github.dane4j.mail.SMTPTransport, or"
                                + " mail.transport.protocol.rfc822 to smtp-mx");
    }

    @Test
    void checkSaysWhatEachRequestUses() throws Exception {
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty("mail.transport.protocol", "smtps");
        properties.setProperty("mail.smtps.class", SMTPSSLTransport.class.getName());
        properties.setProperty("mail.smtps.dane", "mandatory");

        List<MailRoute> routes = DaneMail.check(Session.getInstance(properties));

        assertThat(routes)
                .containsExactly(
                        new MailRoute(
                                MailRoute.Request.RFC822,
                                "smtp-mx",
                                MxTransport.class.getName(),
                                DaneMode.OPPORTUNISTIC,
                                Optional.empty(),
                                Optional.empty()),
                        new MailRoute(
                                MailRoute.Request.DEFAULT,
                                "smtps",
                                SMTPSSLTransport.class.getName(),
                                DaneMode.MANDATORY,
                                Optional.empty(),
                                Optional.empty()));
        assertThat(routes)
                .extracting(MailRoute::toString)
                .containsExactly(
                        "Transport.send: protocol smtp-mx, io.github.dane4j.mail.MxTransport, DANE opportunistic",
                        "session.getTransport(): protocol smtps, io.github.dane4j.mail.SMTPSSLTransport, DANE mandatory");
    }

    /** The README's lines for {@code Transport.send}, in an application that does not use it. */
    @Test
    void routeThroughPlainAngusIsAnErrorThoughTheOtherIsDane() {
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties)))
                .hasMessageStartingWith("session.getTransport(): protocol smtp is served by")
                .hasMessageContaining(
                        "mail.transport.protocol to smtp-mx, or check the protocol that you name instead");
        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp"))
                .hasMessageStartingWith("protocol smtp is served by")
                .hasMessageEndingWith("set mail.smtp.class to io.github.dane4j.mail.SMTPTransport");
        assertThatCode(() -> DaneMail.check(Session.getInstance(properties), "smtp-mx"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"mail.transport.protocol.rfc822, Transport.send", "mail.transport.protocol, session.getTransport()"})
    void protocolThatDoesNotExistNamesTheProperty(String property, String request) {
        properties.setProperty("mail.smtp.class", SMTPTransport.class.getName());
        properties.setProperty(property, "smtp-dnae");

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties)))
                .hasMessageStartingWith(request + " finds no transport: ")
                .hasMessageEndingWith(property + " is \"smtp-dnae\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mail.smtp.dane       | mail.smtp.dane is set, but nothing reads it: protocol smtp is served by org.eclipse.angus.mail.smtp.SMTPTransport, without DANE; set mail.smtp.class
            mail.imaps.dane      | mail.imaps.dane is set, but nothing reads it: protocol imaps is served by org.eclipse.angus.mail.imap.IMAPSSLStore, without DANE; set mail.imaps.class
            mail.smtpmx.dane     | mail.smtpmx.dane is set, but there is no protocol smtpmx
            mail.smtps-dane.dane.mod | unknown property mail.smtps-dane.dane.mod: did you mean mail.smtps-dane.dane? Its value must be opportunistic, mandatory, audit-only or none. The known properties are mail.smtps-dane.dane, mail.smtps-dane.dane.nameservers, mail.smtps-dane.dane.trustanchors, mail.smtps-dane.dane.negativetrustanchors, mail.smtps-dane.dane.timeout, mail.smtps-dane.dane.resolver, mail.smtps-dane.dane.keymanagers, mail.smtps-dane.dane.tls, mail.smtps-dane.dane.keystrength, mail.smtps-dane.dane.policy, mail.smtps-dane.dane.policyfile, mail.smtps-dane.dane.tenant, mail.smtps-dane.dane.messagetimeout, mail.smtps-dane.dane.sessions, mail.smtps-dane.dane.outcomes
            mail.imap-dane.dane.allowloopback | mail.imap-dane.dane.allowloopback has no effect: mail.imap-dane reads mail, and the property is only for smtp-mx (class io.github.dane4j.mail.MxTransport); remove it, or change the protocol
            mail.dane            | mail.dane is not a property: write it with the protocol, as mail.smtp.dane
            mail.dane.resolver   | mail.dane.resolver is not a property: write it with the protocol, as mail.smtp.dane
            """)
    void propertyOfOursThatNothingReadsIsAnError(String name, String message) {
        properties.setProperty(name, "mandatory");

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp-dane"))
                .isInstanceOf(MessagingException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            smtp-dane | host                    | mx.example.org:25 | has a port in it
            smtp-dane | host                    | ''                | is empty
            smtp-dane | port                    | 0                 | the port must be 1 to 65535
            smtp-dane | timeout                 | ''                | mail.smtp-dane.timeout is empty
            smtp-dane | connectiontimeout       | 10s               | mail.smtp-dane.connectiontimeout must be a number
            smtp-dane | writetimeout            | ''                | mail.smtp-dane.writetimeout is empty
            smtp-dane | dane.mode               | mandatory         | did you mean mail.smtp-dane.dane?
            smtp-dane | dane.messagetimeout     | 0                 | mail.smtp-dane.dane.messagetimeout must be a number of milliseconds
            smtp-dane | dane.paralleldomains    | 8                 | mail.smtp-dane.dane.paralleldomains has no effect
            smtp-dane | dane.keystrength        | high              | mail.smtp-dane.dane.keystrength must be jvm or recommended
            pop3-dane | dane.messagetimeout     | 60000             | mail.pop3-dane.dane.messagetimeout has no effect
            smtp-mx   | dane.messagetimeout     | 0                 | mail.smtp-mx.dane.messagetimeout must be a number of milliseconds
            smtp-mx   | port                    | smtp              | mail.smtp-mx.port must be a number
            smtp-mx   | starttls.required       | ''                | mail.smtp-mx.starttls.required is empty
            smtp-mx   | starttls.required       | yes               | mail.smtp-mx.starttls.required must be true or false
            smtp-mx   | timeout                 | never             | mail.smtp-mx.timeout must be a number
            """)
    void settingThatCannotBeUsedIsFoundByTheCheck(String protocol, String key, String value, String message) {
        properties.setProperty("mail." + protocol + ".host", "mx.example.org");
        properties.setProperty("mail." + protocol + "." + key, value);

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), protocol))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "[192.0.2.1]", "2001:db8::1", "[IPv6:2001:db8::1]"})
    void hostThatIsAnAddressIsReportedAndRefusedIfDaneIsMandatory(String host) throws Exception {
        properties.setProperty("mail.smtp-dane.host", host);

        MailRoute route = DaneMail.check(Session.getInstance(properties), "smtp-dane");
        properties.setProperty("mail.smtp-dane.dane", "mandatory");

        assertThat(route.address()).contains(host);
        assertThat(route.appliesDane()).isFalse();
        assertThat(route)
                .hasToString("by name: protocol smtp-dane,"
                        + " io.github.dane4j.mail.SMTPTransport, no DANE: the host is an IP address, " + host);
        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp-dane"))
                .hasMessageStartingWith("mail.smtp-dane.host is an IP address, " + host);
    }

    @Test
    void hostByNameIsCoveredByDane() throws Exception {
        properties.setProperty("mail.host", "mx.example.org");

        assertThat(DaneMail.check(Session.getInstance(properties), "smtp-dane").appliesDane())
                .isTrue();
    }

    @Test
    void providersAreListedForTheServiceLoader() throws Exception {
        try (var in = SMTPTransport.class.getResourceAsStream("/META-INF/services/jakarta.mail.Provider")) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactly(
                            DaneProviders.Smtp.class.getName(),
                            DaneProviders.Smtps.class.getName(),
                            DaneProviders.Mx.class.getName(),
                            DaneProviders.Imap.class.getName(),
                            DaneProviders.Imaps.class.getName(),
                            DaneProviders.Pop3.class.getName(),
                            DaneProviders.Pop3s.class.getName());
        }
    }

    @ParameterizedTest
    @EnumSource
    void registeredClassIsTheOneOfItsName(ServiceRegistration registration) throws Exception {
        Class<?> service = Class.forName(registration.className());

        assertThat(registration.isLoadable()).isTrue();
        assertThat(service)
                .isIn(
                        SMTPTransport.class,
                        SMTPSSLTransport.class,
                        MxTransport.class,
                        DaneImapStore.class,
                        DanePop3Store.class);
        assertThat(registration.type().equals(Provider.Type.STORE) ? Store.class : Transport.class)
                .isAssignableFrom(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"META-INF/jakarta.providers", "META-INF/javamail.providers"})
    void providersAreListedForSessionsThatDoNotUseTheServiceLoader(String resource) throws Exception {
        try (var in = SMTPTransport.class.getResourceAsStream("/" + resource)) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactly(Stream.of(ServiceRegistration.values())
                            .map(each -> "protocol=" + each.protocol() + "; type="
                                    + each.type().toString().toLowerCase(Locale.ROOT) + "; class=" + each.className()
                                    + "; vendor=dane4j;")
                            .toArray(String[]::new));
        }
    }

    @Test
    void simpleNameOfTheClassIsTheOneThatMailServersLookAt() {
        // Apache James sends 8-bit only through a class of this name.
        assertThat(SMTPTransport.class.getName()).endsWith(".SMTPTransport");
        assertThat(org.eclipse.angus.mail.smtp.SMTPTransport.class).isAssignableFrom(SMTPTransport.class);
    }

    @Test
    void wrongSettingIsFoundByTheCheck() {
        properties.setProperty("mail.smtp-dane.dane", "mandatroy");

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp-dane"))
                .hasMessageStartingWith("mail.smtp-dane.dane must be opportunistic, mandatory, audit-only or none");
    }

    @Test
    void trustAnchorsThatCannotBeUsedAreFoundByTheCheck() throws Exception {
        Path file = directory.resolve("anchors");
        properties.setProperty("mail.smtp-dane.dane.trustanchors", file.toString());
        Session session = Session.getInstance(properties);

        assertThatThrownBy(() -> DaneMail.check(session, "smtp-dane"))
                .hasMessageStartingWith("mail.smtp-dane.dane.trustanchors cannot be used");
        Files.writeString(file, "example.org. IN A 192.0.2.1\n");
        assertThatThrownBy(() -> DaneMail.check(session, "smtp-dane"))
                .hasMessageStartingWith("mail.smtp-dane.dane.trustanchors cannot be used");
    }
}
