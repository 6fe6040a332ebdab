package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.verify.KeyStrength;
import jakarta.mail.MessagingException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.Security;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaneSettingsTest {
    private final Properties properties = new Properties();

    private DaneSettings settings() throws MessagingException {
        return settings(properties, ServiceKind.FIXED_HOST);
    }

    private static DaneSettings settings(Properties properties, ServiceKind kind) throws MessagingException {
        return DaneSettings.of(new ProtocolProperties(properties, "mail.smtp."), kind);
    }

    @Test
    void opportunisticWithTheSystemsNameServersIsTheDefault() throws MessagingException {
        assertThat(settings().mode()).isEqualTo(DaneMode.OPPORTUNISTIC);
        assertThat(settings().resolver()).isEmpty();
        assertThat(settings().keyManagers()).isEmpty();
        assertThat(settings().shared().nameServers()).isEmpty();
        assertThat(settings().shared().trustAnchors()).isEmpty();
        assertThat(settings().shared().timeoutMillis()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @CsvSource({"mandatory, MANDATORY", "' Mandatory ', MANDATORY", "opportunistic, OPPORTUNISTIC"})
    void modeIsReadWithoutCase(String value, DaneMode mode) throws MessagingException {
        properties.setProperty("mail.smtp.dane", value);

        assertThat(settings().mode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "off", "mandatry", "required"})
    void unknownModeNamesPropertyAndAllowedValues(String value) {
        properties.setProperty("mail.smtp.dane", value);

        assertThatThrownBy(this::settings)
                .isInstanceOf(MessagingException.class)
                .hasMessage("mail.smtp.dane must be opportunistic, mandatory, audit-only or none, but is \"" + value
                        + "\"");
    }

    /** As an unset variable in a YAML or Spring file leaves it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dane                        | ''    | opportunistic, mandatory, audit-only or none
            dane                        | '  '  | opportunistic, mandatory, audit-only or none
            dane.nameservers            | ''    | a list of host or host:port, separated by commas
            dane.trustanchors           | ''    | the name of a file
            dane.negativetrustanchors   | ' '   | a list of domain names, separated by commas, without the root
            dane.timeout                | ''    | a number
            dane.keystrength            | ''    | jvm or recommended
            """)
    void emptyValueIsAnErrorAndNotTheDefault(String key, String value, String expected) {
        properties.setProperty("mail.smtp." + key, value);

        assertThatThrownBy(this::settings)
                .isInstanceOf(MessagingException.class)
                .hasMessage("mail.smtp." + key + " is empty: it must be " + expected + ", or be removed");
    }

    @ParameterizedTest
    @CsvSource({"dane.resolver", "dane.keymanagers"})
    void emptyTextIsNotAnObject(String key) {
        properties.setProperty("mail.smtp." + key, "");

        assertThatThrownBy(this::settings).hasMessageStartingWith("mail.smtp." + key + " must be ");
    }

    @ParameterizedTest
    @CsvSource({
        "dane.nameserver, dane.nameservers",
        "dane.nameServers, dane.nameservers",
        "dane.name-servers, dane.nameservers",
        "dane.trustanchor, dane.trustanchors",
        "dane.negative-trust-anchors, dane.negativetrustanchors",
        "dane.timeoutms, dane.timeout",
        "dane.resolvr, dane.resolver",
        "dane.keymanager, dane.keymanagers",
        "dane.messagetimeouts, dane.messagetimeout",
        "dane.keystrenght, dane.keystrength",
        "dane.mode, dane",
        "dane.enabled, dane",
        "dane.required, dane",
        "dane., dane",
        "DANE, dane",
        "danemode, dane"
    })
    void unknownNameIsAnErrorThatNamesTheNearest(String key, String nearest) {
        properties.setProperty("mail.smtp." + key, "mandatory");

        assertThatThrownBy(this::settings)
                .isInstanceOf(MessagingException.class)
                .hasMessageStartingWith("unknown property mail.smtp." + key + ": did you mean mail.smtp." + nearest
                        + "? Its value must be ")
                .hasMessageContaining("mail.smtp.dane, mail.smtp.dane.nameservers, mail.smtp.dane.trustanchors");
    }

    /** A property that says something has to do it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FIXED_HOST | dane.domaintimeout   | sends to one host | MX
            FIXED_HOST | dane.paralleldomains | sends to one host | MX
            FIXED_HOST | dane.allowloopback   | sends to one host | MX
            FIXED_HOST | dane.refuseprivate   | sends to one host | MX
            STORE      | dane.messagetimeout  | reads mail        | SMTP, SMTPS, MX
            STORE      | dane.domaintimeout   | reads mail        | MX
            STORE      | dane.paralleldomains | reads mail        | MX
            STORE      | dane.allowloopback   | reads mail        | MX
            STORE      | dane.refuseprivate   | reads mail        | MX
            """)
    void nameThatHasNoEffectIsAnErrorThatNamesTheProtocolsWhereItWorks(
            ServiceKind kind, String key, String purpose, String protocols) {
        properties.setProperty("mail.smtp." + key, "true");

        assertThatThrownBy(() -> settings(properties, kind))
                .isInstanceOf(MessagingException.class)
                .hasMessage("mail.smtp." + key + " has no effect: mail.smtp " + purpose
                        + ", and the property is only for "
                        + protocols
                                .replace("SMTPS", "smtps-dane (class " + SMTPSSLTransport.class.getName() + ")")
                                .replace("SMTP,", "smtp-dane (class " + SMTPTransport.class.getName() + "),")
                                .replace("MX", "smtp-mx (class " + MxTransport.class.getName() + ")")
                        + "; remove it, or change the protocol");
    }

    @ParameterizedTest
    @EnumSource
    void everyOtherNameHasAnEffect(ServiceKind kind) throws MessagingException {
        for (DaneProperty each : DaneProperty.values()) {
            if (each.readers().contains(kind)) {
                DaneProperty.checkNames(new ProtocolProperties(with("mail.smtp." + each.key()), "mail.smtp."), kind);
            }
        }
        properties.setProperty("mail.smtp.dane.mode", "mandatory");
        assertThatThrownBy(() -> settings(properties, kind))
                .hasMessageEndingWith(Stream.of(DaneProperty.values())
                        .filter(each -> each.readers().contains(kind))
                        .map(each -> "mail.smtp." + each.key())
                        .collect(Collectors.joining(", ", "The known properties are ", "")));
    }

    private static Properties with(String name) {
        Properties one = new Properties();
        one.setProperty(name, "any");
        return one;
    }

    @Test
    void keysOfTheJvmAreStrongEnoughByDefault() throws MessagingException {
        assertThat(settings().keyStrength()).isEqualTo(KeyStrength.ofJvm());
        properties.setProperty("mail.smtp.dane.keystrength", "JVM");
        assertThat(settings().keyStrength()).isEqualTo(KeyStrength.ofJvm());
    }

    @Test
    void recommendedKeysAreNeverWeakerThanThoseOfTheJvm() throws MessagingException {
        properties.setProperty("mail.smtp.dane.keystrength", " recommended ");
        assertThat(settings().keyStrength()).isEqualTo(KeyStrength.RECOMMENDED);

        String before = Security.getProperty("jdk.certpath.disabledAlgorithms");
        Security.setProperty("jdk.certpath.disabledAlgorithms", "RSA keySize < 3072");
        try {
            assertThat(settings().keyStrength()).isEqualTo(new KeyStrength(3072, 224));
        } finally {
            Security.setProperty("jdk.certpath.disabledAlgorithms", before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2048", "strong", "any", "jvm,recommended"})
    void unknownKeyStrengthNamesPropertyAndAllowedValues(String value) {
        properties.setProperty("mail.smtp.dane.keystrength", value);

        assertThatThrownBy(this::settings)
                .hasMessage("mail.smtp.dane.keystrength must be jvm or recommended, but is \"" + value + "\"");
    }

    @Test
    void unknownNameIsFoundInTheDefaultsToo() {
        properties.setProperty("mail.smtp.dane.mode", "mandatory");

        assertThatThrownBy(() -> settings(new Properties(properties), ServiceKind.FIXED_HOST))
                .hasMessageStartingWith("unknown property mail.smtp.dane.mode");
    }

    @Test
    void unknownNameIsFoundBesideKeysThatAreNotText() {
        properties.put(1, 2);
        properties.put("mail.smtp.dane.mode", DaneMode.MANDATORY);

        assertThatThrownBy(this::settings).hasMessageStartingWith("unknown property mail.smtp.dane.mode");
    }

    @Test
    void objectInTheDefaultsIsAnErrorBecauseItCannotBeRead() {
        properties.put("mail.smtp.dane.resolver", new FailingResolver(Reason.DNS_ERROR));

        assertThatThrownBy(() -> settings(new Properties(properties), ServiceKind.FIXED_HOST))
                .hasMessageStartingWith("mail.smtp.dane.resolver is an object in the defaults");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "ssl.enable", "starttls.enable", "starttls.required", "ssl.checkserveridentity"})
    void switchesOfAngusAreTrueOrFalse(String key) throws MessagingException {
        for (Object value : new Object[] {"true", "False", true, false}) {
            properties.put("mail.smtp." + key, value);
            assertThat(settings().mode()).isEqualTo(DaneMode.OPPORTUNISTIC);
        }
        properties.setProperty("mail.smtp." + key, "yes");
        assertThatThrownBy(this::settings).hasMessage("mail.smtp." + key + " must be true or false, but is \"yes\"");
        properties.setProperty("mail.smtp." + key, "");
        assertThatThrownBy(this::settings)
                .hasMessage("mail.smtp." + key + " is empty: it must be true or false, or be removed");
    }

    @Test
    void propertiesOfOtherProtocolsAreNotLookedAt() throws MessagingException {
        properties.setProperty("mail.smtps.dane.mode", "");
        properties.setProperty("mail.smtp-mx.dane", "");
        properties.setProperty("mail.smtp.localhost", "dane.example.org");

        assertThat(settings().mode()).isEqualTo(DaneMode.OPPORTUNISTIC);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 53",
        "192.0.2.1:5353, 192.0.2.1, 5353",
        "2001:db8::1, 2001:db8::1, 53",
        "[2001:db8::1], 2001:db8::1, 53",
        "[2001:db8::1]:5353, 2001:db8::1, 5353"
    })
    void nameServerIsAHostAndPerhapsAPort(String text, String host, int port) throws MessagingException {
        properties.setProperty("mail.smtp.dane.nameservers", text);

        assertThat(settings().shared().nameServers()).containsExactly(new InetSocketAddress(host, port));
    }

    @Test
    void nameServersAreSeparatedByCommas() throws MessagingException {
        properties.setProperty("mail.smtp.dane.nameservers", "192.0.2.1, 192.0.2.2:5353");

        assertThat(settings().shared().nameServers())
                .containsExactly(new InetSocketAddress("192.0.2.1", 53), new InetSocketAddress("192.0.2.2", 5353));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1:dns",
                "192.0.2.1:70000",
                "192.0.2.1:0",
                "192.0.2.1,",
                "192.0.2.1,,192.0.2.2",
                ",",
                ":53",
                "::53::x",
                "not_a_host!"
            })
    void nameServerThatIsNoneNamesTheProperty(String text) {
        properties.setProperty("mail.smtp.dane.nameservers", text);

        assertThatThrownBy(this::settings)
                .hasMessage(
                        "mail.smtp.dane.nameservers must be a list of host or host:port, separated by commas, but is \""
                                + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10s", "0x10", "600001", "99999999999"})
    void timeoutThatIsNoneNamesTheProperty(String value) {
        properties.setProperty("mail.smtp.dane.timeout", value);

        assertThatThrownBy(this::settings).hasMessageStartingWith("mail.smtp.dane.timeout must be a number");
    }

    @Test
    void trustAnchorsAreAFile() throws MessagingException {
        properties.setProperty("mail.smtp.dane.trustanchors", "anchors.txt");
        assertThat(settings().shared().trustAnchors()).contains(Path.of("anchors.txt"));

        properties.setProperty("mail.smtp.dane.trustanchors", "a\0b");
        assertThatThrownBy(this::settings)
                .hasMessageStartingWith("mail.smtp.dane.trustanchors must be the name of a file");
    }

    @Test
    void negativeTrustAnchorsAreNames() throws MessagingException {
        assertThat(settings().shared().negativeTrustAnchors()).isEmpty();

        properties.setProperty("mail.smtp.dane.negativetrustanchors", "Broken.example., other.example");
        assertThat(settings().shared().negativeTrustAnchors())
                .containsExactlyInAnyOrder(DomainName.of("broken.example"), DomainName.of("other.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "broken.example, .", "broken.example,", "192.0.2.1", "*.example", "a b"})
    void negativeTrustAnchorThatIsNoneNamesTheProperty(String text) {
        properties.setProperty("mail.smtp.dane.negativetrustanchors", text);

        assertThatThrownBy(this::settings)
                .isInstanceOf(MessagingException.class)
                .hasMessage("mail.smtp.dane.negativetrustanchors must be a list of domain names, separated by commas,"
                        + " without the root, but is \"" + text + "\"");
    }

    @Test
    void resolverIsAnObject() throws MessagingException {
        FailingResolver resolver = new FailingResolver(Reason.DNS_ERROR);
        properties.put("mail.smtp.dane.resolver", resolver);
        assertThat(settings().resolver()).contains(resolver);

        properties.put("mail.smtp.dane.resolver", "org.example.Resolver");
        assertThatThrownBy(this::settings)
                .hasMessageStartingWith("mail.smtp.dane.resolver must be a DnssecResolver, set with Properties.put");
    }

    @Test
    void keyManagersAreAnArrayOfObjects() throws MessagingException {
        KeyManager manager = new KeyManager() {};
        properties.put("mail.smtp.dane.keymanagers", new KeyManager[] {manager});
        assertThat(settings().keyManagers()).containsExactly(manager);

        properties.put("mail.smtp.dane.keymanagers", manager);
        assertThatThrownBy(this::settings)
                .hasMessageStartingWith("mail.smtp.dane.keymanagers must be an array of KeyManager");
    }

    @Test
    @DisplayName("an array of key managers with a gap is an error that names the gap")
    void keyManagerThatIsNull() {
        properties.put("mail.smtp.dane.keymanagers", new @Nullable KeyManager[] {new KeyManager() {}, null});
        assertThatThrownBy(this::settings)
                .isInstanceOf(MessagingException.class)
                .hasMessage("mail.smtp.dane.keymanagers must be an array of KeyManager, set with Properties.put, but"
                        + " element 1 of the array is null");
    }

    @Test
    void stringsInTheDefaultsChainCount() throws MessagingException {
        properties.setProperty("mail.smtp.dane", "mandatory");

        assertThat(settings(new Properties(properties), ServiceKind.FIXED_HOST).mode())
                .isEqualTo(DaneMode.MANDATORY);
    }
}
