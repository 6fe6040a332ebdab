package io.github.dane4j.cli.check;

import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.verify.DaneVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates that this system trusts, for the certificate usages PKIX-TA and PKIX-EE. */
public final class SystemRoots {
    private SystemRoots() {}

    /** A verifier for all four usages. */
    public static DaneVerifier verifier() {
        return verifier(trusted());
    }

    /** A verifier for all four usages, with these roots. */
    public static DaneVerifier verifier(List<X509Certificate> roots) {
        return DaneVerifier.builder()
                .usages(EnumSet.allOf(CertificateUsage.class))
                .trustAnchors(roots)
                .build();
    }

    /** What this system trusts. */
    public static List<X509Certificate> trusted() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore defaults = null;
            factory.init(defaults);
            return Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no trusted certificates", e);
        }
    }
}
