package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneMode;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.verify.KeyStrength;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transport reads settings again for the next message if they may have changed, in whatever way. */
class MxSettingsTest extends MailTest {
    private static final String DISABLED = "jdk.certpath.disabledAlgorithms";

    private Properties properties() {
        SmtpServer server = network.start(mx());
        return byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, CERTIFICATE)), server);
    }

    /** Answers by name and lists nothing, as properties that differ by tenant do. */
    private static final class ByName extends Properties {
        private static final long serialVersionUID = 1L;

        private final transient Function<Object, @Nullable Object> values;
        private final transient Set<String> asked = new TreeSet<>();

        ByName(Function<Object, @Nullable Object> values) {
            this.values = values;
        }

        @Override
        public synchronized @Nullable Object get(Object key) {
            asked.add((String) key);
            return values.apply(key);
        }

        @Override
        public @Nullable String getProperty(String key) {
            return get(key) instanceof String text ? text : null;
        }
    }

    @Test
    @DisplayName("what Properties say that answer by name and list nothing is read again when it is something else")
    void unlistedProperties() throws MessagingException {
        Properties listed = properties();
        ByName properties = new ByName(listed::get);
        Session session = Session.getInstance(properties);
        properties.asked.clear();
        MxSettings before = MxSettings.of(session, "smtp-mx");
        assertThat(MxSettings.of(session, "smtp-mx", before)).isSameAs(before);

        listed.setProperty("mail.smtp-mx.dane", "mandatory");

        assertThat(MxSettings.of(session, "smtp-mx", before)
                        .planner()
                        .settings()
                        .mode())
                .isEqualTo(DaneMode.MANDATORY);
        assertThat(ofAll())
                .as("each property that settings are read from")
                .containsKeys(properties.asked.stream()
                        .filter(name -> name.startsWith("mail.smtp-mx."))
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mandatory", "none"})
    @DisplayName("what Angus asks for when it connects is noticed when it is something else, though it is not listed")
    void unlistedPropertiesOfAngus(String mode) throws MessagingException {
        Properties listed = properties();
        listed.setProperty("mail.smtp-mx.dane", mode);
        ByName properties = new ByName(listed::get);

        send(properties);

        Set<String> ofConnections = new TreeSet<>(properties.asked);
        ofConnections.removeIf(name -> !name.startsWith("mail.smtp-mx."));
        // Of a message, hidden from an MX host, or of the transport itself.
        List.of("from", "allow8bitmime", "mailextension", "host", "user", "class")
                .forEach(key -> ofConnections.remove("mail.smtp-mx." + key));
        assertThat(ofConnections).contains("mail.smtp-mx.noop.strict", "mail.smtp-mx.proxy.host");
        assertThat(ofAll()).containsKeys(ofConnections.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socketFactory",
                "socketFactory.class",
                "socketFactory.port",
                "socketFactory.fallback",
                "ssl.socketFactory",
                "ssl.socketFactory.class",
                "ssl.socketFactory.port",
                "ssl.checkserveridentity",
                "ssl.hostnameverifier",
                "ssl.hostnameverifier.class",
                "usesocketchannels"
            })
    @DisplayName("so is what Angus may ask for, depending on what else is set")
    void unlistedFactoriesOfAngus(String key) {
        assertThat(ofAll()).containsKey("mail.smtp-mx." + key);
    }

    @Test
    @DisplayName("so is whether addresses may contain non-ASCII characters, which is asked once for each connection")
    void unlistedSmtputf8() {
        assertThat(ofAll()).containsKey("mail.mime.allowutf8");
    }

    private static Map<String, Object> ofAll() {
        return ConnectionProperties.of(new ProtocolProperties(new ByName(key -> "any"), "mail.smtp-mx."));
    }

    @Test
    @DisplayName("what the Session says is read again if this JVM accepts other keys")
    void otherKeysOfTheJvm() throws MessagingException {
        Session session = Session.getInstance(properties());
        MxSettings before = MxSettings.of(session, "smtp-mx");
        String disabled = Security.getProperty(DISABLED);
        try {
            Security.setProperty(DISABLED, disabled + ", RSA keySize < 3072");

            assertThat(MxSettings.of(session, "smtp-mx", before)
                            .planner()
                            .settings()
                            .keyStrength())
                    .isEqualTo(new KeyStrength(3072, 224));
        } finally {
            Security.setProperty(DISABLED, disabled);
        }
    }

    /** Changes the mode when it is asked for something the n-th time. */
    private static final class Changing extends Properties {
        private static final long serialVersionUID = 1L;

        private int left;

        @Override
        public synchronized @Nullable Object get(Object key) {
            left--;
            if (left == 0) {
                setProperty("mail.smtp-mx.dane", "mandatory");
            }
            return super.get(key);
        }
    }

    @Test
    @DisplayName("a property that changes at any moment while settings are read has its effect on the next message")
    void changedInBetween() throws MessagingException {
        Properties values = properties();
        int moments = 0;
        Changing properties;
        do {
            moments++;
            properties = new Changing();
            properties.putAll(values);
            properties.setProperty("mail.smtp-mx.dane", "audit-only");
            Session session = Session.getInstance(properties);
            properties.left = moments;
            MxSettings before = MxSettings.of(session, "smtp-mx");
            if (properties.left <= 0) {
                assertThat(MxSettings.of(session, "smtp-mx", before)
                                .planner()
                                .settings()
                                .mode())
                        .as("changed at question %d", moments)
                        .isEqualTo(DaneMode.MANDATORY);
            }
        } while (properties.left <= 0);
        assertThat(moments).isGreaterThan(20);
    }
}
