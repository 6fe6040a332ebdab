package io.github.dane4j.benchmarks;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import io.github.dane4j.verify.WorkLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.jspecify.annotations.Nullable;

/**
 * The processor time of verifications that end at the limits of work, or just before. For signatures, a full message of CAs
 * that all bear one name, each with a key of its own and issued by the next, so that everybody could have issued everybody.
 * For comparisons, paths with as many policies or name constraints as are allowed.
 */
final class ChainWork implements Figures {
    private static final int RUNS = 9;
    private static final String NAME = "CN=Namesake";

    private record Keys(String algorithm, String size) {
        KeyPair generate() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
                if (algorithm.equals("EC")) {
                    generator.initialize(new ECGenParameterSpec(size));
                } else {
                    generator.initialize(Integer.parseInt(size));
                }
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return algorithm + " " + size;
        }
    }

    private static final List<Keys> KEYS = List.of(
            new Keys("RSA", "2048"), new Keys("RSA", "4096"), new Keys("EC", "secp256r1"), new Keys("EC", "secp521r1"));

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| a verification at the limits | ms of processor time |");
        lines.add("| --- | ---: |");
        TlsaRecord nobody = TlsaRecord.of(2, 1, 1, new byte[32]);
        for (Keys keys : KEYS) {
            lines.add(line("128 signatures, " + keys, messages(keys), nobody, true));
        }
        TestCertificate root = authority("Root", null);
        TlsaRecord anchor = TlsaRecord.parse(root.tlsa(2, 1, 1));
        lines.add(line("30 CAs, 16 policies each", () -> policies(root), anchor, false));
        lines.add(line("350 name constraints, 350 names", () -> constraints(root), anchor, false));
        return lines;
    }

    private static TestCertificate authority(String name, @Nullable TestCertificate issuer, Extension... extensions) {
        TestCertificate.Builder builder =
                TestCertificate.builder().subject("CN=" + name).certificateAuthority();
        for (Extension extension : extensions) {
            builder.extension(extension.identifier(), false, encoded(extension.value()));
        }
        return (issuer == null ? builder : builder.issuedBy(issuer)).build();
    }

    private record Extension(String identifier, ASN1Object value) {}

    private static byte[] encoded(ASN1Object value) {
        try {
            return value.getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<byte[]> policies(TestCertificate root) {
        ASN1Encodable[] policies = IntStream.range(0, 16)
                .mapToObj(i -> new PolicyInformation(new ASN1ObjectIdentifier("2.999." + i)))
                .toArray(ASN1Encodable[]::new);
        List<TestCertificate> chain = new ArrayList<>(List.of(root));
        for (int i = 0; i < 30; i++) {
            chain.add(
                    0,
                    authority("Authority " + i, chain.get(0), new Extension("2.5.29.32", new DERSequence(policies))));
        }
        chain.add(
                0,
                TestCertificate.builder()
                        .dnsNames(Certificates.NAME)
                        .issuedBy(chain.get(0))
                        .build());
        return chain.stream().map(TestCertificate::der).toList();
    }

    private static List<byte[]> constraints(TestCertificate root) {
        GeneralSubtree[] excluded = IntStream.range(0, 350)
                .mapToObj(i -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, "no" + i + ".example")))
                .toArray(GeneralSubtree[]::new);
        TestCertificate issuer =
                authority("Authority", root, new Extension("2.5.29.30", new NameConstraints(null, excluded)));
        String[] names = IntStream.range(0, 350)
                .mapToObj(i -> i == 0 ? Certificates.NAME : "yes" + i + ".example")
                .toArray(String[]::new);
        TestCertificate server =
                TestCertificate.builder().dnsNames(names).issuedBy(issuer).build();
        return List.of(server.der(), issuer.der(), root.der());
    }

    private static String line(String what, Supplier<List<byte[]>> message, TlsaRecord record, boolean exhausted) {
        return String.format(Locale.ROOT, "| %s | %,.1f |", what, median(message, record, exhausted) / 1e6);
    }

    /** A message of one's own for each run, or one for all where making it takes long and no signature is remembered. */
    private static Supplier<List<byte[]>> messages(Keys keys) {
        if (!keys.algorithm().equals("RSA")) {
            return () -> message(keys);
        }
        List<byte[]> message = message(keys);
        return () -> message;
    }

    private static List<byte[]> message(Keys keys) {
        List<byte[]> message = new ArrayList<>();
        TestCertificate issuer = null;
        while (message.size() < WorkLimits.STANDARD.certificates()) {
            boolean server = message.size() == WorkLimits.STANDARD.certificates() - 1;
            TestCertificate.Builder builder =
                    TestCertificate.builder().keyPair(keys.generate()).authorityKeyIdentifier(new byte[] {1});
            if (server) {
                builder.dnsNames(Certificates.NAME);
            } else {
                builder.subject(NAME).certificateAuthority();
            }
            if (issuer != null) {
                builder.issuedBy(issuer);
            }
            issuer = builder.build();
            message.add(0, issuer.der());
        }
        return message;
    }

    private static long median(Supplier<List<byte[]>> messages, TlsaRecord record, boolean exhausted) {
        List<TlsaRecord> records = List.of(record);
        ReferenceIdentifiers names = ReferenceIdentifiers.of(Certificates.NAME);
        DaneVerifier verifier = DaneVerifier.create();
        return LongStream.range(0, RUNS)
                .map(run -> {
                    // Each with signatures that the verifier has not seen.
                    PresentedChain chain = PresentedChain.of(Certificates.fresh(messages.get()));
                    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    DaneResult result = verifier.verify(records, chain, names, Instant.now());
                    long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                    boolean refused = result instanceof DaneResult.NotAuthenticated not
                            && not.reason() == Reason.BUDGET_EXHAUSTED;
                    if (exhausted ? !refused : !(result instanceof DaneResult.Authenticated)) {
                        throw new IllegalStateException(result.toString());
                    }
                    return taken;
                })
                .sorted()
                .skip(RUNS / 2)
                .findFirst()
                .orElseThrow();
    }
}
