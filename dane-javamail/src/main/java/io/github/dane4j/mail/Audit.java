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
 * Says in the log what DANE would have refused (RFC 7672 section 9.1). It judges a connection that stands, and cannot stop one.
 *
 * @param planned with a plan that is audited
 */
record Audit(PlannedHost planned) {
    /** {@code session} is that of the connection; empty if it is in the clear, or cannot be seen. */
    void log(boolean overTls, Optional<SSLSession> session) {
        Optional<TlsPlan> audited = planned.audited();
        if (audited.isEmpty()) {
            return;
        }
        Optional<String> objection;
        try {
            objection = objection(audited.get(), overTls, session);
        } catch (RuntimeException e) {
            objection = Optional.of("the audit broke off: " + e);
        }
        if (objection.isPresent()) {
            SMTPTransport.LOG.log(
                    Level.WARNING,
                    "audit: DANE would have refused {0}, and it is connected to all the same: {1}\n{2}",
                    planned.host(),
                    objection.get(),
                    audited.get().explain());
        } else {
            SMTPTransport.LOG.log(Level.INFO, "audit: DANE would not have refused {0}", planned.host());
        }
    }

    private Optional<String> objection(TlsPlan plan, boolean overTls, Optional<SSLSession> session) {
        return switch (plan.kind()) {
            case NOT_COVERED -> Optional.empty();
            case ENCRYPT ->
                overTls
                        ? Optional.empty()
                        : Optional.of(Reason.STARTTLS_NOT_OFFERED.description() + ", or it was not used");
            case AUTHENTICATE ->
                overTls
                        ? mismatch((TlsPlan.Authenticate) plan, session)
                        : Optional.of(Reason.STARTTLS_NOT_OFFERED.description() + ", or it was not used");
            case REFUSE -> Optional.of(((TlsPlan.Refuse) plan).reason().description());
        };
    }

    private Optional<String> mismatch(TlsPlan.Authenticate plan, Optional<SSLSession> session) {
        if (session.isEmpty()) {
            return Optional.of(SessionWatch.NOT_SEEN);
        }
        List<X509Certificate> chain;
        try {
            chain = SessionWatch.chain(session.get());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.of(Reason.EMPTY_CHAIN.description());
        }
        DaneResult result = planned.verifier()
                .verify(
                        plan.records(),
                        PresentedChain.of(chain),
                        plan.names(),
                        Clock.systemUTC().instant());
        return switch (result.kind()) {
            case AUTHENTICATED -> Optional.empty();
            case NOT_AUTHENTICATED, NO_USABLE_RECORDS -> Optional.of(result.explain());
        };
    }
}
