package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.SmtpDane;
import jakarta.mail.MessagingException;
import java.util.List;
import java.util.function.Function;

/** Asks {@link SmtpDane} with the resolver that the properties name. */
final class Planner {
    private final ProtocolProperties properties;
    private final DaneSettings settings;

    Planner(ProtocolProperties properties, ServiceKind kind) throws MessagingException {
        this.properties = properties;
        this.settings = DaneSettings.of(properties, kind);
    }

    DaneSettings settings() {
        return settings;
    }

    /** Makes the resolver, so that what is wrong about it shows. */
    void checkTrustAnchors() throws MessagingException {
        ask(SmtpDane::mode);
    }

    /** For the host that the application named. */
    PlannedHost plan(Endpoint endpoint) throws MessagingException {
        return plan(new MailHost(endpoint.host(), endpoint.port(), MailHost.Origin.NON_MX, List.of()));
    }

    PlannedHost plan(MailHost host) throws MessagingException {
        return ask(dane -> new PlannedHost(host, dane.plan(host), dane.verifier()));
    }

    DeliveryPlan delivery(DomainName domain, int port) throws MessagingException {
        return ask(dane -> dane.delivery(domain, port));
    }

    private <T> T ask(Function<SmtpDane, T> question) throws MessagingException {
        Function<DnssecResolver, T> lookup =
                resolver -> question.apply(new SmtpDane(resolver, settings.mode(), settings.keyStrength()));
        ResolverSettings shared = settings.shared();
        try {
            return settings.resolver().isPresent()
                    ? lookup.apply(settings.resolver().get())
                    : SharedResolvers.INSTANCE.use(
                            shared, resolver -> lookup.apply(new Deadline(resolver, shared.timeoutMillis())));
        } catch (TrustAnchorException e) {
            throw new MessagingException(
                    properties.name(DaneProperty.TRUST_ANCHORS.key()) + " cannot be used: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // A resolver of the application may break its contract; the mail then waits, as after any failed lookup.
            throw new MessagingException("4.4.312 the DNS lookup failed: " + e, e);
        }
    }
}
