package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Culprit;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.probe.Observation;
import io.github.dane4j.cli.report.CertificateSubject;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** The report for a person: what DNS proves, what each server answered, and what to do about it. */
final class TextReport {
    private static final int SHOWN_HOST = 253;
    private static final int SHOWN_ANSWER = 300;
    private static final int SHOWN_CERTIFICATES = 10;
    private static final int MARK = 6;

    private final PrintWriter out;
    private final Ansi colours;

    TextReport(PrintWriter out, Ansi colours) {
        this.out = out;
        this.colours = colours;
    }

    void print(DestinationReport report) {
        report.delivery().ifPresent(this::print);
        report.findings().forEach(finding -> print("  ", finding));
        report.hosts().forEach(this::print);
        if (!report.beside().isEmpty()) {
            out.println();
            out.println("beside DANE");
            report.beside().forEach(finding -> print("  ", finding));
        }
        out.println();
        out.println(mark(report.level()) + "  " + report.destination() + ": " + summary(report));
        if (report.delivery().isPresent()) {
            out.println("    a sender in opportunistic mode "
                    + report.delivery(false).words());
            out.println(
                    "    a sender in mandatory mode " + report.delivery(true).words());
        }
        out.flush();
    }

    private void print(DeliveryPlan delivery) {
        out.println(Printable.clip(delivery.mx().toString(), SHOWN_ANSWER));
        delivery.mx().aliases().forEach(alias -> out.println("  alias   " + alias));
    }

    private void print(HostReport host) {
        HostPolicy policy = host.policy();
        out.println();
        host.preference().ifPresent(preference -> out.print(preference + " "));
        out.println(
                Printable.clip(policy.host(), SHOWN_HOST) + ":" + policy.port() + ": " + words(policy.requirement()));
        policy.evidence().forEach(answer -> line("lookup", Printable.clip(answer.toString(), SHOWN_ANSWER)));
        policy.baseDomain().map(DomainName::toString).ifPresent(base -> line("base", base));
        host.records().forEach(use -> line("record", use.record() + "  " + words(use)));
        host.addresses().forEach(this::print);
        host.findings().forEach(finding -> print("  ", finding));
    }

    private void line(String label, String text) {
        out.println("  " + label + " ".repeat(8 - label.length()) + text);
    }

    static String words(HostPolicy.Requirement requirement) {
        return switch (requirement) {
            case AUTHENTICATED -> "TLS is required, and the server must match its TLSA records";
            case ENCRYPTED -> "TLS is required, whoever answers";
            case OPPORTUNISTIC -> "not covered by DANE; TLS if the server offers it";
            case SKIP -> "no connection is made";
        };
    }

    static String words(RecordUse use) {
        return switch (use.state()) {
            case MATCHES -> "matches";
            case MATCHES_NOTHING -> "matches nothing that was sent";
            case UNUSABLE -> use.reason().orElseThrow().description();
            case NOT_COMPARED -> "not compared";
        };
    }

    private void print(AddressReport address) {
        Observation seen = address.seen();
        Finding main = address.main();
        String mark = main.level().mark();
        out.println("  " + mark(main.level()) + " ".repeat(MARK - mark.length())
                + seen.address().getHostAddress()
                + seen.tls().map(tls -> ", " + tls.version()).orElse("") + ": " + main.text());
        if (!address.authenticated()) {
            chain("chain", seen.chain());
            chain("other", seen.otherChain());
        }
        main.advice().ifPresent(advice -> hint(main, advice));
        address.more().forEach(finding -> print("  ", finding));
    }

    private void chain(String label, List<EncodedCertificate> chain) {
        for (int i = 0; i < Math.min(chain.size(), SHOWN_CERTIFICATES); i++) {
            out.println("        " + (i == 0 ? label : "     ") + "   " + i + "  "
                    + CertificateSubject.of(chain.get(i)).orElse("(no subject)") + "  "
                    + NearestSlip.recommended(chain.get(i), i)
                            .map(TlsaRecord::toString)
                            .orElse("not a certificate"));
        }
    }

    private void print(String indent, Finding finding) {
        String mark = finding.level().mark();
        out.println(indent + mark(finding.level()) + " ".repeat(MARK - mark.length()) + finding.text());
        finding.advice().ifPresent(advice -> hint(finding, advice));
    }

    private void hint(Finding finding, String advice) {
        String who = finding.culprit() == Culprit.NOBODY
                ? ""
                : " (" + finding.culprit().words() + ")";
        out.println("        hint" + who + ": " + advice);
    }

    private String mark(Level level) {
        String colour = switch (level) {
            case OK -> "green";
            case WARNING, NOT_COVERED -> "yellow";
            case UNKNOWN, FAILURE -> "red";
        };
        return colours.string("@|bold," + colour + " " + level.mark() + "|@");
    }

    static String summary(DestinationReport report) {
        if (report.delivery(false) == Delivery.REFUSED) {
            return report.reason().filter(Reason.NULL_MX::equals).isPresent() ? "takes no mail" : "does not exist";
        }
        return switch (report.level()) {
            case OK -> "every server is the one that DNS names";
            case WARNING -> "every server is the one that DNS names; something needs attention";
            case NOT_COVERED -> "not protected by DANE";
            case UNKNOWN -> "not every server could be judged";
            case FAILURE -> "broken: senders that know DANE refuse to deliver to at least one server";
        };
    }
}
