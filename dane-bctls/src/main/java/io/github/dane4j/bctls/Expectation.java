package io.github.dane4j.bctls;

import io.github.dane4j.DomainName;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.RecordFinding;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a server must prove. */
record Expectation(
        DaneVerifier verifier,
        List<TlsaRecord> records,
        ReferenceIdentifiers names,
        DomainName baseDomain,
        Clock clock) {

    DaneResult verify(PresentedChain chain) {
        return verifier.verify(records, chain, names, clock.instant());
    }

    /**
     * Whether a raw public key can match, and no record asks for a certificate (RFC 7671 section 5.1). Where one does, a
     * server might answer the offer with its key although its certificate would have matched.
     */
    boolean rawKeysCanMatch() {
        Set<TlsaRecord> unusable =
                verifier.unusable(records).stream().map(RecordFinding::record).collect(Collectors.toSet());
        List<TlsaRecord> usable =
                records.stream().filter(record -> !unusable.contains(record)).toList();
        return !usable.isEmpty() && usable.stream().allMatch(Expectation::namesKeyOfServer);
    }

    private static boolean namesKeyOfServer(TlsaRecord record) {
        return record.usageNumber() == CertificateUsage.DANE_EE.number()
                && record.selectorNumber() == Selector.SPKI.number();
    }
}
