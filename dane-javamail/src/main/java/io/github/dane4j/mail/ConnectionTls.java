package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.jsse.JudgedConnection;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.CommonNamePolicy;
import io.github.dane4j.verify.DaneResult;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** The TLS that one connection must have by its plan, and the check that it does. */
final class ConnectionTls {
    /** All that may be sent to a server that has not proven itself. */
    private static final Set<String> HARMLESS = Set.of("EHLO", "HELO", "STARTTLS", "NOOP", "RSET", "QUIT");

    private static final int MAX_REPLY = 200;
    private static final int PERMANENT = 500;

    private final PlannedHost planned;

    /** Our TLS; empty if TLS is the application's, or if there is none. */
    private final Optional<JudgedConnection> tls;

    /** Sees the session of the application's TLS; empty if TLS is ours, or if there is none. */
    private final Optional<Endpoint> endpoint;

    /** Empty if the server has no name, or if TLSA records authenticate it and there is no MTA-STS policy. */
    private final Optional<PkixAuthentication> pkix;

    private final PkixDemand demand;

    private final SessionWatch watch;

    /** Kept, because the result of PKIX for a connection does not change, and costs signature checks. */
    private volatile boolean pkixPassed;

    private ConnectionTls(
            PlannedHost planned,
            Optional<JudgedConnection> tls,
            Optional<Endpoint> endpoint,
            Optional<PkixAuthentication> pkix,
            PkixDemand demand,
            SessionWatch watch) {
        this.demand = demand;
        this.planned = planned;
        this.tls = tls;
        this.endpoint = endpoint;
        this.pkix = pkix;
        this.watch = watch;
    }

    /**
     * For an MX host, which gets no credentials: what its plan requires (RFC 7672 section 2.2); TLS if offered where the
     * host is not covered by DANE. Under an enforced MTA-STS policy, PKIX must authenticate each host that TLSA records do
     * not (RFC 8461 section 4.2).
     *
     * @param asked what PKIX must do before anything is sent, where no usable TLSA record authenticates the host
     */
    static ConnectionTls toMxHost(PlannedHost planned, PkixDemand asked) {
        TlsPlan plan = planned.plan();
        PkixDemand demand = asked == PkixDemand.NONE && planned.isMtaStsEnforced() ? PkixDemand.MTA_STS : asked;
        return switch (plan.kind()) {
            case AUTHENTICATE -> authenticated(planned, (TlsPlan.Authenticate) plan);
            case ENCRYPT ->
                ours(
                        planned,
                        planned.isMtaStsEnforced()
                                ? SingleConnectionTls.unauthenticated(name(planned))
                                : unauthenticated((TlsPlan.Encrypt) plan),
                        demand);
            case NOT_COVERED ->
                ours(
                        planned,
                        // Under MTA-STS the name in the MX record (RFC 8461 section 7.1), even if that is an alias.
                        SingleConnectionTls.unauthenticated(
                                planned.isMtaStsEnforced() ? name(planned) : serverName((TlsPlan.NotCovered) plan)),
                        demand);
            case REFUSE -> throw refused(planned);
        };
    }

    /** For an MX host that is not covered by DANE, without TLS. */
    static ConnectionTls inTheClear(PlannedHost planned) {
        if (planned.isMtaStsEnforced()) {
            throw refused(planned);
        }
        return switch (planned.plan().kind()) {
            case NOT_COVERED ->
                new ConnectionTls(
                        planned,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        PkixDemand.NONE,
                        new SessionWatch());
            case AUTHENTICATE, ENCRYPT, REFUSE -> throw refused(planned);
        };
    }

