package io.github.dane4j.x509;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.Certificate;

/** RFC 6698 section 2.1.2: the key is cut out of the bytes as it stands there, or not at all. */
class CertificateShapeFuzzTest {
    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "30m")
    void keyIsWhereAnotherParserFindsIt(byte[] octets) {
        CertificateShape shape = CertificateShape.of(octets);
        if (shape == null) {
            return;
        }
        int from = shape.keyStart();
        int to = shape.keyEnd();
        assertThat(from).isGreaterThan(0);
        assertThat(to).isGreaterThan(from).isLessThan(octets.length);
        byte[] key = Arrays.copyOfRange(octets, from, to);
        byte[] expected;
        try {
            Certificate certificate = Certificate.getInstance(octets);
            expected = certificate.getSubjectPublicKeyInfo().getEncoded("DER");
            if (!Arrays.equals(certificate.getEncoded("DER"), octets)) {
                return;
            }
        } catch (Exception e) {
            // Not everything that has the outline of a certificate is one.
            return;
        }
        assertThat(key).isEqualTo(expected);
    }
}
