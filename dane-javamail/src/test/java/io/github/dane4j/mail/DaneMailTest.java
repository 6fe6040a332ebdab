package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Provider;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
        assertThatThrownBy(() -> DaneMail.check(session)).hasMessageContaining("is it \"null\"?");
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
        assertThat(registration.type() == Provider.Type.STORE ? Store.class : Transport.class)
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
                .hasMessageStartingWith("mail.smtp-dane.dane must be opportunistic or mandatory");
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
