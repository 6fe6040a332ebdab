package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.CertificateUsage;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** RFC 7671 section 5.4: trusted intermediates, and records about what is above them. */
class PartialPathTest {
    private static final TestCertificate ROOT = Chains.authority("Root");
    private static final TestCertificate ISSUING = Chains.authority("Issuing", ROOT);
    private static final TestCertificate SERVER = Chains.server(ISSUING);

    private static DaneResult verify(TestCertificate named, PresentedChain sent, TestCertificate... trusted) {
        List<X509Certificate> anchors =
                Stream.of(trusted).map(TestCertificate::certificate).toList();
        return DaneVerifier.builder()
                .usages(EnumSet.of(CertificateUsage.PKIX_TA))
                .trustAnchors(anchors)
                .partialPaths(PartialPaths.ALLOWED)
                .build()
                .verify(Chains.records(named.tlsa(0, 1, 1)), sent, Chains.MX, Chains.NOW);
    }

    @Test
    void pathGoesOnBeyondATrustedIntermediate() {
        for (PresentedChain sent : List.of(Chains.sent(SERVER), Chains.sent(SERVER, ISSUING))) {
            assertThat(verify(ROOT, sent, ISSUING, ROOT))
                    .isInstanceOfSatisfying(
                            DaneResult.Authenticated.class,
                            yes -> assertThat(yes.depth()).isEqualTo(2));
        }
    }

    @Test
    void pathEndsAtATrustedIntermediateThatMatches() {
        assertThat(verify(ISSUING, Chains.sent(SERVER), ISSUING))
                .isInstanceOfSatisfying(
                        DaneResult.Authenticated.class,
                        yes -> assertThat(yes.depth()).isEqualTo(1));
    }

    @Test
    void whatIsAboveCountsOnlyIfItIsTrusted() {
        assertThat(verify(ROOT, Chains.sent(SERVER, ISSUING, ROOT), ISSUING).kind())
                .isEqualTo(DaneResult.Kind.NOT_AUTHENTICATED);
    }
}
