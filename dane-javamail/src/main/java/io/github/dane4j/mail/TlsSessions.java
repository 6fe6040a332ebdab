package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.MtaStsPolicies;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.tlsa.TlsaRecord;
import jakarta.mail.MessagingException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reports the TLS outcome of each session to the application's listener. */
final class TlsSessions {
    /** How far the TLS of a connection got. */
    enum Stage {
        /** The server has not said whether it offers STARTTLS. */
        UNKNOWN(Optional.empty()),
        /** It does not. */
        NOT_OFFERED(Optional.of(Reason.STARTTLS_NOT_OFFERED)),
        /** It does, but STARTTLS was not used. */
        OFFERED(Optional.empty()),
        REFUSED(Optional.of(Reason.STARTTLS_REFUSED)),
        BROKEN(Optional.of(Reason.HANDSHAKE_FAILED)),
        ESTABLISHED(Optional.empty());

        @SuppressWarnings("ImmutableEnumChecker")
        private final Optional<Reason> failure;

        Stage(Optional<Reason> failure) {
            this.failure = failure;
        }
    }

    /** A connection, as far as it got. */
    record Connection(Optional<InetAddress> from, Optional<InetAddress> to, Stage stage, Optional<String> tlsVersion) {}

    private static final Connection NO_CONNECTION =
            new Connection(Optional.empty(), Optional.empty(), Stage.UNKNOWN, Optional.empty());

    /** The labels for port and protocol, in front of the TLSA base domain. */
    private static final int SERVICE_LABELS = 2;

    private final Optional<TlsSessionListener> listener;

    private TlsSessions(Optional<TlsSessionListener> listener) {
        this.listener = listener;
    }

    static TlsSessions of(ProtocolProperties properties) throws MessagingException {
        return new TlsSessions(properties.object(DaneProperty.SESSIONS, TlsSessionListener.class));
    }

    /** No host of the domain is known. */
    void delayed(DeliveryPlan.Delay plan) {
        tell(
                plan.nextHop(),
                tlsa(plan.nextHop(), List.of()),
                Optional.empty(),
                NO_CONNECTION,
                Optional.of(failure(plan.reason(), List.of(plan.mx()))));
    }

    /** The host is not connected to. */
    void skipped(MailHost host, TlsPlan.Refuse plan) {
        ended(host, plan, false, NO_CONNECTION, refused(plan));
    }

    /** The MTA-STS policy of the domain was looked up. If there is one that could not be fetched, the domain is to know. */
    void mtaStsPolicy(DomainName domain, MtaStsPolicies.Found found) {
        found.failure()
                .ifPresent(why -> tell(
                        domain,
                        mtaSts(domain, found.policy()),
                        Optional.empty(),
                        NO_CONNECTION,
                        Optional.of(failure(why.reason()))));
    }

    /** The host is not connected to, because the MTA-STS policy does not name it. */
    void notNamed(MailHost host, MtaStsRule rule) {
        tell(host, rule, NO_CONNECTION, Optional.of(Reason.MTA_STS_MX_MISMATCH));
    }

    /**
     * The connection is established.
     *
     * @param objection the objection of an audit
     */
    void connected(ConnectionTls tls, Connection connection, Optional<Audit.Objection> objection) {
        TlsPlan plan = tls.planned().audited().orElse(tls.planned().plan());
        switch (connection.stage()) {
            case UNKNOWN, OFFERED -> {}
            case NOT_OFFERED, REFUSED, BROKEN, ESTABLISHED -> {
                if (plan instanceof TlsPlan.Refuse refuse) {
                    ended(tls, connection, refused(refuse));
                } else if (objection.isEmpty() || objection.get().reason().isPresent()) {
                    Optional<Reason> reason =
                            objection.flatMap(Audit.Objection::reason).or(() -> connection.stage().failure);
                    ended(tls, connection, reason.map(TlsSessions::failure));
                }
                judgedByMtaSts(tls, connection, connection.stage().failure);
            }
        }
    }

