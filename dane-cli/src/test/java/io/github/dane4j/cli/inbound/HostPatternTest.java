package io.github.dane4j.cli.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of MX hosts made of customers' domains. */
class HostPatternTest {
    @ParameterizedTest
    @CsvSource({
        "mx.provider.example, contoso.com, mx.provider.example",
        "{label}.mx.provider.example, contoso.com, contoso-com.mx.provider.example",
        "{domain}.mx.provider.example, contoso.com, contoso.com.mx.provider.example",
        "{label}.mx.provider.example, mail.Contoso.COM., mail-contoso-com.mx.provider.example"
    })
    void hostOfADomain(String pattern, String domain, String host) {
        assertThat(HostPattern.of(pattern).hostFor(DomainName.of(domain))).hasToString(host);
    }

    /** Two customers never share a host by accident, and no label looks like an A-label that is none. */
    @Test
    void labelsDiffer() {
        HostPattern pattern = HostPattern.of("{label}.mx.provider.example");
        List<String> domains = List.of(
                "a.b.c",
                "a-b.c",
                "a.b-c.c",
                "a-b-c.c",
                "a--b.c",
                "xn--bcher-kva.example",
                "bcher-kva.example",
                "a".repeat(63) + ".example",
                "a".repeat(63) + ".example.org");
        Set<DomainName> hosts = new HashSet<>();

        for (String each : domains) {
            DomainName host = pattern.hostFor(DomainName.of(each));
            assertThat(host.labels()).hasSize(4);
            assertThat(host.labels().get(0)).hasSizeLessThanOrEqualTo(63).doesNotContain("--");
            hosts.add(host);
        }

        assertThat(hosts).hasSameSizeAs(domains);
    }

    @ParameterizedTest
    @CsvSource({"''", "mx", "{label}", "mx provider", "{name}.example", "192.0.2.1"})
    void whatMakesNoHost(String pattern) {
        assertThatThrownBy(() -> HostPattern.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }
}
