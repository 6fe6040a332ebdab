package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.x509.CertificateNames;
import io.github.dane4j.x509.Extensions;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6125 section 6.4, as narrowed by RFC 7672 section 3.2.3. */
class PresentedNamesTest {
    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org",
        "MX.EXAMPLE.ORG, mx.example.org",
        "mX.eXample.oRg, mx.example.org",
        "*.example.org, mx.example.org",
        "*.EXAMPLE.org, mx.example.org",
        "*.mx.example.org, a.mx.example.org",
        "*.example.org, xn--bcher-kva.example.org",
        "xn--bcher-kva.example, bücher.example",
        "*.test, mx.test",
        "mx_1.example.org, mx_1.example.org",
    })
    void matches(String presented, String reference) {
        assertThat(PresentedNames.matches(presented, DomainName.of(reference))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "mx.example.net,mx.example.org",
                "example.org,mx.example.org",
                "mx.example.org,example.org",
                "mx.example.or,mx.example.org",
                "mx.example.orgg,mx.example.org",
                "mx.example.org.,mx.example.org", // a dot at the end
                ".mx.example.org,mx.example.org",
                "mx..example.org,mx.example.org",
                " mx.example.org,mx.example.org",
                "mx.example.org ,mx.example.org",
                "*.example.org,example.org", // no label
                "*.example.org,a.mx.example.org", // two labels
                "mx*.example.org,mx1.example.org", // not the whole label
                "*mx.example.org,amx.example.org",
                "m*x.example.org,max.example.org",
                "mx.*.org,mx.example.org", // not the first label
                "mx.example.*,mx.example.org",
                "*.*.org,mx.example.org",
                "*,mx",
                "*,mx.example.org",
                "*.,mx.example.org",
                "*.org,mx.example.org",
                "**.example.org,mx.example.org",
                "*.example.org.,mx.example.org",
                "*.,org",
                "bücher.example,xn--bcher-kva.example", // U-labels are no DNS-ID
                "192.0.2.1,mx.example.org",
            })
    void doesNotMatch(String presented, String reference) {
        assertThat(PresentedNames.matches(presented, DomainName.of(reference))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.org\0",
                "mx.example.org\0.example.net",
                "\0mx.example.org",
                "mx.example.org\n",
                "\u212Ax.example.org", // the Kelvin sign, whose lower case is k
                "mx\uFF0Eexample.org", // a full-width dot
                "",
            })
    void charactersThatNoHostNameHasMatchNothing(String presented) {
        assertThat(PresentedNames.matches(presented, DomainName.of("mx.example.org")))
                .isFalse();
        assertThat(PresentedNames.matches(presented, DomainName.of("kx.example.org")))
                .isFalse();
    }

    @Test
    void theRootOfTheDnsMatchesNothing() {
        assertThat(PresentedNames.matches("*.", DomainName.ROOT)).isFalse();
        assertThat(PresentedNames.matches("", DomainName.ROOT)).isFalse();
    }

    @Test
    void reportsTheReferenceIdentifiersThatMatchInTheirOrder() {
        X509Certificate certificate = TestCertificate.builder()
                .dnsNames("b.example", "a.example")
                .build()
                .certificate();

        assertThat(PresentedNames.matched(
                        hosts(certificate), ReferenceIdentifiers.of("x.example", "a.example", "b.example")))
                .containsExactly(DomainName.of("a.example"), DomainName.of("b.example"));
    }

    @Test
    void printsHostileNamesEscapedAndClipped() {
        String[] names = new String[100];
        Arrays.fill(names, "\u001b[2J" + "x".repeat(500));
        X509Certificate certificate = TestCertificate.builder()
                .subject("CN=x")
                .dnsNames(names)
                .build()
                .certificate();
        String printed = PresentedNames.shown(hosts(certificate));

        assertThat(printed).doesNotContain("\u001b").hasSizeLessThan(600).endsWith(" and 95 more");
    }

    private static Optional<String> commonName(String subject) {
        Extensions none =
                Extensions.of(TestCertificate.builder().subject("CN=x").build().certificate());
        return Objects.requireNonNull(CertificateNames.of(new X500Principal(subject), none))
                .commonName();
    }

    private static List<String> hosts(X509Certificate certificate) {
        CertificateNames names = CertificateNames.of(certificate.getSubjectX500Principal(), Extensions.of(certificate));
        return PresentedNames.hosts(Objects.requireNonNull(names), CommonNamePolicy.CONSIDERED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=mx.example.org                         | mx.example.org",
                "CN=*.example.org                          | *.example.org",
                "CN=mx.example.org,O=Example               | mx.example.org",
                "O=Example,CN=mx.example.org               | mx.example.org",
                "CN=mx.example.org,CN=www.example.org      | mx.example.org", // RFC 2253 prints the last one first
                "CN=mx.example.org+O=Example               | mx.example.org",
                "O=a\\,CN\\=www.example.org,CN=mx.example.org | mx.example.org",
            })
    void takesTheMostSpecificCommonName(String subject, String commonName) {
        assertThat(commonName(subject)).contains(commonName);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "O=mx.example.org",
                "CN=mx",
                "CN=Example Mail",
                "CN=.org",
                "CN=bücher.example",
                "CN=bücher.example,CN=mx.example.org",
                "O=a\\,CN\\=mx.example.org",
            })
    void somethingElseIsNoCommonNameOfAHost(String subject) {
        assertThat(commonName(subject)).isEmpty();
    }
}
