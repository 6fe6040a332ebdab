package io.github.dane4j.smtp;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.verify.DaneVerifier;

/** The way from a next-hop domain to its MX hosts and what each of them must prove (RFC 7672). Immutable, thread-safe. */
public final class SmtpDane {
    /** The port of SMTP between mail servers. */
    public static final int SMTP_PORT = 25;

    private final DnssecResolver resolver;
    private final DaneMode mode;

    /** Plans with {@code resolver}; usages PKIX-TA and PKIX-EE count as unusable (RFC 7672 section 3.1.3). */
    public SmtpDane(DnssecResolver resolver, DaneMode mode) {
        this.resolver = resolver;
        this.mode = mode;
    }

    /** What is asked of a destination. */
    public DaneMode mode() {
        return mode;
    }

    /** The verifier by whose rules records are usable here: DANE-TA and DANE-EE, CN-IDs as in RFC 7672 section 3.2.3. */
    public DaneVerifier verifier() {
        throw new UnsupportedOperationException(resolver.toString());
    }

    /** Where mail for {@code nextHop} may go, each host on {@code port}. Blocks. */
    public DeliveryPlan delivery(DomainName nextHop, int port) {
        throw new UnsupportedOperationException();
    }

    /** What to ask of a host from a {@link DeliveryPlan.Deliver}. Blocks. */
    public HostPlan plan(MailHost host) {
        throw new UnsupportedOperationException();
    }

    /** What to ask of a configured host, without MX lookup (RFC 7672 section 2.2.2). Blocks. */
    public HostPlan plan(String host, int port) {
        throw new UnsupportedOperationException();
    }
}
