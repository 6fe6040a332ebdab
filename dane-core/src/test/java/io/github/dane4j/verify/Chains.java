package io.github.dane4j.verify;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Short words for the inputs of a verification. */
final class Chains {
    /** Within the dates of what the test kit makes, which begin an hour ago. */
    @SuppressWarnings("TimeInStaticInitializer")
    static final Instant NOW = Instant.now();

    static final ReferenceIdentifiers MX = ReferenceIdentifiers.of("mx.example.org");

    private Chains() {}

    static TestCertificate authority(String name) {
        return TestCertificate.builder()
                .subject("CN=" + name)
                .certificateAuthority()
                .build();
    }

    static TestCertificate authority(String name, TestCertificate issuer) {
        return TestCertificate.builder()
                .subject("CN=" + name)
                .certificateAuthority()
                .issuedBy(issuer)
                .build();
    }

    static TestCertificate server(TestCertificate issuer) {
        return TestCertificate.builder()
                .dnsNames("mx.example.org")
                .issuedBy(issuer)
                .build();
    }

    static List<TlsaRecord> records(String... texts) {
        return Stream.of(texts).map(TlsaRecord::parse).toList();
    }

    static PresentedChain sent(TestCertificate... certificates) {
        List<byte[]> ders = new ArrayList<>();
        for (TestCertificate certificate : certificates) {
            ders.add(certificate.der());
        }
        return PresentedChain.ofDer(ders);
    }

    /** As for mail. */
    static DaneResult verify(List<TlsaRecord> records, PresentedChain chain) {
        DaneVerifier verifier =
                DaneVerifier.builder().commonNames(CommonNamePolicy.CONSIDERED).build();
        return verifier.verify(records, chain, MX, NOW);
    }

    static Instant inDays(int days) {
        return NOW.plus(days, ChronoUnit.DAYS);
    }
}
