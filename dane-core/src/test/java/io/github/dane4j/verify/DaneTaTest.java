package io.github.dane4j.verify;

import static io.github.dane4j.verify.Chains.authority;
import static io.github.dane4j.verify.Chains.records;
import static io.github.dane4j.verify.Chains.sent;
import static io.github.dane4j.verify.Chains.server;
import static io.github.dane4j.verify.Chains.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.TestCertificate;
import org.junit.jupiter.api.Test;

class DaneTaTest {
    @Test
    void matchesTheRootThatWasSent() {
        TestCertificate root = authority("Root");
        TestCertificate issuing = authority("Issuing", root);
        TestCertificate mx = server(issuing);

        DaneResult result = verify(records(root.tlsa(2, 1, 1)), sent(mx, issuing, root));

        assertThat(result.kind()).isEqualTo(DaneResult.Kind.AUTHENTICATED);
    }
}