    /** The connection, or its first commands, failed with {@code e}. */
    void failed(ConnectionTls tls, Connection connection, MessagingException e) {
        TlsPlan plan = tls.planned().audited().orElse(tls.planned().plan());
        // What a message demands is not a promise of the domain.
        Optional<Reason> refusal = MailRefusal.in(e)
                .filter(refused -> !StatusCode.isOfRequireTls(refused.statusCode()))
                .map(DaneRefusedException::reason);
        boolean established = connection.stage() == Stage.ESTABLISHED;
        Optional<Reason> reason = refusal.or(() -> connection.stage().failure);
        if (reason.isEmpty() && !established) {
            return;
        }
        // A connection that PKIX refuses under an MTA-STS policy has the TLS that the TLSA records demand.
        boolean byMtaSts =
                established && tls.isPkixRequired() && tls.planned().mtaSts().isPresent() && refusal.isPresent();
        // An audit judges only established connections, so it has no result for this one.
        if (!byMtaSts || tls.planned().audited().isEmpty()) {
            ended(
                    tls,
                    connection,
                    plan instanceof TlsPlan.Refuse refuse
                            ? refused(refuse)
                            : byMtaSts ? Optional.empty() : reason.map(TlsSessions::failure));
        }
        // If DANE refuses the certificate, it has not been judged by the policy.
        if (byMtaSts || reason.isEmpty() || reason.equals(connection.stage().failure)) {
            judgedByMtaSts(tls, connection, reason);
        }
    }

    /** Also where DANE has decided: senders without DANE have only the policy, and its domain is to know. */
    private void judgedByMtaSts(ConnectionTls tls, Connection connection, Optional<Reason> failure) {
        Optional<MtaStsRule> rule = tls.planned().mtaSts();
        if (rule.isEmpty() || listener.isEmpty()) {
            return;
        }
        if (failure.isPresent()) {
            tell(tls.host(), rule.get(), connection, failure);
            return;
        }
        Optional<Audit.Objection> objection = tls.mtaStsObjection(rule.get());
        if (objection.isEmpty() || objection.get().reason().isPresent()) {
            tell(tls.host(), rule.get(), connection, objection.flatMap(Audit.Objection::reason));
        }
    }

    private void tell(MailHost host, MtaStsRule rule, Connection connection, Optional<Reason> failure) {
        tell(
                rule.domain(),
                mtaSts(rule.domain(), Optional.of(rule.policy())),
                Optional.of(host.host()),
                connection,
                failure.map(TlsSessions::failure));
    }

    private void ended(ConnectionTls tls, Connection connection, Optional<TlsSession.Failure> failure) {
        ended(
                tls.host(),
                tls.planned().audited().orElse(tls.planned().plan()),
                tls.planned().mtaSts().isPresent(),
                connection,
                failure);
    }

    /**
     * The outcome under DANE.
     *
     * @param otherPolicy whether there is another policy, so that it is not "none"
     */
    private void ended(
            MailHost host,
            TlsPlan plan,
            boolean otherPolicy,
            Connection connection,
            Optional<TlsSession.Failure> failure) {
        if (listener.isEmpty()) {
            return;
        }
        Optional<DomainName> nextHop = host.nextHop().stream().findFirst().or(() -> name(host));
        if (nextHop.isPresent()) {
            policy(host, nextHop.get(), plan)
                    .filter(policy -> !otherPolicy || policy.type() != TlsSession.Policy.Type.NONE)
                    .ifPresent(policy -> tell(nextHop.get(), policy, Optional.of(host.host()), connection, failure));
        }
    }

    private void tell(
            DomainName domain,
            TlsSession.Policy policy,
            Optional<String> mxHost,
            Connection connection,
            Optional<TlsSession.Failure> failure) {
        try {
            listener.ifPresent(each -> each.onTlsSession(new TlsSession(
                    domain,
                    policy,
                    mxHost,
                    connection.from(),
                    connection.to(),
                    connection.tlsVersion(),
                    failure,
                    Clock.systemUTC().instant())));
        } catch (RuntimeException e) {
            MailLog.LOG.log(Level.WARNING, "the TLS session listener failed", e);
        }
    }