    /**
     * For the host that the application named. Unless the TLSA records say how to authenticate it, TLS stays as the
     * application's properties configure it. If there are records at all, TLS is required, and credentials wait until PKIX
     * has authenticated the server.
     *
     * @param startsTls whether the application's own settings start TLS. If not, nobody asked for a check of the server: TLS
     *     that the records require is then unauthenticated, and does not withhold a mail that would otherwise go in the
     *     clear
     * @param pkixRequired whether a host that neither TLSA records nor PKIX authenticate gets nothing
     */
    static ConnectionTls toFixedHost(PlannedHost planned, Endpoint endpoint, boolean startsTls, boolean pkixRequired) {
        TlsPlan plan = planned.plan();
        // As the application spells it, since its TLS settings refer to that: ssl.trust compares letters.
        PlannedHost named = planned.named(endpoint.name());
        SessionWatch watch = new SessionWatch();
        return switch (plan.kind()) {
            case AUTHENTICATE -> authenticated(planned, (TlsPlan.Authenticate) plan);
            case ENCRYPT -> {
                PkixDemand demand = pkixRequired ? PkixDemand.POLICY : PkixDemand.CREDENTIALS;
                Optional<PkixAuthentication> pkix = pkix(planned, watch);
                yield startsTls
                        ? new ConnectionTls(named, Optional.empty(), Optional.of(endpoint), pkix, demand, watch)
                        : new ConnectionTls(
                                planned,
                                Optional.of(unauthenticated((TlsPlan.Encrypt) plan)),
                                Optional.empty(),
                                pkix,
                                demand,
                                watch);
            }
            case NOT_COVERED ->
                new ConnectionTls(
                        named,
                        Optional.empty(),
                        Optional.of(endpoint),
                        pkix(planned, watch),
                        pkixRequired ? PkixDemand.POLICY : PkixDemand.NONE,
                        watch);
            case REFUSE -> throw refused(planned);
        };
    }

    /** PKIX for the name of the host, if it has one. For MTA-STS a common name does not count (RFC 8461 section 4.2). */
    private static Optional<PkixAuthentication> pkix(PlannedHost planned, SessionWatch watch) {
        CommonNamePolicy commonNames =
                planned.mtaSts().isPresent() ? CommonNamePolicy.IGNORED : CommonNamePolicy.CONSIDERED;
        return name(planned).map(host -> new PkixAuthentication(host, watch, Clock.systemUTC(), commonNames));
    }

