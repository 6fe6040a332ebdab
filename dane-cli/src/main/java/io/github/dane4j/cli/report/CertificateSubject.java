package io.github.dane4j.cli.report;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.tlsa.EncodedCertificate;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a certificate says of itself, where this JVM can read it. */
public final class CertificateSubject {
    private static final int SHOWN = 80;
    private static final int DNS_NAME = 2;

    private CertificateSubject() {}

    /** The subject's name in one line, escaped and clipped; empty if it cannot be read or is empty. */
    public static Optional<String> of(EncodedCertificate certificate) {
        return read(certificate)
                .map(parsed -> Printable.clip(parsed.getSubjectX500Principal().getName(), SHOWN))
                .filter(name -> !name.isEmpty());
    }

    /** Whether the certificate says that it is a CA's (RFC 5280 section 4.2.1.9). */
    public static boolean isAuthority(EncodedCertificate certificate) {
        return read(certificate)
                .filter(parsed -> parsed.getBasicConstraints() >= 0)
                .isPresent();
    }

    /** Whether the certificate is for {@code host}, by its DNS names alone (RFC 6125 section 6.4). */
    public static boolean isFor(X509Certificate certificate, DomainName host) {
        return dnsNames(certificate).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.equals(host.toString())
                        || (name.startsWith("*.")
                                && host.parent()
                                        .filter(parent -> parent.toString().equals(name.substring(2)))
                                        .isPresent()));
    }

    private static List<String> dnsNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateException | RuntimeException e) {
            return List.of();
        }
    }

    /** The certificate as the JDK sees it; empty if it cannot be read. */
    public static Optional<X509Certificate> read(EncodedCertificate certificate) {
        try {
            return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.der())));
        } catch (CertificateException | RuntimeException e) {
            // The JDK's parser also throws what it does not declare. A record needs no parser.
            return Optional.empty();
        }
    }
}
