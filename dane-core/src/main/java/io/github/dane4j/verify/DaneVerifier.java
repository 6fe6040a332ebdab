package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.TlsaRecord;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a certificate chain proves against TLSA records (RFC 6698 section 2.1, RFC 7671, RFC 7672 section 3).
 *
 * <p>The same input gives the same result, and neither the order of the records nor that of the certificates after the
 * server's own changes it. Whatever the server and the DNS hand over, the answer is a {@link DaneResult}; exceptions are
 * for wrong use. Immutable, thread-safe.
 *
 * <p><b>In TLS, judge each connection.</b> A resumed session asks no trust manager and no verifier, and outlives the records
 * by which its server was judged: judge the certificates of the session again ({@code SSLSession.getPeerCertificates()}), or
 * make each connection in an {@code SSLContext} of its own, as dane-jsse does.
 *
 * <p>If several records match, the one reported is of usage DANE-EE before DANE-TA before PKIX-EE before PKIX-TA, then
 * the one with the lowest depth, then the first in the order of {@link TlsaRecord#compareTo}.
 */
public final class DaneVerifier {
    private final Settings settings;

    private DaneVerifier(Settings settings) {
        this.settings = settings;
    }

    /** A verifier for certificate usages DANE-TA and DANE-EE, with the defaults of {@link Builder}. */
    public static DaneVerifier create() {
        return builder().build();
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Judges {@code chain} by {@code records}, which must come from a DNSSEC-secure answer.
     *
     * <p>A positive result is about the key only; that the server holds it is proven by the TLS handshake.
     *
     * @param names the certificate must match one of these; ignored for DANE-EE
     * @param time the time at which certificates must be valid; ignored for DANE-EE
     */
    public DaneResult verify(List<TlsaRecord> records, PresentedChain chain, ReferenceIdentifiers names, Instant time) {
        Objects.requireNonNull(names);
        Objects.requireNonNull(time);
        RecordSelection.Selected selected = settings.selection().select(List.copyOf(records));
        int usable = selected.usable();
        if (usable == 0) {
            return new DaneResult.NoUsableRecords(unusable(records));
        }
        if (usable > settings.limits().records()) {
            return new Verification(settings, selected, chain, names, time).refuse(Reason.BUDGET_EXHAUSTED);
        }
        // RFC 7671 section 5.1: the first certificate of the message, or the raw key, and nothing else about it.
        for (UsableRecord candidate : selected.of(CertificateUsage.DANE_EE)) {
            if (chain.leafMatches(candidate.record()) && settings.leafWeakness(chain) == null) {
                return authenticated(candidate.record(), chain);
            }
        }
        return new Verification(settings, selected, chain, names, time).run();
    }

    private static DaneResult authenticated(TlsaRecord matched, PresentedChain chain) {
        boolean raw = chain.size() == 0;
        List<EncodedCertificate> path = raw ? List.of() : List.of(chain.get(0).encoded());
        return new DaneResult.Authenticated(matched, path, 0, Optional.empty(), raw ? chain.leafKeySize() : null);
    }

    /**
     * What is wrong with each record that no chain could match (RFC 6698 section 4.1). A record is usable if it is not
     * listed; if all are, so that {@link #verify} would say {@link DaneResult.NoUsableRecords}, the server needs no
     * connection to know.
     */
    public List<RecordFinding> unusable(List<TlsaRecord> records) {
        List<RecordFinding> findings = new ArrayList<>();
        for (TlsaRecord record : records) {
            Reason reason = settings.selection().unusable(record);
            if (reason != null) {
                findings.add(new RecordFinding(record, reason, ""));
            }
        }
        return List.copyOf(findings);
    }

    /** What a verifier was built with. Immutable, thread-safe. */
    record Settings(
            RecordSelection selection,
            @Nullable LocalAnchors anchors,
            CommonNamePolicy commonNames,
            KeyStrength keyStrength,
            WorkLimits limits,
            SignatureVerifier signatures) {

        /**
         * What is too weak about the key that the server presented, or null if nothing is. DANE-EE looks at no signature and
         * at nothing else of a certificate; a key that cannot be read is not called weak.
         */
        @Nullable
        String leafWeakness(PresentedChain chain) {
            return keyStrength.weakness(chain.leafKeySize());
        }
    }

    /** Sets up a verifier. Not thread-safe. */
    public static final class Builder {
        private Set<CertificateUsage> usages = EnumSet.of(CertificateUsage.DANE_TA, CertificateUsage.DANE_EE);
        private List<MatchingType> digestPreference = List.of(MatchingType.SHA2_512, MatchingType.SHA2_256);
        private @Nullable List<X509Certificate> trustAnchors;
        private PartialPaths partialPaths = PartialPaths.REFUSED;
        private CommonNamePolicy commonNames = CommonNamePolicy.IGNORED;
        private @Nullable KeyStrength keyStrength;
        private WorkLimits workLimits = WorkLimits.STANDARD;
        private SignatureVerifier signatures = SignatureVerifier.standard();

        private Builder() {}

        /**
         * The certificate usages that make a record usable. By default DANE-TA and DANE-EE. The PKIX usages need {@link
         * #trustAnchors} and add no security, because an attacker who can forge TLSA records will choose DANE-EE (RFC 7671
         * section 4).
         *
         * @throws IllegalArgumentException if there is none
         */
        public Builder usages(Set<CertificateUsage> usages) {
            if (usages.isEmpty()) {
                throw new IllegalArgumentException("a verifier needs at least one certificate usage");
            }
            this.usages = EnumSet.copyOf(usages);
            return this;
        }

        /**
         * The certificates that are trusted locally, for usages PKIX-TA and PKIX-EE. The other usages never look at them.
         * Revocation is not checked.
         *
         * @throws IllegalArgumentException if one has no encoding, no name or no key
         */
        public Builder trustAnchors(Collection<X509Certificate> trustAnchors) {
            this.trustAnchors = List.copyOf(trustAnchors);
            return this;
        }

        /** Whether a trust anchor that is not self-issued ends a path. By default {@link PartialPaths#REFUSED}. */
        public Builder partialPaths(PartialPaths partialPaths) {
            this.partialPaths = partialPaths;
            return this;
        }

        /**
         * The digests that make a record usable, the strongest first. Where records of one usage and selector have
         * several, only those with the strongest count, and full data (RFC 7671 section 9). By default SHA2-512, then
         * SHA2-256.
         *
         * @throws IllegalArgumentException if there is none, if one is repeated, or if one is {@link MatchingType#FULL},
         *     which is not a digest
         */
        public Builder digestPreference(MatchingType... strongestFirst) {
            List<MatchingType> preference = List.of(strongestFirst);
            if (preference.isEmpty()
                    || preference.contains(MatchingType.FULL)
                    || new LinkedHashSet<>(preference).size() < preference.size()) {
                throw new IllegalArgumentException("a preference among digests names each once, and at least one");
            }
            this.digestPreference = preference;
            return this;
        }

        /**
         * What a common name is worth. By default {@link CommonNamePolicy#IGNORED} (RFC 9525 section 2); SMTP considers it
         * (RFC 7672 section 3.2.3).
         */
        public Builder commonNames(CommonNamePolicy commonNames) {
            this.commonNames = commonNames;
            return this;
        }

        /**
         * The smallest keys that are accepted: the server's own for every usage, and all keys on a path. By default those
         * that TLS in this JVM accepts ({@link KeyStrength#ofJvm()}), which include RSA with 1024 bits; {@link
         * KeyStrength#RECOMMENDED} is stricter. Signatures on a path with MD5 or SHA-1 are refused in any case.
         */
        public Builder keyStrength(KeyStrength minimum) {
            this.keyStrength = minimum;
            return this;
        }

        /** The most work that one verification may take. By default {@link WorkLimits#STANDARD}. */
        public Builder workLimits(WorkLimits limits) {
            this.workLimits = limits;
            return this;
        }

        /**
         * The provider that verifies the signatures of a path, for the algorithms it supports; it need not be registered with
         * the JVM. By default the provider that the JVM prefers, if that is not one of the JDK's; else Bouncy Castle for keys
         * on curves, if it is on the class path; else the JDK.
         */
        public Builder signatureProvider(Provider provider) {
            this.signatures = SignatureVerifier.with(provider);
            return this;
        }

        /**
         * The verifier.
         *
         * @throws IllegalStateException if a PKIX usage is set and there are no trust anchors
         * @throws IllegalArgumentException if a trust anchor has no encoding, no name or no key
         */
        public DaneVerifier build() {
            boolean pkix = usages.contains(CertificateUsage.PKIX_TA) || usages.contains(CertificateUsage.PKIX_EE);
            LocalAnchors anchors = null;
            if (pkix) {
                if (trustAnchors == null || trustAnchors.isEmpty()) {
                    throw new IllegalStateException(
                            "certificate usages PKIX-TA and PKIX-EE need trust anchors: call trustAnchors(...)");
                }
                anchors = new LocalAnchors(trustAnchors, partialPaths);
            }
            return new DaneVerifier(new Settings(
                    new RecordSelection(usages, digestPreference),
                    anchors,
                    commonNames,
                    keyStrength == null ? KeyStrength.ofJvm() : keyStrength,
                    workLimits,
                    signatures));
        }
    }
}
