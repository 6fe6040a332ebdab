package io.github.dane4j.cli.demo;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.HostPlan;
import io.github.dane4j.policy.SmtpDane;
import java.util.Locale;

/**
 * What DNS proves about a mail domain, asked apart from the delivery that it is shown beside.
 *
 * @param host the first MX host, or the domain if none is known
 * @param summary what is proven, in a few words
 * @param expectation what a connection to the host must be like
 * @param explanation all that was asked and answered
 */
record DnsProof(String host, String summary, String expectation, String explanation) {
    static DnsProof of(DemoNetwork network, String domain, DaneMode mode, int port) {
        try (DnssecResolver resolver = network.resolver()) {
            SmtpDane smtp = new SmtpDane(resolver, mode);
            DeliveryPlan plan = smtp.delivery(DomainName.of(domain), port);
            String mx = "MX " + status(plan.mx());
            if (plan instanceof DeliveryPlan.Deliver deliver) {
                HostPlan host = smtp.plan(deliver.hosts().get(0));
                return new DnsProof(host.host().toString(), mx + ", " + tlsa(host), expectation(host), host.explain());
            }
            return new DnsProof(domain, mx, "", plan.explain());
        }
    }

    private static String status(Answer<?> answer) {
        if (answer instanceof Answer.Data<?> data) {
            return data.security().name().toLowerCase(Locale.ROOT);
        }
        if (answer instanceof Answer.Denial<?> denial) {
            return denial.security().name().toLowerCase(Locale.ROOT) + " denial";
        }
        return ((Answer.Failure<?>) answer).reason().word();
    }

    private static String expectation(HostPlan host) {
        return switch (host.requirement()) {
            case AUTHENTICATED -> "TLS, and the server matches its TLSA records";
            case ENCRYPTED -> "TLS, server not authenticated";
            case OPPORTUNISTIC -> "TLS if offered, not covered by DANE";
            case SKIP -> "no connection";
        };
    }

    private static String tlsa(HostPlan host) {
        if (host.lookup().orElse(null) instanceof TlsaLookup.Found found) {
            return "TLSA secure (" + found.records().size() + ")";
        }
        return host.reason().orElse(null) == Reason.HOST_INSECURE
                ? "host insecure"
                : "TLSA " + host.reason().map(Reason::word).orElse("none");
    }
}
