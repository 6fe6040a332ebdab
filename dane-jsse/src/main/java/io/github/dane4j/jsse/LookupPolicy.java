package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.RecordFinding;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** From host and port to what the server must prove: the policy of a {@link DaneSslContext}. */
final class LookupPolicy implements ConnectionPolicy {
    private static final int MAX_PORT = 65535;

    /**
     * Our trust managers check names whatever is set here. It tells PKIX trust managers to do so as well, and
     * HttpsURLConnection not to check the name a second time, which would refuse DANE-EE certificates for other names.
     */
    private static final Optional<String> IDENTIFIED = Optional.of("HTTPS");

    private final DnssecResolver resolver;
    private final DaneVerifier verifier;
    private final Clock clock;
    private final Optional<X509ExtendedTrustManager> pkix;

    /** {@code pkix} judges where the name makes no DANE promise; empty refuses such names. */
    LookupPolicy(DnssecResolver resolver, DaneVerifier verifier, Clock clock, Optional<X509ExtendedTrustManager> pkix) {
        this.resolver = resolver;
        this.verifier = verifier;
        this.clock = clock;
        this.pkix = pkix;
    }

    @Override
    public Connection connection(@Nullable String host, int port) throws DaneLookupException {
        // Whatever keeps a name from being looked up is a refusal in every mode: PKIX alone would be DANE switched off.
        if (host == null || host.isEmpty()) {
            throw Refusal.withoutHost();
        }
        DomainName name;
        try {
            name = DomainName.of(host);
        } catch (InvalidNameException e) {
            if (e.reason() != Reason.ADDRESS_LITERAL) {
                throw Refusal.of(e);
            }
            // Addresses have no TLSA records; PKIX looks for this one in the certificate.
            return fallback(List.of(), Refusal.of(e));
        }
        if (port < 1 || port > MAX_PORT) {
            throw Refusal.withoutPort(name, port);
        }
        TlsaLookup lookup = TlsaLookup.of(resolver, new Service(name, port));
        return switch (lookup.kind()) {
            case FOUND -> found((TlsaLookup.Found) lookup);
            case ABSENT -> fallback(named(name), Refusal.of(lookup, Reason.NO_TLSA));
            case INSECURE -> fallback(named(name), Refusal.of(lookup, Reason.HOST_INSECURE));
            // Never the fallback: whoever can break a lookup could otherwise switch DANE off.
            case FAILED -> throw Refusal.of(lookup, ((TlsaLookup.Failed) lookup).reason());
        };
    }

    private Connection found(TlsaLookup.Found found) throws DaneLookupException {
        Service service = found.service();
        List<RecordFinding> unusable = verifier.unusable(found.records());
        if (unusable.size() == found.records().size()) {
            return fallback(named(service.host()), Refusal.of(found, unusable));
        }
        // RFC 7671 section 7: the TLSA base domain is the primary name; the one that was asked for is right too.
        List<DomainName> names =
                Stream.of(found.baseDomain(), service.host()).distinct().toList();
        ConnectionTrustManager dane = new DaneTrustManager(
                new Subject(service.toString(), Optional.of(found)),
                verifier,
                found.records(),
                ReferenceIdentifiers.of(names),
                clock);
        return new Connection(dane, named(found.baseDomain()), IDENTIFIED);
    }

    private Connection fallback(List<SNIServerName> serverNames, DaneLookupException refusal)
            throws DaneLookupException {
        if (pkix.isEmpty()) {
            throw refusal;
        }
        return new Connection(new PkixTrustManager(pkix.get(), serverNames), serverNames, IDENTIFIED);
    }

    private static List<SNIServerName> named(DomainName name) {
        return Connection.serverNames(Optional.of(name));
    }
}
