package io.github.dane4j.verify;

import static io.github.dane4j.verify.Chains.records;
import static io.github.dane4j.verify.Chains.sent;
import static io.github.dane4j.verify.Chains.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.TestCertificate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 5280 section 6.1.3 (b): names of self-issued certificates are not constrained, unless they are the last. */
class SelfIssuedTest {
    private static final TestCertificate ROOT = TestCertificate.builder()
            .subject("CN=Root")
            .certificateAuthority()
            .nameConstraints(List.of("example.org"), List.of())
            .build();

    private static TestCertificate.Builder authorityOfOtherName(String subject) {
        return TestCertificate.builder()
                .subject(subject)
                .dnsNames("ca.example.net")
                .certificateAuthority()
                .issuedBy(ROOT);
    }

    @Test
    void aRenewedAuthorityMayHaveOtherNames() {
        TestCertificate renewed = authorityOfOtherName("CN=Root").build();

        assertThat(Chains.verify(records(ROOT.tlsa(2, 0, 1)), sent(server(renewed), renewed, ROOT)))
                .isInstanceOfSatisfying(
                        DaneResult.Authenticated.class,
                        result -> assertThat(result.depth()).isEqualTo(2));
    }

    @Test
    void anotherAuthorityMayNot() {
        TestCertificate issuing = authorityOfOtherName("CN=Issuing").build();

        assertThat(Chains.verify(records(ROOT.tlsa(2, 0, 1)), sent(server(issuing), issuing, ROOT)))
                .isInstanceOfSatisfying(
                        DaneResult.NotAuthenticated.class,
                        result -> assertThat(result.reason()).isEqualTo(Reason.NAME_CONSTRAINTS));
    }

    @Test
    void anAuthorityIsNotBoundByItsOwnConstraints() {
        TestCertificate root = Chains.authority("Other root");
        TestCertificate issuing = TestCertificate.builder()
                .subject("CN=Issuing")
                .dnsNames("ca.example.net")
                .certificateAuthority()
                .nameConstraints(List.of("example.org"), List.of())
                .issuedBy(root)
                .build();

        assertThat(Chains.verify(records(root.tlsa(2, 0, 1)), sent(server(issuing), issuing, root)))
                .isInstanceOf(DaneResult.Authenticated.class);
    }

    @Test
    void norMayAServerThatBearsTheNameOfItsIssuer() {
        TestCertificate server = TestCertificate.builder()
                .subject("CN=Root")
                .dnsNames("mx.example.org", "www.example.net")
                .issuedBy(ROOT)
                .build();

        assertThat(Chains.verify(records(ROOT.tlsa(2, 0, 1)), sent(server, ROOT)))
                .isInstanceOfSatisfying(
                        DaneResult.NotAuthenticated.class,
                        result -> assertThat(result.reason()).isEqualTo(Reason.NAME_CONSTRAINTS));
    }
}
