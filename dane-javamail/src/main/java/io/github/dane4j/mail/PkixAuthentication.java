package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.CommonNamePolicy;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PartialPaths;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.eclipse.angus.mail.util.MailSSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether PKIX authenticates the server of one connection: by a path to a CA that the application, or else the JVM, trusts,
 * and a certificate for the host. Checked before credentials are sent to a server that DANE does not authenticate.
 *
 * <p>The check is repeated here because the application's own TLS settings may check nothing: most socket factories do not
 * reveal their trust managers, and even the JVM's default factory can be replaced by one that trusts everyone. Angus's
 * {@code MailSSLSocketFactory} does reveal them. No trust manager is taken at its word: the path must end at one of the CAs
 * that it names.
 */
final class PkixAuthentication {
    /** What JSSE passes as the key exchange of TLS 1.3; every trust manager must accept it. */
    private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

    private static final int MAX_TEXT = 200;

    private final DomainName host;
    private final SessionWatch watch;
    private final Clock clock;
    private final CommonNamePolicy commonNames;

    /** The application's factory, if it reveals its trust managers. */
    private volatile @Nullable MailSSLSocketFactory factory;

    /** Judges the session that {@code watch} sees. */
    PkixAuthentication(DomainName host, SessionWatch watch, Clock clock, CommonNamePolicy commonNames) {
        this.host = host;
        this.watch = watch;
        this.clock = clock;
        this.commonNames = commonNames;
    }

    /** Looks at the application's socket factory, which may reveal whom it trusts. */
    void trustAs(ProtocolProperties application) {
        if (application.properties().get(application.name("ssl.socketFactory")) instanceof MailSSLSocketFactory shown) {
            factory = shown;
        }
    }

    /**
     * Why the server is not authenticated; empty if it is. The reason is an expired certificate or one for other names,
     * otherwise the missing path to a CA.
     */
    Optional<Audit.Objection> objection() {
        Optional<SSLSession> established = watch.session();
        if (established.isEmpty()) {
            return Optional.of(Audit.Objection.unknown(SessionWatch.NOT_SEEN));
        }
        try {
            List<X509Certificate> chain = SessionWatch.chain(established.get());
            X509TrustManager trusted = trustManager();
            List<X509Certificate> anchors = List.of(trusted.getAcceptedIssuers());
            try {
                trusted.checkServerTrusted(chain.toArray(X509Certificate[]::new), ANY_KEY_EXCHANGE);
            } catch (CertificateException e) {
                return because(judge(chain, anchors), Printable.clip(String.valueOf(e.getMessage()), MAX_TEXT));
            }
            DaneResult result = judge(chain, anchors);
            return result.kind() == DaneResult.Kind.AUTHENTICATED
                    ? Optional.empty()
                    : because(result, result.explain());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.of(new Audit.Objection(Optional.of(Reason.NO_PKIX_PATH), "it sent no certificate"));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.of(new Audit.Objection(
                    Optional.of(Reason.NO_PKIX_PATH), Printable.clip(String.valueOf(e.getMessage()), MAX_TEXT)));
        }
    }

    private static Optional<Audit.Objection> because(DaneResult result, String text) {
        Reason reason = result instanceof DaneResult.NotAuthenticated no
                        && (no.reason() == Reason.EXPIRED || no.reason() == Reason.NAME_MISMATCH)
                ? no.reason()
                : Reason.NO_PKIX_PATH;
        return Optional.of(new Audit.Objection(Optional.of(reason), text));
    }

    private X509TrustManager trustManager() throws GeneralSecurityException {
        MailSSLSocketFactory shown = factory;
        for (TrustManager manager : shown == null ? ofJvm() : shown.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("there is no trust manager for certificates");
    }

    private static TrustManager[] ofJvm() throws GeneralSecurityException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init((KeyStore) null);
        return managers.getTrustManagers();
    }

    /** Checks the name, which the trust manager was not given: by a PKIX-EE record for the certificate itself. */
    private DaneResult judge(List<X509Certificate> chain, List<X509Certificate> anchors)
            throws GeneralSecurityException {
        TlsaRecord itself = TlsaRecord.of(
                CertificateUsage.PKIX_EE,
                Selector.CERT,
                MatchingType.FULL,
                chain.get(0).getEncoded());
        return DaneVerifier.builder()
                .usages(EnumSet.of(CertificateUsage.PKIX_EE))
                .partialPaths(PartialPaths.ALLOWED)
                .commonNames(commonNames)
                .trustAnchors(anchors)
                .build()
                .verify(
                        List.of(itself),
                        PresentedChain.of(chain),
                        ReferenceIdentifiers.of(List.of(host)),
                        clock.instant());
    }
}
