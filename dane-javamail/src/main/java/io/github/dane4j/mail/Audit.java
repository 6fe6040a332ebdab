package io.github.dane4j.mail;

import io.github.dane4j.Reason;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.PresentedChain;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Logs what DANE would have refused (RFC 7672 section 9.1). It judges an established connection and never stops it.
 *
 * @param planned a host whose plan is only audited
 */
record Audit(PlannedHost planned) {
    /**
     * Why DANE would have refused.
     *
     * @param reason empty if it could not be determined
     */
    record Objection(Optional<Reason> reason, String text) {
        static Objection of(Reason reason) {
            return new Objection(Optional.of(reason), reason.description());
        }

        static Objection unknown(String text) {
            return new Objection(Optional.empty(), text);
        }
    }

    /**
     * Logs the objection and returns it; empty if DANE would not have refused, or is not audited. {@code session} is empty
     * if the connection is in the clear, or its session cannot be seen.
     */
    Optional<Objection> log(boolean overTls, Optional<SSLSession> session) {
        Optional<TlsPlan> audited = planned.audited();
        if (audited.isEmpty()) {
            return Optional.empty();
        }
        Optional<Objection> objection;
        try {
            objection = objection(audited.get(), overTls, session);
        } catch (RuntimeException e) {
            objection = Optional.of(Objection.unknown("the audit failed: " + e));
        }
        if (objection.isPresent()) {
            MailLog.LOG.log(
                    Level.WARNING,
                    "audit: DANE would have refused {0}; connected anyway: {1}\n{2}",
                    planned.host(),
                    objection.get().text(),
                    audited.get().explain());
        } else {
            MailLog.LOG.log(Level.INFO, "audit: DANE would not have refused {0}", planned.host());
        }
        return objection;
    }

    private Optional<Objection> objection(TlsPlan plan, boolean overTls, Optional<SSLSession> session) {
        return switch (plan.kind()) {
            case NOT_COVERED -> Optional.empty();
            case ENCRYPT -> overTls ? Optional.empty() : withoutTls();
            case AUTHENTICATE -> overTls ? mismatch((TlsPlan.Authenticate) plan, session) : withoutTls();
            case REFUSE -> Optional.of(Objection.of(((TlsPlan.Refuse) plan).reason()));
        };
    }

    private static Optional<Objection> withoutTls() {
        Reason reason = Reason.STARTTLS_NOT_OFFERED;
        return Optional.of(new Objection(Optional.of(reason), reason.description() + ", or it was not used"));
    }

    private Optional<Objection> mismatch(TlsPlan.Authenticate plan, Optional<SSLSession> session) {
        if (session.isEmpty()) {
            return Optional.of(Objection.unknown(SessionWatch.NOT_SEEN));
        }
        List<X509Certificate> chain;
        try {
            chain = SessionWatch.chain(session.get());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.of(Objection.of(Reason.EMPTY_CHAIN));
        }
        DaneResult result = planned.verifier()
                .verify(
                        plan.records(),
                        PresentedChain.of(chain),
                        plan.names(),
                        Clock.systemUTC().instant());
        return switch (result.kind()) {
            case AUTHENTICATED -> Optional.empty();
            case NOT_AUTHENTICATED ->
                Optional.of(
                        new Objection(Optional.of(((DaneResult.NotAuthenticated) result).reason()), result.explain()));
            case NO_USABLE_RECORDS ->
                Optional.of(new Objection(Optional.of(Reason.NO_USABLE_RECORDS), result.explain()));
        };
    }
}
