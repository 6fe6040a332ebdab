package io.github.dane4j.benchmarks;

import io.github.dane4j.Reason;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import io.github.dane4j.verify.WorkLimits;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The processor time of verifications that end at the limit of work: a full message of CAs that all bear one name, each
 * with a key of its own and issued by the next, so that everybody could have issued everybody.
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
        lines.add("| a verification that ends at the limits: keys | ms of processor time |");
        lines.add("| --- | ---: |");
        for (Keys keys : KEYS) {
            lines.add(String.format(Locale.ROOT, "| %s | %,.1f |", keys, median(message(keys)) / 1e6));
        }
        return lines;
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

    private static long median(List<byte[]> message) {
        List<TlsaRecord> records = List.of(TlsaRecord.of(2, 1, 1, new byte[32]));
        ReferenceIdentifiers names = ReferenceIdentifiers.of(Certificates.NAME);
        DaneVerifier verifier = DaneVerifier.create();
        return LongStream.range(0, RUNS)
                .map(run -> {
                    PresentedChain chain = PresentedChain.of(Certificates.fresh(message));
                    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    DaneResult result = verifier.verify(records, chain, names, Instant.now());
                    long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                    if (!(result instanceof DaneResult.NotAuthenticated refused)
                            || refused.reason() != Reason.BUDGET_EXHAUSTED) {
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
