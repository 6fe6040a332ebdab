package io.github.dane4j.cli.check;

import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.smtp.DeliveryPlan;
import io.github.dane4j.smtp.MailHost;
import io.github.dane4j.smtp.TlsRequirement;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.RecordSource;
import io.github.dane4j.tlsa.RecordSourceException;
import io.github.dane4j.tlsa.Selector;
import java.io.PrintWriter;

/** The report for a person: what DNS proves, what each server answered, and what to do about it. */
final class TextReport {
    private static final int SHOWN_HOST = 253;

    private final PrintWriter out;

    TextReport(PrintWriter out) {
        this.out = out;
    }

    void print(DestinationReport report) {
        report.delivery().ifPresent(this::print);
        report.reason().flatMap(Advice::on).ifPresent(this::hint);
        report.hosts().forEach(this::print);
        if (report.leftOut() > 0) {
            out.println();
            out.println("and " + report.leftOut() + " more hosts, which are not looked at");
        }
        out.println();
        out.println(report.verdict().mark() + "  " + report.destination() + ": " + summary(report));
        out.flush();
    }

    private void print(DeliveryPlan delivery) {
        out.println(delivery.mx());
        delivery.mx().aliases().forEach(alias -> out.println("  alias   " + alias));
        if (delivery instanceof DeliveryPlan.Deliver deliver
                && deliver.hosts().stream().anyMatch(host -> host.origin() == MailHost.Origin.MX_INSECURE)) {
            Advice.on(Reason.MX_INSECURE).ifPresent(this::hint);
        }
    }

    private void print(HostReport host) {
        out.println();
        host.preference().ifPresent(preference -> out.print(preference + " "));
        // The host of an MX record need not be a host name.
        out.println(Printable.clip(host.plan().host().host(), SHOWN_HOST)
                + host.plan().explain().substring(host.plan().host().host().length()));
        host.addresses().forEach(address -> print(host, address));
        if (host.leftOut() > 0) {
            out.println("  ?     and " + host.leftOut() + " more addresses, which are not looked at");
        }
        host.advice().ifPresent(this::hint);
    }

    private void print(HostReport host, AddressReport address) {
        String mark = address.verdict().mark();
        out.println(
                "  " + mark + " ".repeat(6 - mark.length()) + address.address().getHostAddress()
                        + address.tls().map(tls -> ", " + tls.version()).orElse("") + ": " + address.detail());
        if (address.verdict() == Verdict.FAILED) {
            address.result()
                    .ifPresent(
                            result -> result.explain().lines().skip(1).forEach(line -> out.println("      " + line)));
        } else if (host.plan().requirement() != TlsRequirement.AUTHENTICATED
                && !address.chain().isEmpty()) {
            out.println("        chain   0  as " + needed(address));
        }
    }

    private static String needed(AddressReport address) {
        try {
            return RecordSource.certificate(address.chain().get(0).der())
                    .record(CertificateUsage.DANE_EE, Selector.SPKI, MatchingType.SHA2_256)
                    .toString();
        } catch (RecordSourceException e) {
            return "nothing: " + e.getMessage();
        }
    }

    private void hint(String advice) {
        out.println("  hint    " + advice);
    }

    private static String summary(DestinationReport report) {
        return report.reason()
                .map(Reason::description)
                .orElse(
                        switch (report.verdict()) {
                            case AUTHENTICATED -> "every server is the one that the domain named";
                            case NOT_COVERED -> "not protected by DANE";
                            case UNDETERMINED -> "not every server could be judged";
                            case FAILED -> "a server does not hold what DNS promises";
                        });
    }
}
