package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    private final Properties properties = new Properties();

    private Endpoint endpoint(String host, int port, boolean implicitTls) throws MessagingException {
        return Endpoint.of(new ProtocolProperties(properties, "mail.smtp."), host, port, implicitTls);
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org",
        "MX.Example.ORG., mx.example.org",
        "' mx.example.org ', mx.example.org",
        "bücher.example, xn--bcher-kva.example",
        "192.0.2.1, 192.0.2.1",
        "[2001:db8::1], [2001:db8::1]",
        "localhost, 127.0.0.1",
        "no name, no name"
    })
    void hostIsNormalised(String given, String host) throws MessagingException {
        assertThat(endpoint(given, 25, false).host()).isEqualTo(host);
    }

    @Test
    void portIsTheArgumentThenThePropertyThenTheDefault() throws MessagingException {
        assertThat(endpoint("mx.example.org", -1, false).port()).isEqualTo(25);
        assertThat(endpoint("mx.example.org", -1, true).port()).isEqualTo(465);
        properties.setProperty("mail.smtp.port", "587");
        assertThat(endpoint("mx.example.org", -1, false).port()).isEqualTo(587);
        assertThat(endpoint("mx.example.org", 2525, false).port()).isEqualTo(2525);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -2, 65536})
    void portOutOfRangeIsAnError(int port) {
        assertThatThrownBy(() -> endpoint("mx.example.org", port, false))
                .hasMessage("the port must be 1 to 65535, and is " + port);
    }

    @Test
    void portThatIsNoNumberIsAnError() {
        properties.setProperty("mail.smtp.port", "smtp");

        assertThatThrownBy(() -> endpoint("mx.example.org", -1, false))
                .hasMessage("mail.smtp.port must be a number, and is \"smtp\"");
    }

    @Test
    void sslEnableMeansImplicitTls() throws MessagingException {
        properties.setProperty("mail.smtp.ssl.enable", "true");

        assertThat(endpoint("mx.example.org", -1, false))
                .isEqualTo(new Endpoint("mx.example.org", "mx.example.org", 465, true, false));
    }

    @Test
    void portOfAFactoryCountsWhereAngusWouldGoThere() throws MessagingException {
        properties.setProperty("mail.smtp.ssl.socketFactory.port", "4465");
        assertThat(endpoint("mx.example.org", 465, true).port()).isEqualTo(465);
        properties.setProperty("mail.smtp.ssl.socketFactory.class", "org.example.Any");
        assertThat(endpoint("mx.example.org", 465, true).port()).isEqualTo(4465);
        assertThat(endpoint("mx.example.org", 25, false).port()).isEqualTo(25);
        properties.remove("mail.smtp.ssl.socketFactory.class");
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());
        assertThat(endpoint("mx.example.org", 465, true).port()).isEqualTo(4465);
    }
}
