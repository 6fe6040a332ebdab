package io.github.dane4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.EncodedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.Test;

/** RFC 5280 section 6.1 about policies; the JDK, which has them in a tree, is asked the same. */
class CertificatePoliciesTest {
    private static final long SEED = 9618;
    private static final int PATHS = 600;
    private static final String ANY = "2.5.29.32.0";

    private static final String POLICIES = "2.5.29.32";
    private static final String MAPPINGS = "2.5.29.33";
    private static final String CONSTRAINTS = "2.5.29.36";
    private static final String INHIBIT_ANY = "2.5.29.54";

    private static final TestCertificate ROOT = Chains.authority("Root");

    @Test
    void theJdkSaysTheSame() throws GeneralSecurityException {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < PATHS; i++) {
            List<TestCertificate> path = randomPath(random);
            boolean valid = areValid(path);
            assertThat(valid).as("path %d of seed %d", i, SEED).isEqualTo(jdkSays(path));
            refused += valid ? 0 : 1;
        }
        assertThat(refused).isBetween(PATHS / 10, PATHS / 2);
    }

    private static List<TestCertificate> randomPath(Random random) {
        List<TestCertificate> path = new ArrayList<>();
        TestCertificate issuer = ROOT;
        int length = 1 + random.nextInt(4);
        for (int depth = length - 1; depth >= 0; depth--) {
            TestCertificate.Builder builder = depth == 0
                    ? TestCertificate.builder().keyPair(ROOT.keyPair()).dnsNames("mx.example.org")
                    // Now and then self-issued, which counts for less.
                    : TestCertificate.builder()
                            .keyPair(ROOT.keyPair())
                            .subject(random.nextInt(4) == 0 ? issuerName(issuer) : "CN=CA " + depth)
                            .certificateAuthority();
            if (random.nextInt(8) > 0) {
                builder.extension(POLICIES, random.nextBoolean(), policies(random));
            }
            if (depth > 0 && random.nextInt(5) == 0) {
                builder.extension(MAPPINGS, false, mapping(1 + random.nextInt(3), 1 + random.nextInt(3)));
            }
            if (random.nextInt(3) == 0) {
                builder.extension(CONSTRAINTS, true, policyConstraints(random));
            }
            if (depth > 0 && random.nextInt(3) == 0) {
                builder.extension(INHIBIT_ANY, true, encoded(new ASN1Integer(random.nextInt(3))));
            }
            issuer = builder.issuedBy(issuer).build();
            path.add(0, issuer);
        }
        return path;
    }

    private static String issuerName(TestCertificate issuer) {
        return issuer.certificate().getSubjectX500Principal().getName();
    }

    private static byte[] policies(Random random) {
        List<String> stated = new ArrayList<>();
        for (String policy : List.of("2.999.1", "2.999.2", "2.999.3", ANY)) {
            if (random.nextInt(2) == 0) {
                stated.add(policy);
            }
        }
        return policies(stated.isEmpty() ? List.of("2.999.4") : stated);
    }

    private static byte[] policies(List<String> stated) {
        return encoded(new DERSequence(stated.stream()
                .map(policy -> new DERSequence(new ASN1ObjectIdentifier(policy)))
                .toArray(ASN1Encodable[]::new)));
    }

    private static byte[] mapping(int from, int to) {
        return encoded(new DERSequence(new DERSequence(
                new ASN1Encodable[] {new ASN1ObjectIdentifier("2.999." + from), new ASN1ObjectIdentifier("2.999." + to)
                })));
    }

    private static byte[] policyConstraints(Random random) {
        List<ASN1Encodable> both = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            both.add(new DERTaggedObject(false, 0, new ASN1Integer(random.nextInt(3))));
        }
        if (both.isEmpty() || random.nextBoolean()) {
            both.add(new DERTaggedObject(false, 1, new ASN1Integer(random.nextInt(3))));
        }
        return encoded(new DERSequence(both.toArray(ASN1Encodable[]::new)));
    }

    private static byte[] encoded(ASN1Encodable object) {
        try {
            return object.toASN1Primitive().getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean areValid(List<TestCertificate> path) {
        try {
            return CertificatePolicies.areValid(candidates(path));
        } catch (IOException e) {
            return false;
        }
    }

    private static List<ParsedCertificate> candidates(List<TestCertificate> path) {
        return path.stream()
                .map(certificate ->
                        Objects.requireNonNull(ParsedCertificate.of(EncodedCertificate.of(certificate.der()))))
                .toList();
    }

    private static boolean jdkSays(List<TestCertificate> path) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (TestCertificate certificate : path) {
            certificates.add(
                    (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(certificate.der())));
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setPolicyMappingInhibited(true);
        try {
            CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(certificates), parameters);
            return true;
        } catch (CertPathValidatorException e) {
            return false;
        }
    }

    private static DaneResult verify(TestCertificate issuing, byte[] policiesOfServer, boolean critical) {
        TestCertificate server = TestCertificate.builder()
                .dnsNames("mx.example.org")
                .extension(POLICIES, critical, policiesOfServer)
                .issuedBy(issuing)
                .build();
        return Chains.verify(Chains.records(ROOT.tlsa(2, 1, 1)), Chains.sent(server, issuing, ROOT));
    }

    private static TestCertificate.Builder issuing() {
        return TestCertificate.builder()
                .subject("CN=Issuing")
                .certificateAuthority()
                .issuedBy(ROOT);
    }

    @Test
    void aPolicyThatIsRequiredMustBeStatedByAll() {
        TestCertificate requiring = issuing()
                .extension(POLICIES, false, policies(List.of("2.999.1")))
                .extension(
                        CONSTRAINTS, true, encoded(new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0)))))
                .build();

        assertThat(verify(requiring, policies(List.of("2.999.1")), false).kind())
                .isEqualTo(DaneResult.Kind.AUTHENTICATED);
        DaneResult other = verify(requiring, policies(List.of("2.999.2")), false);
        assertThat(other.kind()).isEqualTo(DaneResult.Kind.NOT_AUTHENTICATED);
        assertThat(other.explain()).contains("has no policy that all its issuers state, and one is required");
    }

    /** RFC 5280 section 4.2.1.4: CPS pointers and user notices are texts; another qualifier may mean anything. */
    @Test
    void aQualifierOfACriticalPolicyIsKnown() {
        TestCertificate issuing = issuing().build();
        byte[] known = qualified("1.3.6.1.5.5.7.2.1");
        byte[] unknown = qualified("2.999.7");

        assertThat(verify(issuing, known, true).kind()).isEqualTo(DaneResult.Kind.AUTHENTICATED);
        assertThat(verify(issuing, unknown, false).kind()).isEqualTo(DaneResult.Kind.AUTHENTICATED);
        assertThat(verify(issuing, unknown, true).explain())
                .contains("has a critical policy with an unknown qualifier");
    }

    private static byte[] qualified(String qualifier) {
        DERSequence info = new DERSequence(new ASN1Encodable[] {new ASN1ObjectIdentifier(qualifier)});
        return encoded(new DERSequence(
                new DERSequence(new ASN1Encodable[] {new ASN1ObjectIdentifier("2.999.1"), new DERSequence(info)})));
    }

    @Test
    void anyPolicyIsNeverMapped() {
        TestCertificate mapping = issuing()
                .extension(POLICIES, false, policies(List.of(ANY)))
                .extension(MAPPINGS, false, encoded(new DERSequence(new DERSequence(new ASN1Encodable[] {
                    new ASN1ObjectIdentifier(ANY), new ASN1ObjectIdentifier("2.999.1")
                }))))
                .build();

        assertThat(verify(mapping, policies(List.of("2.999.1")), false).explain())
                .contains("maps anyPolicy");
    }

    @Test
    void numbersThatCannotBeReadAreRefused() {
        for (byte[] broken : List.of(
                new byte[] {5, 0},
                new byte[] {0x30, 2, (byte) 0x80, 0},
                new byte[] {0x30, 3, (byte) 0x80, 1, -1},
                new byte[] {0x30, 2, 5, 0})) {
            assertThat(verify(issuing().extension(CONSTRAINTS, false, broken).build(), policies(List.of(ANY)), false)
                            .explain())
                    .contains("has certificate policies that cannot be read");
        }
        assertThat(verify(
                                issuing()
                                        .extension(INHIBIT_ANY, false, new byte[] {5, 0})
                                        .build(),
                                policies(List.of(ANY)),
                                false)
                        .explain())
                .contains("has certificate policies that cannot be read");
        byte[] large = encoded(new DERSequence(
                new DERTaggedObject(false, 0, new ASN1Integer(java.math.BigInteger.ONE.shiftLeft(70)))));
        assertThat(verify(issuing().extension(CONSTRAINTS, false, large).build(), policies(List.of("2.999.1")), false)
                        .kind())
                .isEqualTo(DaneResult.Kind.AUTHENTICATED);
    }

    @Test
    void manyPoliciesAreAsValidAsFew() {
        List<String> many = IntStream.range(0, 3000).mapToObj(i -> "2.999." + i).toList();

        assertThat(verify(issuing().extension(POLICIES, false, policies(many)).build(), policies(many), false)
                        .kind())
                .isEqualTo(DaneResult.Kind.AUTHENTICATED);
    }
}
