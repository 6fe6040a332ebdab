package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.jsse.ResumableSessions.Judgement;
import io.github.dane4j.jsse.ResumableSessions.ServiceKey;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.RecordFinding;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final Requirements requirements;
    private final Optional<X509ExtendedTrustManager> pkix;
    private final Consumer<ServerVerdict> listener;

    /** {@code pkix} is there if any of the requirements asks it. */
    LookupPolicy(
            DnssecResolver resolver,
            DaneVerifier verifier,
            Clock clock,
            Requirements requirements,
            Optional<X509ExtendedTrustManager> pkix,
            Consumer<ServerVerdict> listener) {
        this.resolver = resolver;
        this.verifier = verifier;
        this.clock = clock;
        this.requirements = requirements;
        this.pkix = pkix;
        this.listener = listener;
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
            return new Attempt(host, port, List.of(), requirements.otherwise())
                    .withoutDane(Reason.ADDRESS_LITERAL, Refusal.of(e));
        }
        if (port < 1 || port > MAX_PORT) {
            throw Refusal.withoutPort(name, port);
        }
        Attempt attempt = new Attempt(host, port, named(name), requirements.of(name));
        return switch (attempt.requirement()) {
            case NONE -> attempt.pkix(Optional.empty());
            case AUDIT -> attempt.audited(TlsaLookup.of(resolver, new Service(name, port)));
            case DANE_OR_UNAUTHENTICATED, DANE_OR_PKIX, MANDATORY ->
                attempt.decided(TlsaLookup.of(resolver, new Service(name, port)));
        };
    }

    private static List<SNIServerName> named(DomainName name) {
        return Connection.serverNames(Optional.of(name));
    }

    /** One connection, of which host, port and requirement are known. */
    private final class Attempt {
        private final String host;
        private final int port;
        private final List<SNIServerName> serverNames;
        private final DaneRequirement requirement;

        Attempt(String host, int port, List<SNIServerName> serverNames, DaneRequirement requirement) {
            this.host = host;
            this.port = port;
            this.serverNames = serverNames;
            this.requirement = requirement;
        }

        DaneRequirement requirement() {
            return requirement;
        }

        Connection decided(TlsaLookup lookup) throws DaneLookupException {
            return switch (lookup.kind()) {
                case FOUND -> found((TlsaLookup.Found) lookup);
                case ABSENT -> withoutDane(Reason.NO_TLSA, Refusal.of(lookup, Reason.NO_TLSA));
                case INSECURE -> withoutDane(Reason.HOST_INSECURE, Refusal.of(lookup, Reason.HOST_INSECURE));
                // Never fall back: an attacker who can break a lookup could otherwise switch DANE off.
                case FAILED -> throw Refusal.of(lookup, ((TlsaLookup.Failed) lookup).reason());
            };
        }

        private Connection found(TlsaLookup.Found found) throws DaneLookupException {
            List<RecordFinding> unusable = verifier.unusable(found.records());
            if (unusable.size() == found.records().size()) {
                return withoutDane(Reason.NO_USABLE_RECORDS, Refusal.of(found, unusable));
            }
            List<SNIServerName> base = named(found.baseDomain());
            return set(
                    ServerVerdict.Basis.DANE,
                    Optional.empty(),
                    dane(found),
                    base,
                    sessions(Judgement.byDane(found.records(), base, names(found))));
        }

        private ConnectionTrustManager dane(TlsaLookup.Found found) {
            return new DaneTrustManager(
                    new Subject(found.service().toString(), Optional.of(found)),
                    verifier,
                    found.records(),
                    ReferenceIdentifiers.of(names(found)),
                    clock);
        }

        /** RFC 7671 section 7: the TLSA base domain is the primary name; the one that was asked for is right too. */
        private List<DomainName> names(TlsaLookup.Found found) {
            return Stream.of(found.baseDomain(), found.service().host())
                    .distinct()
                    .toList();
        }

        private Optional<ResumableSessions> sessions(Judgement judgement) {
            String lower = host.toLowerCase(Locale.ROOT);
            String key = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
            return Optional.of(new ResumableSessions(new ServiceKey(key, port), judgement));
        }

        /** As without DANE, also for the server name: an audit changes nothing. */
        Connection audited(TlsaLookup lookup) {
            return switch (lookup.kind()) {
                case FOUND -> {
                    TlsaLookup.Found found = (TlsaLookup.Found) lookup;
                    yield verifier.unusable(found.records()).size()
                                    == found.records().size()
                            ? pkix(Optional.of(Reason.NO_USABLE_RECORDS))
                            : set(
                                    ServerVerdict.Basis.PKIX,
                                    Optional.empty(),
                                    new AuditTrustManager(byPkix(), dane(found)),
                                    serverNames,
                                    Optional.empty());
                }
                case ABSENT -> pkix(Optional.of(Reason.NO_TLSA));
                case INSECURE -> pkix(Optional.of(Reason.HOST_INSECURE));
                case FAILED -> pkix(Optional.of(((TlsaLookup.Failed) lookup).reason()));
            };
        }

        Connection withoutDane(Reason reason, DaneLookupException refusal) throws DaneLookupException {
            return switch (requirement) {
                case MANDATORY -> throw refusal;
                case NONE, AUDIT, DANE_OR_PKIX -> pkix(Optional.of(reason));
                case DANE_OR_UNAUTHENTICATED ->
                    set(
                            ServerVerdict.Basis.NOTHING,
                            Optional.of(reason),
                            new UnauthenticatedTrustManager(),
                            serverNames,
                            Optional.empty());
            };
        }

        Connection pkix(Optional<Reason> reason) {
            return set(
                    ServerVerdict.Basis.PKIX, reason, byPkix(), serverNames, sessions(Judgement.byPkix(serverNames)));
        }

        private ConnectionTrustManager byPkix() {
            return new PkixTrustManager(pkix.orElseThrow(), serverNames);
        }

        private Connection set(
                ServerVerdict.Basis basis,
                Optional<Reason> reason,
                ConnectionTrustManager judge,
                List<SNIServerName> sent,
                Optional<ResumableSessions> sessions) {
            return new Connection(
                    new RecordingTrustManager(host, port, basis, reason, judge, clock, listener),
                    sent,
                    IDENTIFIED,
                    sessions);
        }
    }
}
