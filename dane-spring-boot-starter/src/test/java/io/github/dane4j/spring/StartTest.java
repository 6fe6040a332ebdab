package io.github.dane4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** What a person reads when an application does not start, and when it must not. */
class StartTest extends ExampleDomain {
    private static Map<String, String> settings(String... namesAndValues) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }

    /**
     * One wrong setting in a line (or two with an ampersand): the protocol, the setting, its value, and what the console must
     * say.
     */
    @ParameterizedTest
    @CsvFileSource(resources = "wrong-settings.csv", delimiter = '|', nullValues = "-")
    void aWrongSettingFailsTheStartAndIsExplained(String protocol, String name, String value, String said) {
        Map<String, String> settings =
                settings("spring.mail.host", "smtp.example.org", "spring.mail.protocol", protocol);
        String[] names = name.split("&", -1);
        String[] values = (value == null ? "" : value).split("&", -1);
        for (int i = 0; i < names.length; i++) {
            settings.put(names[i], values[i]);
        }

        assertThat(Application.failToRun(settings)).contains(said).contains("Action: ");
    }

    @Test
    void whereASettingStandsIsSaid() {
        assertThat(Application.failToRun(settings("spring.mail.host", "smtp.example.org", "dane.mode", "on")))
                .contains("dane.mode must be opportunistic, mandatory, audit-only or none, but is \"on\"")
                .contains("dane.mode is set in \"dane.mode\" from property source \"commandLineArgs\"");
    }

    @Test
    void anUnknownSystemPropertyIsAnErrorToo() {
        System.setProperty("dane.mdoe", "mandatory");
        try {
            assertThat(Application.failToRun(settings("spring.mail.host", "smtp.example.org")))
                    .contains("unknown setting dane.mdoe. The known settings are dane.allow-loopback, ")
                    .contains("dane.mode,");
        } finally {
            System.clearProperty("dane.mdoe");
        }
        System.setProperty("dane.checkAtStartup", "true");
        try (ConfigurableApplicationContext context =
                Application.runSmall(settings("spring.mail.host", "smtp.example.org"))) {
            assertThat(context.getBean(DaneProperties.class).checkAtStartup()).isTrue();
        } finally {
            System.clearProperty("dane.checkAtStartup");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DANE_MDOE", "dane_mdoe", "DANE_MODE_EXTRA", "DANE_MODE_0", "DANE_MESSAGES_PERCONNECTION"})
    void anUnknownEnvironmentVariableIsAnErrorToo(String name) {
        assertThat(Application.failure(() -> Application.runSmallWith(
                        Map.of(name, "mandatory"), settings("spring.mail.host", "smtp.example.org"))))
                .contains("unknown setting " + name + ". The known settings are dane.allow-loopback, ");
    }

    @Test
    void environmentVariablesAreReadAsSpringReadsThem() {
        Map<String, Object> variables = Map.of(
                "DANE_CHECK_AT_STARTUP", "true",
                "DANE_KEYSTRENGTH", "recommended",
                "DANE_NAME_SERVERS_0", "127.0.0.1",
                "DANE_POLICIES_EXAMPLE_COM", "mandatory",
                "DANE_SERVICE_HOST", "10.0.0.1",
                "DANE_HOSTS", "mx.example.org:25",
                "DANE_QUEUE_PORT_25_TCP_ADDR", "10.0.0.2",
                "DANE_PORT", "tcp://10.0.0.1:25",
                "DANE", "1");
        try (ConfigurableApplicationContext context = Application.runSmallWith(
                variables, settings("spring.mail.host", "by-mx", "spring.mail.protocol", "smtp-mx"))) {
            DaneProperties read = context.getBean(DaneProperties.class);
            assertThat(read.get(MailSetting.KEY_STRENGTH)).contains("recommended");
            assertThat(read.policies()).containsExactly(Map.entry("example.com", "mandatory"));
            assertThat(read.resolver().nameServers()).hasSize(1);
        }
    }

    @Test
    void aBadPolicyFileIsAnErrorWithLineAndColumn() throws IOException {
        Path file = Files.writeString(directory.resolve("policy"), "example.org mandatroy\n");

        assertThat(Application.failToRun(settings(
                        "spring.mail.host",
                        "by-mx",
                        "spring.mail.protocol",
                        "smtp-mx",
                        "dane.policy-file",
                        file.toString())))
                .contains("dane.policy-file cannot be used: " + file + ":1:13: ");
    }

    /** A typing error in a class name is ignored by Jakarta Mail, which then sends without DANE. */
    @Test
    void aClassThatIsNotOursFailsTheStart() {
        assertThat(Application.failToRun(settings(
                        "spring.mail.host",
                        "smtp.example.org",
                        "spring.mail.properties.mail.smtp.class",
                        "io.github.dane4j.mail.SMTPTransprot")))
                .contains("DANE is not in force for the mail sender \"mailSender\"")
                .contains("protocol smtp is served by org.eclipse.angus.mail.smtp.SMTPTransport, without DANE")
                .contains("dane.check-at-startup=false");
    }

    @Test
    void anAddressInPlaceOfAHostFailsTheStart() {
        assertThat(Application.failToRun(settings(
                        "spring.mail.properties.mail.smtp.host", "192.0.2.1", "spring.mail.host", "192.0.2.1")))
                .contains("DANE is not in force for the mail sender \"mailSender\"")
                .contains("192.0.2.1");
    }

    @Test
    void theCheckCanBeSwitchedOffAndTheWholeStarterToo() {
        Map<String, String> settings = settings(
                "spring.mail.host",
                "smtp.example.org",
                "spring.mail.properties.mail.smtp.class",
                "org.eclipse.angus.mail.smtp.SMTPTransport");
        for (String name : new String[] {"dane.check-at-startup", "dane.enabled"}) {
            Map<String, String> off = new LinkedHashMap<>(settings);
            off.put(name, "false");
            try (ConfigurableApplicationContext context = Application.runSmall(off)) {
                assertThat(context.getBean(JavaMailSender.class)).isNotNull();
            }
        }
    }

    /** A test-connection is what fails the start of an application because of a server. */
    @Test
    void aRefusalIsExplained() {
        SmtpServer server = server();
        Map<String, String> settings = relay(server, dns(server.port()));
        server.certificate(OTHER);
        settings.put("spring.mail.test-connection", "true");

        assertThat(Application.failure(() -> Application.run(settings)))
                .contains("DANE refused " + HOST + ":" + server.port(), "3 1 1")
                .contains("Nothing was sent to " + HOST);
    }

    @Configuration(proxyBeanMethods = false)
    static class SessionOfTheContainer {
        @Bean
        JavaMailSenderImpl containersSender() {
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            Properties properties = new Properties();
            properties.setProperty("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport");
            properties.setProperty("mail.smtp.dane", "opportunistic");
            sender.setSession(Session.getInstance(properties));
            return sender;
        }
    }

    @Test
    void aSessionThatComesFromElsewhereKeepsItsSettingsAndIsChecked() {
        try (ConfigurableApplicationContext context = Application.runSmall(settings(), SessionOfTheContainer.class)) {
            assertThat(context.getBean(JavaMailSenderImpl.class).getSession().getProperties())
                    .containsOnlyKeys("mail.smtp.class", "mail.smtp.dane");
        }
        assertThat(Application.failToRun(settings("dane.mode", "mandatory"), SessionOfTheContainer.class))
                .contains("dane.mode is mandatory, and its mail session has the mode opportunistic");
        for (String setting : new String[] {
            "dane.key-strength=recommended",
            "dane.tenant=acme",
            "dane.name-servers=127.0.0.1",
            "dane.policies[[smtp.example.org]]=mandatory"
        }) {
            int equals = setting.indexOf('=');
            String name = setting.substring(0, equals);
            assertThat(Application.failToRun(
                            settings(name, setting.substring(equals + 1), "dane.mode", "opportunistic"),
                            SessionOfTheContainer.class))
                    .contains(
                            name + " has no effect: ",
                            "\"containersSender\" has a session from elsewhere, such as JNDI");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AnotherWayToSend {
        @Bean
        @SuppressWarnings("ReferenceEquality") // A proxy equals itself alone.
        JavaMailSender webService() {
            return (JavaMailSender) java.lang.reflect.Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {JavaMailSender.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("hashCode")) {
                            return 1;
                        }
                        if (method.getName().equals("equals")) {
                            return proxy == arguments[0];
                        }
                        throw new UnsupportedOperationException(method.getName());
                    });
        }
    }

    @Test
    void aSenderThatIsNotOfJakartaMailFailsTheStart() {
        assertThat(Application.failToRun(settings(), AnotherWayToSend.class))
                .contains("DANE is not in force for the mail sender \"webService\"", "not Spring's JavaMailSenderImpl");
    }
}
