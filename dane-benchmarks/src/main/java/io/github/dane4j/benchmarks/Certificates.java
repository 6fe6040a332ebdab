package io.github.dane4j.benchmarks;

import io.github.dane4j.testkit.TestCertificate;
import java.lang.reflect.Constructor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The chains that are verified: P-256 keys, the server's certificate first, the root last. */
final class Certificates {
    /** The name in the certificate of the server. */
    static final String NAME = "mx.example.org";

    private Certificates() {}

    /** A chain of this many certificates, at least one; all are sent. */
    static List<TestCertificate> chain(int length) {
        List<TestCertificate> chain = new ArrayList<>();
        TestCertificate issuer = null;
        for (int depth = length - 1; depth >= 0; depth--) {
            TestCertificate.Builder builder = TestCertificate.builder();
            if (depth == 0) {
                builder.dnsNames(NAME);
            } else {
                builder.subject("CN=Authority " + depth).certificateAuthority();
            }
            if (issuer != null) {
                builder.issuedBy(issuer);
            }
            issuer = builder.build();
            chain.add(0, issuer);
        }
        return chain;
    }

    static List<X509Certificate> parsed(List<TestCertificate> chain) {
        return chain.stream().map(TestCertificate::certificate).toList();
    }

    /**
     * Objects that nobody has seen before. The JDK's factory hands out the same object for the same bytes, and its
     * objects remember the signature that was checked last; so they are made without the factory.
     */
    static List<X509Certificate> fresh(List<byte[]> chain) {
        List<X509Certificate> certificates = new ArrayList<>(chain.size());
        for (byte[] der : chain) {
            try {
                certificates.add(CONSTRUCTOR.newInstance((Object) der));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return certificates;
    }

    private static final Constructor<? extends X509Certificate> CONSTRUCTOR = constructor();

    private static Constructor<? extends X509Certificate> constructor() {
        try {
            return Class.forName("sun.security.x509.X509CertImpl")
                    .asSubclass(X509Certificate.class)
                    .getConstructor(byte[].class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