    private static Optional<DomainName> name(MailHost host) {
        try {
            return HostName.isAddress(host.host()) ? Optional.empty() : Optional.of(DomainName.of(host.host()));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** Empty if the plan has nothing to do with TLS. */
    private static Optional<TlsSession.Policy> policy(MailHost host, DomainName nextHop, TlsPlan plan) {
        return switch (plan.kind()) {
            case AUTHENTICATE -> {
                TlsPlan.Authenticate strict = (TlsPlan.Authenticate) plan;
                yield Optional.of(tlsa(strict.baseDomain(), strict.records()));
            }
            case ENCRYPT -> {
                TlsPlan.Encrypt encrypt = (TlsPlan.Encrypt) plan;
                yield Optional.of(tlsa(encrypt.baseDomain(), encrypt.records()));
            }
            case NOT_COVERED ->
                ((TlsPlan.NotCovered) plan).reason() == Reason.NOT_ENFORCED
                        ? Optional.empty()
                        : Optional.of(
                                new TlsSession.Policy(TlsSession.Policy.Type.NONE, nextHop, List.of(), List.of()));
            case REFUSE -> refusedBy(host, nextHop, (TlsPlan.Refuse) plan);
        };
    }

    /** The records that were found before the host was refused, or none. */
    private static Optional<TlsSession.Policy> refusedBy(MailHost host, DomainName nextHop, TlsPlan.Refuse plan) {
        if (plan.reason() == Reason.NO_ADDRESS
                || plan.reason() == Reason.ADDRESS_NOT_ALLOWED
                || plan.reason() == Reason.INVALID_NAME) {
            return Optional.empty();
        }
        return Optional.of(plan.evidence().stream()
                .filter(answer -> answer.type() == RecordType.TLSA && answer instanceof Answer.Data<?>)
                .map(answer -> (Answer.Data<?>) answer)
                .filter(answer -> answer.security() == Security.SECURE)
                .findFirst()
                .map(answer -> tlsa(
                        baseDomain(answer.name()),
                        answer.records().stream().map(TlsaRecord.class::cast).toList()))
                .orElseGet(() -> tlsa(name(host).orElse(nextHop), List.of())));
    }

    private static TlsSession.Policy tlsa(DomainName baseDomain, List<TlsaRecord> records) {
        return new TlsSession.Policy(
                TlsSession.Policy.Type.TLSA,
                baseDomain,
                records.stream().map(TlsaRecord::toString).toList(),
                List.of());
    }

    private static TlsSession.Policy mtaSts(DomainName domain, Optional<MtaStsPolicies.Policy> policy) {
        return new TlsSession.Policy(
                TlsSession.Policy.Type.STS,
                domain,
                policy.map(MtaStsPolicies.Policy::lines).orElse(List.of()),
                policy.map(MtaStsPolicies.Policy::mx).orElse(List.of()));
    }

    private static DomainName baseDomain(DomainName owner) {
        DomainName name = owner;
        for (int i = 0; i < SERVICE_LABELS; i++) {
            name = name.parent().orElse(name);
        }
        return name;
    }

    private static Optional<TlsSession.Failure> refused(TlsPlan.Refuse plan) {
        return Optional.of(failure(plan.reason(), plan.evidence()));
    }

    private static TlsSession.Failure failure(Reason reason) {
        return failure(reason, List.of());
    }

    private static TlsSession.Failure failure(Reason reason, List<Answer<?>> evidence) {
        return evidence.stream()
                .filter(Answer.Failure.class::isInstance)
                .map(answer -> (Answer.Failure<?>) answer)
                .filter(answer -> answer.reason() == reason)
                .findFirst()
                .map(answer -> new TlsSession.Failure(reason, Optional.of(answer.culprit()), answer.extendedError()))
                .orElseGet(() -> new TlsSession.Failure(reason, Optional.empty(), OptionalInt.empty()));
    }
}
