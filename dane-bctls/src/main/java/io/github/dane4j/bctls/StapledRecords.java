package io.github.dane4j.bctls;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.AuthenticationChain;
import io.github.dane4j.dns.ChainFormatException;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.time.Clock;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The server must send its TLSA records with a chain of signatures up to a trust anchor, and match them (RFC 9102). Raw
 * public keys are not offered: whether one can match is unknown when the ClientHello is sent.
 */
record StapledRecords(DaneVerifier verifier, Service service, TrustAnchors anchors, Clock clock)
        implements Expectation {
    /** The host itself: aliases are not followed (RFC 9102 section 3). */
    @Override
    public DomainName baseDomain() {
        return service.host();
    }

    @Override
    public boolean rawKeysCanMatch() {
        return false;
    }

    @Override
    public OptionalInt chainPort() {
        return OptionalInt.of(service.port());
    }

    @Override
    public DaneResult verify(PresentedChain presented, byte @Nullable [] stapled) throws StapledChainException {
        if (stapled == null) {
            throw refusal(Reason.NO_TLSA, "the server sent no DNSSEC chain (RFC 9102)");
        }
        Instant now = clock.instant();
        Answer<TlsaRecord> answer;
        try {
            answer = AuthenticationChain.parse(stapled).tlsa(service, anchors, now);
        } catch (ChainFormatException e) {
            throw refusal(
                    Reason.DNS_MALFORMED, "the DNSSEC chain that the server sent is malformed: " + e.getMessage());
        }
        return switch (answer.kind()) {
            case DATA -> {
                Answer.Data<TlsaRecord> data = (Answer.Data<TlsaRecord>) answer;
                if (data.security() != Security.SECURE) {
                    throw insecure(answer);
                }
                yield verifier.verify(
                        data.records(),
                        presented,
                        ReferenceIdentifiers.of(baseDomain().toString()),
                        now);
            }
            case DENIAL -> {
                if (((Answer.Denial<TlsaRecord>) answer).security() != Security.SECURE) {
                    throw insecure(answer);
                }
                throw refusal(
                        Reason.NO_TLSA, "the DNSSEC chain proves that there are no TLSA records: " + answer.describe());
            }
            case FAILURE ->
                throw refusal(
                        ((Answer.Failure<TlsaRecord>) answer).reason(),
                        "the DNSSEC chain that the server sent proves nothing: " + answer.describe());
        };
    }

    private StapledChainException insecure(Answer<TlsaRecord> answer) {
        return refusal(Reason.HOST_INSECURE, "the DNSSEC chain ends in an unsigned zone: " + answer.describe());
    }

    private StapledChainException refusal(Reason reason, String detail) {
        return new StapledChainException(reason, service.toString(), "DANE refused " + service + ", " + detail);
    }
}