    private static Optional<DomainName> name(PlannedHost planned) {
        try {
            return Optional.of(DomainName.of(planned.host().host()));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException refused(PlannedHost planned) {
        return new IllegalArgumentException("the plan has no such connection to " + planned.host());
    }

    /**
     * For an MX host that is not covered by DANE, without a server name: the host may know itself only by another name, and
     * may abort the handshake on one that it does not know (RFC 6066 section 3). Empty if there was no name in the first
     * place.
     */
    static Optional<ConnectionTls> withoutServerName(PlannedHost planned) {
        return planned.plan() instanceof TlsPlan.NotCovered plan && !planned.isMtaStsEnforced()
                ? serverName(plan)
                        .map(unknown ->
                                ours(planned, SingleConnectionTls.unauthenticated(Optional.empty()), PkixDemand.NONE))
                : Optional.empty();
    }

    private static ConnectionTls authenticated(PlannedHost planned, TlsPlan.Authenticate plan) {
        SessionWatch watch = new SessionWatch();
        return new ConnectionTls(
                planned,
                Optional.of(planned.tls()
                        .authenticated(
                                planned.verifier(),
                                plan.records(),
                                plan.names(),
                                plan.baseDomain(),
                                Clock.systemUTC())),
                Optional.empty(),
                // Only to be reported: DANE decides.
                planned.mtaSts().flatMap(rule -> pkix(planned, watch)),
                PkixDemand.NONE,
                watch);
    }

    /** Always the JDK's: another implementation is chosen for what it can authenticate. */
    private static SingleConnectionTls unauthenticated(TlsPlan.Encrypt plan) {
        return SingleConnectionTls.unauthenticated(Optional.of(plan.baseDomain()));
    }

    private static ConnectionTls ours(PlannedHost planned, JudgedConnection tls, PkixDemand demand) {
        SessionWatch watch = new SessionWatch();
        return new ConnectionTls(planned, Optional.of(tls), Optional.empty(), pkix(planned, watch), demand, watch);
    }

    /** None for an address literal. */
    private static Optional<DomainName> serverName(TlsPlan.NotCovered plan) {
        return plan.names().stream().findFirst();
    }

    PlannedHost planned() {
        return planned;
    }

    MailHost host() {
        return planned.host();
    }

    /** Whether we explain a failure of TLS; otherwise it is reported as Angus does. */
    boolean isOurs() {
        return tls.isPresent() || isRequired();
    }

    boolean isRequired() {
        return switch (planned.plan().kind()) {
            case AUTHENTICATE, ENCRYPT, REFUSE -> true;
            case NOT_COVERED -> demand.isForAll();
        };
    }

    /** Whether there is no TLS, offered or not. */
    boolean isInTheClear() {
        return tls.isEmpty() && endpoint.isEmpty();
    }

    /**
     * The properties under which Angus starts exactly this TLS. If TLS is ours, properties that would choose another
     * factory, other trust or another name check are replaced or hidden. If TLS is the application's, its own properties
     * apply.
     */
    LayeredProperties properties(ProtocolProperties application, List<KeyManager> keyManagers) {
        LayeredProperties.Builder layered = LayeredProperties.over(application.properties());
        if (isRequired() || tls.isPresent()) {
            // Without EHLO there is no STARTTLS.
            layered.without(application.name("ehlo"));
        }
        if (tls.isPresent()) {
            layered.with(application.name("ssl.socketFactory"), socketFactory(tls.get(), keyManagers))
                    // Up to Angus 2.0.2 this enables a name check, which DANE-EE must not have (RFC 7671 section 5.1).
                    .with(application.name("ssl.checkserveridentity"), "false")
                    .without(
                            application.name("ssl.trust"),
                            application.name("ssl.hostnameverifier"),
                            application.name("ssl.hostnameverifier.class"));
        }
        endpoint.ifPresent(where -> where.pickTrust(layered, application));
        pkix.ifPresent(judge -> judge.trustAs(application));
        // Also needed to report on the connection afterwards.
        if (pkix.isPresent() || planned.audited().isPresent() || tls.isPresent()) {
            watch.addTo(layered, application, tls.isPresent());
        }
        return layered.build();
    }

    /** Key managers are set only where the JDK's TLS is used; {@link DaneSettings} ensures that. */
    private static SSLSocketFactory socketFactory(JudgedConnection tls, List<KeyManager> keyManagers) {
        return tls instanceof SingleConnectionTls jsse
                ? jsse.socketFactory(keyManagers.toArray(KeyManager[]::new))
                : tls.socketFactory();
    }

    /** Whether the server was refused for something that another connection would not ask of it. */
    boolean retryMayHelp() {
        return tls.map(JudgedConnection::retryMayHelp).orElse(false);
    }

    /** Whether the connection satisfies the plan. */
    boolean holds(boolean overTls) {
        return !isRequired() || (overTls && tls.map(JudgedConnection::accepted).orElse(true) && passesPkix());
    }

    private boolean passesPkix() {
        return !demand.isForAll() || pkixObjection().isEmpty();
    }

    /** Whether everything waits for PKIX. */
    boolean isPkixRequired() {
        return demand.isForAll();
    }

    /** Why the established TLS connection does not satisfy the MTA-STS policy; empty if it does. */
    Optional<Audit.Objection> mtaStsObjection(MtaStsRule rule) {
        return rule.allows(host()) ? pkixObjection() : Optional.of(Audit.Objection.of(Reason.MTA_STS_MX_MISMATCH));
    }

    /** Why PKIX does not authenticate the server. */
    private Optional<Audit.Objection> pkixObjection() {
        if (pkixPassed) {
            return Optional.empty();
        }
        Optional<Audit.Objection> objection = pkix.isPresent()
                ? pkix.get().objection()
                : Optional.of(new Audit.Objection(
                        Optional.of(Reason.NO_PKIX_PATH), "it has no name that a certificate could have"));
        pkixPassed = objection.isEmpty();
        return objection;
    }

    /**
     * Permits credentials for a server that DANE or PKIX has authenticated, and for one without secure TLSA records, where
     * the application's settings decide.
     */
    void permitCredentials() throws MessagingException {
        Optional<Audit.Objection> objection = demand == PkixDemand.NONE ? Optional.empty() : pkixObjection();
        if (objection.isPresent()) {
            throw MailRefusal.connection(
                    planned,
                    Reason.NO_USABLE_RECORDS,
                    "no user name or password is sent, because neither DANE nor PKIX authenticates the server: "
                            + objection.get().text()
                            + "\nto send them, have a usable TLSA record published, such as 3 1 1, or a certificate for "
                            + planned.host().host() + " from a CA that this JVM trusts; a private CA also counts if"
                            + " ssl.socketFactory is a MailSSLSocketFactory that has its trust manager",
                    null);
        }
    }

    /** Permits the command {@code verb}, unless it reveals more than a greeting to a server that has not proven itself. */
    void permit(String verb, boolean overTls) throws MessagingException {
        if (!HARMLESS.contains(verb) && !holds(overTls)) {
            throw unproven();
        }
        if (verb.equals("AUTH")) {
            permitCredentials();
        }
    }

    /** The final check: nothing failed, yet the server was not judged, or PKIX must authenticate it and does not. */
    MessagingException unproven() {
        Optional<Audit.Objection> objection = demand.isForAll() ? pkixObjection() : Optional.empty();
        if (objection.isPresent()) {
            Optional<MtaStsRule> rule = planned.mtaSts().filter(unused -> demand == PkixDemand.MTA_STS);
            return refused(
                    rule.flatMap(unused -> objection.get().reason()).orElse(Reason.NO_PKIX_PATH),
                    "no usable TLSA record authenticates the server, so by "
                            + rule.map(each -> "the MTA-STS policy of " + each.domain())
                                    .orElse(demand.source())
                            + " PKIX must: " + objection.get().text(),
                    null);
        }
        return MailRefusal.connection(
                planned,
                Reason.HANDSHAKE_FAILED,
                "the server was not judged in this connection, so nothing is sent",
                null);
    }

    /** {@code reply} is that to EHLO, and {@code code} its code as Angus reads it: below 0 if it was cut off. */
    MessagingException notOffered(int code, @Nullable String reply) {
        return refused(Reason.STARTTLS_NOT_OFFERED, reply("EHLO", code, reply), null);
    }

    /** The reply to EHLO does not list what the server offers: the server is busy, or gone. */
    MessagingException notGreeted(int code, @Nullable String reply) {
        String text = planned.host() + ": " + reply("EHLO", code, reply);
        return new WaitingException(StatusCode.BAD_CONNECTION, text, new IOException(text));
    }

    private MessagingException refused(Reason reason, String detail, @Nullable Throwable cause) {
        return isByRequireTlsAlone(reason)
                ? MailRefusal.requireTls(planned, reason, detail, cause)
                : MailRefusal.connection(planned, reason, detail, cause);
    }

    /** Where the next connection may have what this one lacks: no message fails permanently for that. */
    private MessagingException refusedForNow(Reason reason, String detail, @Nullable Throwable cause) {
        return isByRequireTlsAlone(reason)
                ? MailRefusal.requireTlsForNow(planned, reason, detail, cause)
                : MailRefusal.connection(planned, reason, detail, cause);
    }

    private boolean isByRequireTlsAlone(Reason reason) {
        return demand == PkixDemand.REQUIRETLS
                && (reason == Reason.NO_PKIX_PATH || planned.plan().kind() == TlsPlan.Kind.NOT_COVERED);
    }

    /**
     * Why a message with REQUIRETLS must not use this connection (RFC 8689 section 2), apart from what the server offers;
     * empty if it may.
     */
    Optional<MessagingException> objectionToRequireTls(boolean overTls) {
        if (!overTls) {
            return Optional.of(MailRefusal.requireTls(
                    planned, Reason.TLS_NOT_USED, "use STARTTLS, or implicit TLS, to send it", null));
        }
        if (!RequireTls.isNameProven(planned)) {
            return Optional.of(RequireTls.nameNotProven(planned));
        }
        if (authentication().isPresent()) {
            return Optional.empty();
        }
        return pkixObjection()
                .map(objection -> MailRefusal.requireTls(
                        planned,
                        Reason.NO_PKIX_PATH,
                        "neither DANE nor PKIX authenticates the server: " + objection.text(),
                        null));
    }

    /** Explains why STARTTLS did not lead to TLS. */
    MessagingException failed(StartTlsFailure failure, MessagingException e, int code, @Nullable String reply) {
        return switch (failure) {
            case HANDSHAKE -> e.getNextException() instanceof IOException io ? failed(io) : e;
            case TIMEOUT -> {
                String text = planned.host() + ": no reply to STARTTLS: " + detail(e);
                yield new WaitingException(StatusCode.BAD_CONNECTION, text, e.getNextException());
            }
            case CONNECTION ->
                refusedForNow(
                        Reason.STARTTLS_REFUSED,
                        ended("STARTTLS") + (e.getNextException() == null ? "" : ": " + detail(e)),
                        e);
            case REFUSED ->
                ServerReply.of(reply).filter(each -> each.code() >= PERMANENT).isPresent()
                        ? refused(Reason.STARTTLS_REFUSED, reply("STARTTLS", code, reply), e)
                        : refusedForNow(Reason.STARTTLS_REFUSED, reply("STARTTLS", code, reply), e);
        };
    }

    private static String detail(MessagingException e) {
        Exception cause = e.getNextException() == null ? e : e.getNextException();
        return Printable.clip(String.valueOf(cause.getMessage()), MAX_REPLY);
    }

    /** Explains why the handshake failed. */
    MessagingException failed(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof DaneCertificateException refused) {
                String result = tls.flatMap(JudgedConnection::result)
                        .map(DaneResult::explain)
                        .orElse(String.valueOf(refused.getMessage()));
                return MailRefusal.connection(planned, refused.reason(), result, e);
            }
        }
        String hint = tls.flatMap(ours -> ours.hint(e))
                .map(limits -> "\n  hint    " + limits)
                .orElse("");
        String detail = Printable.clip(String.valueOf(e.getMessage()), MAX_REPLY) + hint;
        return refusedForNow(
                Reason.HANDSHAKE_FAILED,
                tls.isPresent() ? detail : "TLS with the application's own settings failed: " + detail,
                e);
    }

