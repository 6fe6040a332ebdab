package io.github.dane4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org",
        "MX.Example.ORG, mx.example.org",
        "mx.example.org., mx.example.org",
        "bücher.example, xn--bcher-kva.example",
        "_25._tcp.mx.example.org, _25._tcp.mx.example.org",
        "a--b.example, a--b.example",
        "localhost, localhost",
        "4.example, 4.example"
    })
    void hasOneForm(String text, String form) {
        assertThat(DomainName.of(text)).hasToString(form).isEqualTo(DomainName.of(form));
    }

    /** The table gives each rule of IDNA2008 a name that keeps it and one that breaks it. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "internationalised-names.txt", delimiter = '|')
    void convertsWhatIdna2008PermitsAndRefusesTheRest(String written, String expected) {
        String text = unescape(written);
        if (!expected.startsWith("refused ")) {
            DomainName name = DomainName.of(text);
            assertThat(name).hasToString(expected).isEqualTo(DomainName.of(expected));
            return;
        }
        assertThatThrownBy(() -> DomainName.of(text))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining(expected.substring("refused ".length()))
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidNameException.class))
                .extracting(InvalidNameException::reason)
                .isEqualTo(Reason.INVALID_NAME);
    }

    private static String unescape(String written) {
        return Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(written)
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
    }

    @Test
    void advisesToWriteALabelsWhereAULabelIsRefused() {
        assertThatThrownBy(() -> DomainName.of("\u2603.example"))
                .hasMessage("\"\\u2603.example\" is not a DNS name: U+2603 is not permitted in a label (RFC 5892);"
                        + " if the domain exists, write its A-labels (\"xn--…\") as registered");
    }

    @Test
    void boundsTheLengthOfTheALabel() {
        // One character for each letter, 4 for the prefix, and 2 more for the first.
        String longest = "ü".repeat(57);
        assertThat(DomainName.of(longest + ".example").labels().get(0)).hasSize(63);
        assertThatThrownBy(() -> DomainName.of(longest + "ü.example")).hasMessageContaining("63 characters");
        assertThatThrownBy(() -> DomainName.of("ü".repeat(1_000_000))).hasMessageContaining("63 characters");
        assertThatThrownBy(() -> DomainName.of("ü.".repeat(1_000_000))).hasMessageContaining("253 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1", "192.0.2.1.", "::1", "[192.0.2.1]", "[IPv6:2001:db8::1]", "2001:db8::1", "1.2.3.999"
            })
    void refusesAddressLiterals(String text) {
        assertThatThrownBy(() -> DomainName.of(text))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining(text)
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidNameException.class))
                .extracting(InvalidNameException::reason)
                .isEqualTo(Reason.ADDRESS_LITERAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                ".example",
                "a..b",
                "a b.example",
                "-a.example",
                "a-.example",
                "a\u0000.example",
                "*.example",
                "exa/mple"
            })
    void refusesWhatIsNoName(String text) {
        assertThatThrownBy(() -> DomainName.of(text))
                .isInstanceOf(InvalidNameException.class)
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidNameException.class))
                .extracting(InvalidNameException::reason)
                .isEqualTo(Reason.INVALID_NAME);
    }

    @Test
    void refusesLabelsAndNamesThatAreTooLong() {
        String label = "a".repeat(63);
        assertThat(DomainName.of(label + ".example").labels()).hasSize(2);
        assertThatThrownBy(() -> DomainName.of(label + "a.example")).isInstanceOf(InvalidNameException.class);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(DomainName.of(longest).toString()).hasSize(253);
        assertThatThrownBy(() -> DomainName.of(longest + "a")).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void showsHostileTextEscapedAndClipped() {
        assertThatThrownBy(() -> DomainName.of("\u001b[31m" + "x".repeat(5000)))
                .hasMessageContaining("\\u001b[31mxxx")
                .message()
                .hasSizeLessThan(300);
    }

    @Test
    void climbsFromChildToRoot() {
        DomainName name = DomainName.of("example.org").child("_25._tcp");
        assertThat(name).hasToString("_25._tcp.example.org");
        assertThat(name.parent()).contains(DomainName.of("_tcp.example.org"));
        assertThat(DomainName.of("org").parent()).contains(DomainName.ROOT);
        assertThat(DomainName.ROOT.parent()).isEmpty();
        assertThat(DomainName.ROOT).hasToString(".").isEqualTo(DomainName.of("."));
        assertThat(DomainName.ROOT.child("org")).isEqualTo(DomainName.of("org"));
    }

    @Test
    void sortsByText() {
        assertThat(DomainName.of("a.example")).isLessThan(DomainName.of("b.example"));
    }
}
