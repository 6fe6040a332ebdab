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
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The server must match records that are known beforehand. */
record KnownRecords(
        DaneVerifier verifier, List<TlsaRecord> records, ReferenceIdentifiers names, DomainName baseDomain, Clock clock)
        implements Expectation {
    @Override
    public boolean rawKeysCanMatch() {
        Set<TlsaRecord> unusable =
                verifier.unusable(records).stream().map(RecordFinding::record).collect(Collectors.toSet());
        List<TlsaRecord> usable =
                records.stream().filter(record -> !unusable.contains(record)).toList();
        return !usable.isEmpty() && usable.stream().allMatch(KnownRecords::namesKeyOfServer);
    }

    private static boolean namesKeyOfServer(TlsaRecord record) {
        return record.usageNumber() == CertificateUsage.DANE_EE.number()
                && record.selectorNumber() == Selector.SPKI.number();
    }

    @Override
    public OptionalInt chainPort() {
        return OptionalInt.empty();
    }

    @Override
    public DaneResult verify(PresentedChain presented, byte @Nullable [] stapled) {
        return verifier.verify(records, presented, names, clock.instant());
    }
}