    MessagingException requireTlsNotOffered(int code, @Nullable String reply) {
        return MailRefusal.requireTls(planned, Reason.REQUIRETLS_NOT_OFFERED, reply("EHLO", code, reply), null);
    }

    private static String reply(String command, int code, @Nullable String reply) {
        if (reply == null) {
            return "no " + command + " was sent";
        }
        return ServerReply.isCut(code, reply)
                ? ended(command)
                : "the server answered " + command + " with: " + Printable.clip(reply.strip(), MAX_REPLY);
    }

    private static String ended(String command) {
        return "the connection ended before the server had answered " + command;
    }

    private Optional<DaneResult.Authenticated> authentication() {
        return tls.flatMap(JudgedConnection::result)
                .filter(DaneResult.Authenticated.class::isInstance)
                .map(DaneResult.Authenticated.class::cast);
    }

    /** What to report about the connection. */
    RecipientOutcome.Attempt attempt(Optional<InetAddress> address, boolean overTls) {
        Optional<SSLSession> session = overTls ? watch.session() : Optional.empty();
        Optional<String> record = authentication().map(yes -> yes.record().toString());
        return new RecipientOutcome.Attempt(
                planned.host().toString(),
                address,
                session.map(SSLSession::getProtocol),
                session.map(SSLSession::getCipherSuite),
                record,
                demand.isForAll() && pkixPassed && planned.isMtaStsEnforced()
                        ? planned.mtaSts().map(MtaStsRule::domain)
                        : Optional.empty(),
                record.isPresent() ? Optional.empty() : reason());
    }

