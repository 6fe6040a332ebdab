package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.x509.CertificateShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One verification in which DANE-EE alone did not say yes: looks for paths, and for the reasons of a no. */
final class Verification {
    static final String WEAKER_DIGEST_MATCHES = "it would match";

    private final DaneVerifier.Settings settings;
    private final RecordSelection.Selected selected;
    private final PresentedChain chain;
    private final ReferenceIdentifiers names;
    private final Instant time;
    private final Findings findings;
    /** The certificates after the server's own, each once, and one more if there are more than allowed. */
    private final List<PresentedCertificate> issuers;

    Verification(
            DaneVerifier.Settings settings,
            RecordSelection.Selected selected,
            PresentedChain chain,
            ReferenceIdentifiers names,
            Instant time) {
        this.settings = settings;
        this.selected = selected;
        this.chain = chain;
        this.names = names;
        this.time = time;
        this.findings = new Findings(selected.records());
        this.issuers = chain.issuers(mostIssuers());
    }

    DaneResult run() {
        if (chain.isEmpty()) {
            return refuse(Reason.EMPTY_CHAIN);
        }
        noteDaneEe();
        return byPath();
    }

    /** Refuses, and gives this reason for each record that has none yet. */
    DaneResult refuse(Reason reason) {
        return refuse(reason, "");
    }

    private DaneResult refuse(Reason reason, String detail) {
        List<TlsaRecord> records = selected.records();
        for (int i = 0; i < records.size(); i++) {
            TlsaRecord record = records.get(i);
            Reason excluded = selected.excluded(i);
            if (excluded != null) {
                boolean pity = excluded == Reason.WEAKER_DIGEST && findsItsCertificate(record);
                findings.note(i, excluded, pity ? WEAKER_DIGEST_MATCHES : "");
            } else if (findings.isEmpty(i)) {
                findings.note(i, reason, detail);
            }
        }
        return new DaneResult.NotAuthenticated(findings.all(), chain, names);
    }

    /** Whether the record's data is that of a certificate in the place of which its usage speaks. */
    private boolean findsItsCertificate(TlsaRecord record) {
        CertificateUsage usage = record.usage().orElseThrow();
        boolean anchor = usage == CertificateUsage.PKIX_TA || usage == CertificateUsage.DANE_TA;
        return anchor
                ? issuers.stream().anyMatch(issuer -> record.matches(issuer.encoded()))
                : chain.leafMatches(record);
    }

    /** The server's own certificate counts like any other. */
    private int mostIssuers() {
        return settings.limits().certificates() - 1;
    }

    /** Usage DANE-EE did not say yes: the leaf differs, or its key is weak. */
    private void noteDaneEe() {
        byte[] key = chain.key();
        boolean readable = key != null || chain.get(0).encoded().isWellFormed();
        for (UsableRecord live : selected.of(CertificateUsage.DANE_EE)) {
            TlsaRecord record = live.record();
            boolean selectsKey = record.selectorNumber() == Selector.SPKI.number();
            if (key != null && !selectsKey) {
                findings.note(live.index(), Reason.RAW_PUBLIC_KEY);
            } else if (key != null && !CertificateShape.isSubjectPublicKeyInfo(key)) {
                findings.note(live.index(), Reason.UNREADABLE_CERTIFICATE, "the raw public key is malformed");
            } else if (chain.leafMatches(record)) {
                findings.note(live.index(), Reason.WEAK_KEY, "the server has a " + settings.leafWeakness(chain));
            } else if (selectsKey && !readable) {
                findings.note(live.index(), Reason.UNREADABLE_CERTIFICATE);
            } else {
                findings.note(live.index(), Reason.LEAF_MISMATCH);
            }
        }
    }

    /** The usages that need a path. Tried in a fixed order, so that the record that is reported is always the same. */
    private DaneResult byPath() {
        if (chain.key() != null) {
            return refuse(Reason.RAW_PUBLIC_KEY);
        }
        List<UsableRecord> daneTa = selected.of(CertificateUsage.DANE_TA);
        List<UsableRecord> pkixEe = selected.of(CertificateUsage.PKIX_EE);
        List<UsableRecord> pkixTa = selected.of(CertificateUsage.PKIX_TA);
        if (daneTa.isEmpty() && pkixEe.isEmpty() && pkixTa.isEmpty()) {
            return refuse(Reason.LEAF_MISMATCH);
        }
        if (issuers.size() > mostIssuers()) {
            return refuse(Reason.BUDGET_EXHAUSTED);
        }
        ParsedCertificate leaf = ParsedCertificate.of(chain.get(0));
        if (leaf == null) {
            return refuse(Reason.UNREADABLE_CERTIFICATE);
        }
        List<ParsedCertificate> others = new ArrayList<>();
        List<EncodedCertificate> unreadable = new ArrayList<>();
        for (PresentedCertificate issuer : issuers) {
            ParsedCertificate candidate = ParsedCertificate.of(issuer);
            if (candidate == null) {
                unreadable.add(issuer.encoded());
            } else {
                others.add(candidate);
            }
        }
        try {
            Optional<DaneResult.Authenticated> found = search(leaf, others, unreadable, daneTa, pkixEe, pkixTa);
            return found.isPresent() ? found.get() : refuse(Reason.INVALID_PATH);
        } catch (RuntimeException e) {
            // The content of certificates is hostile, and what reads it throws more than it declares. Whatever that was
            // proves nothing, and must not look to a caller like "no DANE here".
            return refuse(
                    Reason.INVALID_PATH,
                    "a certificate cannot be processed: " + e.getClass().getSimpleName());
        }
    }

    private Optional<DaneResult.Authenticated> search(
            ParsedCertificate leaf,
            List<ParsedCertificate> others,
            List<EncodedCertificate> unreadable,
            List<UsableRecord> daneTa,
            List<UsableRecord> pkixEe,
            List<UsableRecord> pkixTa) {
        PathSearch search = new PathSearch(
                time, settings, new PathRules(settings.keyStrength(), settings.commonNames(), names, time));
        Optional<DaneResult.Authenticated> found = daneTa.isEmpty()
                ? Optional.empty()
                : new DaneTaCheck(leaf, others, unreadable, daneTa, search, findings).run();
        LocalAnchors anchors = settings.anchors();
        if (found.isEmpty() && anchors != null) {
            PkixCheck pkix = new PkixCheck(leaf, others, anchors, search, findings);
            found = pkix.pkixEe(pkixEe);
            if (found.isEmpty()) {
                found = pkix.pkixTa(pkixTa);
            }
        }
        return found;
    }
}
