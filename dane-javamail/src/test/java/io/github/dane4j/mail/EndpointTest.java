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
        "localhost, 127.0.0.1"
    })
    void hostIsNormalised(String given, String host) throws MessagingException {
        assertThat(endpoint(given, 25, false).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mx.example.org:587       | mail.smtp.host has a port in it, "mx.example.org:587": set mail.smtp.host to mx.example.org and mail.smtp.port to 587
            [2001:db8::1]:587        | mail.smtp.host has a port in it, "[2001:db8::1]:587": set mail.smtp.host to [2001:db8::1] and mail.smtp.port to 587
            not a host:25            | mail.smtp.host has a port in it, "not a host:25": set it to a host name alone
            smtp://mx.example.org    | mail.smtp.host is a URL, "smtp://mx.example.org": set mail.smtp.host to mx.example.org
            smtps://a:b@mx.example.org:465/?x=y | mail.smtp.host is a URL, "smtps://***@mx.example.org:465/?x=y": set mail.smtp.host to mx.example.org and mail.smtp.port to 465
            https://                 | mail.smtp.host is a URL, "https://": set it to a host name alone
            1.2.3.4.5                | mail.smtp.host must be a host name or an IP address, but is "1.2.3.4.5": it looks like an address
            1::2::3                  | mail.smtp.host must be a host name or an IP address, but is "1::2::3": it looks like an address
            .                        | mail.smtp.host must be a host name or an IP address, but is ".": it is the root of DNS
            """)
    void textThatIsNotAHostSaysWhatIsWrongWithIt(String text, String message) {
        properties.setProperty("mail.smtp.host", text);

        assertThatThrownBy(() -> endpoint(text, -1, false))
                .isInstanceOf(MessagingException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two names", "a@mx.example.org", "mx.example.org/", "${MAIL_HOST}"})
    void textThatIsNotANameSaysWhy(String text) {
        assertThatThrownBy(() -> endpoint(text, -1, false))
                .isInstanceOf(MessagingException.class)
                .hasMessageStartingWith("the host to connect to must be a host name or an IP address, but is \"" + text
                        + "\": \"" + text + "\" is not a DNS name");
    }

    @Test
    void commonPropertyOfAllProtocolsIsNamedIfItIsTheOne() {
        properties.setProperty("mail.host", "mx.example.org:587");

        assertThatThrownBy(() -> endpoint("mx.example.org:587", -1, false))
                .hasMessageStartingWith("mail.host has a port");
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
                .hasMessage("the port must be 1 to 65535, but is " + port);
    }

    @Test
    void portThatIsNoNumberIsAnError() {
        properties.setProperty("mail.smtp.port", "smtp");

        assertThatThrownBy(() -> endpoint("mx.example.org", -1, false))
                .hasMessage("mail.smtp.port must be a number, but is \"smtp\"");
    }

    @ParameterizedTest
    @CsvSource({
        "port, a number",
        "ssl.enable, true or false",
        "socketFactory.class, the name of a class that can be loaded"
    })
    void emptyPropertyIsAnError(String key, String expected) {
        properties.setProperty("mail.smtp." + key, "");

        assertThatThrownBy(() -> endpoint("mx.example.org", -1, false))
                .hasMessage("mail.smtp." + key + " is empty: it must be " + expected + ", or be removed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "1", "ture", "${TLS}"})
    void switchThatIsNeitherOnNorOffIsAnError(String value) {
        properties.setProperty("mail.smtp.ssl.enable", value);

        assertThatThrownBy(() -> endpoint("mx.example.org", -1, false))
                .hasMessage("mail.smtp.ssl.enable must be true or false, but is \"" + value + "\"");
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
