package io.github.dane4j.jsse;

import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Lets a server pass that matches TLSA records, and no other. */
final class DaneTrustManager extends ConnectionTrustManager {
    private final JudgedServer server;
    private final DaneVerifier verifier;
    private final List<TlsaRecord> records;
    private final ReferenceIdentifiers names;
    private final Clock clock;

    DaneTrustManager(
            JudgedServer server,
            DaneVerifier verifier,
            List<TlsaRecord> records,
            ReferenceIdentifiers names,
            Clock clock) {
        this.server = server;
        this.verifier = verifier;
        this.records = List.copyOf(records);
        this.names = names;
        this.clock = clock;
    }

    @Override
    Optional<DaneResult> check(X509Certificate[] chain, String authType, HandshakeView handshake)
            throws CertificateException {
        DaneResult proven = verifier.verify(records, PresentedChain.of(List.of(chain)), names, clock.instant());
        return switch (proven.kind()) {
            case AUTHENTICATED -> Optional.of(proven);
            case NOT_AUTHENTICATED, NO_USABLE_RECORDS -> throw RefusalExceptions.of(server, proven);
        };
    }
}
