package io.github.dane4j.jsse;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Service;
import io.github.dane4j.jsse.ResumableSessions.Judgement;
import io.github.dane4j.jsse.ResumableSessions.ServiceKey;
import io.github.dane4j.policy.ServiceDane;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.DaneVerifier;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    private final ServiceDane dane;
    private final DaneVerifier verifier;
    private final Clock clock;
    private final ModeRules modes;
    private final Optional<X509ExtendedTrustManager> pkix;
    private final Consumer<ServerVerdict> listener;
    private final boolean resumption;

    /**
     * {@code pkix} is there if any of the modes asks it.
     *
     * @param resumption whether sessions may be resumed
     */
    LookupPolicy(
            DnssecResolver resolver,
            DaneVerifier verifier,
            Clock clock,
            ModeRules modes,
            Optional<X509ExtendedTrustManager> pkix,
            Consumer<ServerVerdict> listener,
            boolean resumption) {
        this.dane = new ServiceDane(resolver, verifier);
        this.verifier = verifier;
        this.clock = clock;
        this.modes = modes;
        this.pkix = pkix;
        this.listener = listener;
        this.resumption = resumption;
    }

    @Override
    public ConnectionSetup connection(@Nullable String host, int port) throws DaneLookupException {
        // Whatever keeps a name from being looked up is a refusal in every mode: PKIX alone would be DANE switched off.
        if (host == null || host.isEmpty()) {
            throw RefusalExceptions.withoutHost();
        }
        DomainName name;
        try {
            name = DomainName.of(host);
        } catch (InvalidNameException e) {
            if (e.reason() != Reason.ADDRESS_LITERAL) {
                throw RefusalExceptions.of(host, e);
            }
            // Addresses have no TLSA records; PKIX looks for this one in the certificate.
            return new Attempt(host, port, Optional.empty(), modes.otherwise())
                    .withoutDane(Reason.ADDRESS_LITERAL, () -> RefusalExceptions.of(host, e));
        }
        if (port < 1 || port > MAX_PORT) {
            throw RefusalExceptions.withoutPort(name, port);
        }
        Attempt attempt = new Attempt(host, port, Optional.of(name), modes.of(name));
        return switch (attempt.mode()) {
            case NONE -> attempt.pkix(Optional.empty());
            case AUDIT -> attempt.audited(dane.plan(new Service(name, port)));
            case OPPORTUNISTIC, MANDATORY -> attempt.decided(dane.plan(new Service(name, port)));
        };
    }

    /** One connection, of which host, port and mode are known. */
    private final class Attempt {
        private final String host;
        private final int port;
        private final Optional<DomainName> name;
        private final DaneMode mode;

        /** {@code name} is empty if the host is an address. */
        Attempt(String host, int port, Optional<DomainName> name, DaneMode mode) {
            this.host = host;
            this.port = port;
            this.name = name;
            this.mode = mode;
        }

        DaneMode mode() {
            return mode;
        }

        ConnectionSetup decided(TlsPlan plan) throws DaneLookupException {
            return switch (plan.kind()) {
                case AUTHENTICATE -> authenticated((TlsPlan.Authenticate) plan);
                case ENCRYPT -> {
                    TlsPlan.Encrypt encrypt = (TlsPlan.Encrypt) plan;
                    yield withoutDane(
                            Reason.NO_USABLE_RECORDS,
                            () -> RefusalExceptions.of(encrypt, verifier.unusable(encrypt.records())));
                }
                case NOT_COVERED -> {
                    TlsPlan.NotCovered notCovered = (TlsPlan.NotCovered) plan;
                    yield withoutDane(notCovered.reason(), () -> RefusalExceptions.of(notCovered));
                }
                case REFUSE -> throw RefusalExceptions.of((TlsPlan.Refuse) plan);
            };
        }

        private ConnectionSetup authenticated(TlsPlan.Authenticate plan) {
            List<SNIServerName> base = ConnectionSetup.serverNames(Optional.of(plan.baseDomain()));
            return set(
                    ServerVerdict.Basis.DANE,
                    Optional.empty(),
                    byDane(plan),
                    base,
                    sessions(() ->
                            Judgement.byDane(plan.records(), base, plan.names().names())));
        }

        private ConnectionTrustManager byDane(TlsPlan.Authenticate plan) {
            return new DaneTrustManager(
                    new JudgedServer(plan.server(), Optional.of(plan)), verifier, plan.records(), plan.names(), clock);
        }

        private Optional<ResumableSessions> sessions(Supplier<Judgement> judgement) {
            if (!resumption) {
                return Optional.empty();
            }
            String lower = host.toLowerCase(Locale.ROOT);
            String key = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
            return Optional.of(new ResumableSessions(new ServiceKey(key, port), judgement.get()));
        }

        /** What is sent without DANE. */
        private List<SNIServerName> serverNames() {
            return ConnectionSetup.serverNames(name);
        }

        /** As without DANE, also for the server name: an audit changes nothing. */
        ConnectionSetup audited(TlsPlan plan) {
            return switch (plan.kind()) {
                case AUTHENTICATE ->
                    set(
                            ServerVerdict.Basis.PKIX,
                            Optional.empty(),
                            new AuditTrustManager(byPkix(serverNames()), byDane((TlsPlan.Authenticate) plan)),
                            serverNames(),
                            Optional.empty());
                case ENCRYPT -> pkix(Optional.of(Reason.NO_USABLE_RECORDS));
                case NOT_COVERED -> pkix(Optional.of(((TlsPlan.NotCovered) plan).reason()));
                case REFUSE -> pkix(Optional.of(((TlsPlan.Refuse) plan).reason()));
            };
        }

        ConnectionSetup withoutDane(Reason reason, Supplier<DaneLookupException> refusal) throws DaneLookupException {
            return switch (mode) {
                case MANDATORY -> throw refusal.get();
                case NONE, AUDIT -> pkix(Optional.of(reason));
                case OPPORTUNISTIC -> modes.unauthenticated() ? byNothing(reason) : pkix(Optional.of(reason));
            };
        }

        private ConnectionSetup byNothing(Reason reason) {
            return set(
                    ServerVerdict.Basis.NOTHING,
                    Optional.of(reason),
                    new UnauthenticatedTrustManager(),
                    serverNames(),
                    Optional.empty());
        }

        ConnectionSetup pkix(Optional<Reason> reason) {
            List<SNIServerName> sent = serverNames();
            return set(ServerVerdict.Basis.PKIX, reason, byPkix(sent), sent, sessions(() -> Judgement.byPkix(sent)));
        }

        private ConnectionTrustManager byPkix(List<SNIServerName> sent) {
            return new PkixTrustManager(pkix.orElseThrow(), sent);
        }

        private ConnectionSetup set(
                ServerVerdict.Basis basis,
                Optional<Reason> reason,
                ConnectionTrustManager judge,
                List<SNIServerName> sent,
                Optional<ResumableSessions> sessions) {
            return new ConnectionSetup(
                    new RecordingTrustManager(host, port, basis, reason, judge, clock, listener),
                    sent,
                    IDENTIFIED,
                    sessions);
        }
    }
}
