package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.testkit.SmtpServer;
import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spring Boot 4 from the class path, Spring Boot 3 in a class loader of its own; the same application and lines. */
class SpringBootTest extends MailStackTest {
    private static final String SECTION = "Spring Boot";

    private static String run(String version, Properties properties) throws IOException {
        if (version.equals("4")) {
            return SpringBootApp.send(properties);
        }
        try (IsolatedStack stack = new IsolatedStack("spring-boot-3.5.8")) {
            return stack.call(SpringBootApp.class, "send", properties);
        }
    }

    private Properties properties(int block, SmtpServer server, String protocol) {
        Properties properties = MailDocument.MAIL.properties(SECTION, block);
        to(server, protocol).forEach((key, value) -> properties.put("spring.mail.properties." + key, value));
        // Spring hands over its own, and these come first.
        properties.remove("spring.mail.properties.mail." + protocol + ".host");
        if (protocol.equals("smtp")) {
            properties.setProperty("spring.mail.host", HOST);
            properties.setProperty("spring.mail.port", String.valueOf(server.port()));
        }
        return properties;
    }

    @ParameterizedTest
    @CsvSource({"3, 0, smtp", "3, 1, smtp-mx", "4, 0, smtp", "4, 1, smtp-mx"})
    void sendsAndRefuses(String version, int block, String protocol) throws IOException {
        SmtpServer server = network.start(mx());
        Properties properties = properties(block, server, protocol);

        String sent = run(version, properties);
        server.certificate(OTHER);
        String refused = run(version, properties);

        assertThat(sent).isEqualTo(SpringBootApp.SENT);
        assertThat(refused).isEqualTo("LEAF_MISMATCH");
        assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
    }

    /** README once had these lines for everybody; Spring never reads the first. */
    @Test
    void protocolOfJakartaMailAloneIsFoundByTheCheck() {
        SmtpServer server = network.start(mx());
        Properties properties = properties(1, server, "smtp-mx");
        properties.remove("spring.mail.protocol");
        properties.setProperty("spring.mail.properties.mail.transport.protocol.rfc822", "smtp-mx");

        assertThatThrownBy(() -> SpringBootApp.send(properties))
                .rootCause()
                .hasMessageContaining("org.eclipse.angus.mail.smtp.SMTPTransport");
        assertThat(server.connections()).isZero();
    }
}