    /** Why no TLSA record authenticates the server, as the plan says. */
    private Optional<Reason> reason() {
        return switch (planned.plan().kind()) {
            case AUTHENTICATE -> Optional.empty();
            case ENCRYPT -> Optional.of(((TlsPlan.Encrypt) planned.plan()).reason());
            case NOT_COVERED -> Optional.of(((TlsPlan.NotCovered) planned.plan()).reason());
            case REFUSE -> Optional.of(((TlsPlan.Refuse) planned.plan()).reason());
        };
    }

    private static String weakness(DaneResult.Authenticated result) {
        return result.weakKeys().isEmpty()
                ? ""
                : ", with a weak key (" + result.weakKeys().get(0).size() + ")";
    }

    /** The level to log the verdict at: a weak key should be noticed. */
    Level level() {
        return authentication()
                .filter(result -> !result.weakKeys().isEmpty())
                .map(weak -> Level.INFO)
                .orElse(Level.DEBUG);
    }

    /** Logs what DANE would have refused, if it is only audited, and returns it; the connection stays. */
    Optional<Audit.Objection> audit(boolean overTls) {
        return new Audit(planned).log(overTls, watch.session());
    }

    /** The verdict in one line, for the log. */
    String verdict(boolean overTls) {
        return switch (planned.plan().kind()) {
            case AUTHENTICATE -> authenticatedBy();
            case ENCRYPT ->
                (tls.isPresent() ? "encrypted, not authenticated" : "encrypted by the application's own TLS settings")
                        + ": " + ((TlsPlan.Encrypt) planned.plan()).reason().description()
                        + (demand.isForAll() ? "; authenticated by PKIX" : "");
            case NOT_COVERED ->
                ((TlsPlan.NotCovered) planned.plan()).reason().description()
                        + (demand.isForAll() ? "; authenticated by PKIX" : overTls ? "; over TLS" : "; in the clear");
            case REFUSE -> "no connection";
        };
    }

    private String authenticatedBy() {
        String by = authentication()
                .map(yes -> "authenticated by TLSA " + yes.record() + weakness(yes))
                .orElse("authenticated");
        // RFC 7672 section 2.2.1: must not be logged as secure delivery to the domain.
        return planned.host().origin() == MailHost.Origin.MX_INSECURE
                ? by + "; but the MX records that name this host are not signed"
                : by;
    }
}
