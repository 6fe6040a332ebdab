package io.github.dane4j.cli.check;

import io.github.dane4j.cli.finding.Culprit;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.report.CertificateSubject;
import io.github.dane4j.cli.report.Html;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The report as one page that needs nothing else: no script, no file, no network. Readable on a phone, in dark and in light.
 * Whatever came from the network goes through {@link Html#text}.
 */
final class HtmlReport {
    private static final int SHOWN_CERTIFICATES = 10;

    /** The policy forbids everything but the style below, should an escape ever be forgotten. */
    private static final String HEAD = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        """;

    private static final String STYLE = """
        <style>
        :root {
          --page: #fff; --card: #f5f6f8; --text: #1b1f24; --faint: #59636e; --line: #d1d5da;
          --ok: #1a7f37; --warn: #9a6700; --bad: #cf222e; --open: #59636e;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0d1117; --card: #161b22; --text: #e6edf3; --faint: #9198a1; --line: #3d444d;
            --ok: #3fb950; --warn: #d29922; --bad: #ff7b72; --open: #9198a1;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--page); color: var(--text);
          font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
        }
        h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
        h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
        h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
        p { margin: .25rem 0; }
        .faint { color: var(--faint); }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; }
        .badge { font-weight: 600; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; margin-right: .5rem; white-space: nowrap; }
        .ok { color: var(--ok); } .warning { color: var(--warn); } .failure, .unknown { color: var(--bad); }
        .not-covered { color: var(--open); }
        ul.findings { list-style: none; margin: .5rem 0; padding: 0; }
        ul.findings li { border-left: .25rem solid var(--line); padding: .25rem .75rem; margin: .5rem 0; }
        ul.findings li.ok { border-color: var(--ok); } ul.findings li.warning { border-color: var(--warn); }
        ul.findings li.failure, ul.findings li.unknown { border-color: var(--bad); }
        ul.findings p { color: var(--text); } ul.findings p.faint { color: var(--faint); }
        ol.path { list-style: none; margin: .5rem 0; padding: 0; }
        ol.path li { display: flex; gap: .75rem; position: relative; padding: 0 0 .9rem; }
        ol.path li::before { content: ""; position: absolute; left: .74rem; top: 1.5rem; bottom: 0; border-left: 2px solid var(--line); }
        ol.path li:last-child { padding-bottom: 0; }
        ol.path li:last-child::before { display: none; }
        ol.path svg { flex: none; width: 1.5rem; height: 1.5rem; }
        ol.path .proven { color: var(--ok); } ol.path .broken { color: var(--bad); } ol.path .open, ol.path .unknown { color: var(--open); }
        .kind { color: var(--faint); font-size: .85rem; }
        code, .mono { font-family: ui-monospace, monospace; font-size: .9rem; }
        table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
        th, td { text-align: left; vertical-align: top; border-top: 1px solid var(--line); padding: .25rem .5rem .25rem 0; }
        @media (max-width: 36rem) {
          thead { display: none; } tr { display: block; border-top: 1px solid var(--line); padding: .25rem 0; }
          td { display: block; border: 0; padding: 0; }
        }
        @media print { body { max-width: none; } .card { break-inside: avoid; } }
        </style>
        """;

    private final Html out = new Html();

    private HtmlReport() {}

    /**
     * The page.
     *
     * @param reports at least one
     * @param time when the check was made
     * @param resolvers that were asked
     */
    static String of(List<DestinationReport> reports, Instant time, List<String> resolvers) {
        HtmlReport page = new HtmlReport();
        page.page(reports, time, resolvers);
        return page.out.toString();
    }

    private void page(List<DestinationReport> reports, Instant time, List<String> resolvers) {
        String names = String.join(
                ", ", reports.stream().map(DestinationReport::destination).toList());
        out.raw(HEAD).element("title", "DANE: " + names).raw(STYLE).raw("</head>\n<body>\n<header>\n");
        out.element("h1", "DANE: " + names);
        out.element(
                "p",
                "faint",
                time.truncatedTo(ChronoUnit.SECONDS) + ", seen by a sender that asks "
                        + (resolvers.isEmpty() ? "its resolver" : String.join(", ", resolvers)));
        out.raw("</header>\n<main>\n");
        reports.forEach(this::destination);
        out.raw("</main>\n</body>\n</html>\n");
    }

    private void destination(DestinationReport report) {
        out.raw("<section>\n<h2>").text(report.destination()).raw("</h2>\n<p>");
        badge(report.level());
        out.text(TextReport.summary(report)).raw("</p>\n");
        if (report.delivery().isPresent()) {
            out.element(
                    "p",
                    "faint",
                    "A sender in opportunistic mode " + report.delivery(false).words() + "; in mandatory mode it "
                            + report.delivery(true).words() + ".");
        }
        List<TrustPath.Node> path = TrustPath.of(report);
        if (!path.isEmpty()) {
            out.raw("<div class=\"card\">\n<h3>From the root to the mail servers</h3>\n");
            path(path);
            out.raw("</div>\n");
        }
        findings(report.findings());
        report.hosts().forEach(this::host);
        if (!report.beside().isEmpty()) {
            out.raw("<div class=\"card\">\n<h3>Beside DANE</h3>\n");
            findings(report.beside());
            out.raw("</div>\n");
        }
        out.raw("</section>\n");
    }

    private void host(HostReport host) {
        HostPolicy policy = host.policy();
        out.raw("<article class=\"card\">\n<h3>");
        badge(host.level());
        out.text(policy.host() + ":" + policy.port());
        host.preference().ifPresent(preference -> out.raw(" ").element("span", "kind", "MX " + preference));
        out.raw("</h3>\n");
        out.element("p", TextReport.words(policy.requirement()));
        path(TrustPath.of(host));
        records(host.records());
        findings(host.findings());
        for (AddressReport address : host.addresses()) {
            address(address);
        }
        out.raw("</article>\n");
    }

    private void records(List<RecordUse> records) {
        if (records.isEmpty()) {
            return;
        }
        out.raw("<table>\n<thead><tr><th>TLSA record</th><th>State</th></tr></thead>\n<tbody>\n");
        for (RecordUse use : records) {
            out.raw("<tr><td><code>").text(use.record().toString()).raw("</code></td><td>");
            out.text(TextReport.words(use)
                    + (use.addresses().isEmpty() ? "" : ": " + String.join(", ", use.addresses())));
            out.raw("</td></tr>\n");
        }
        out.raw("</tbody>\n</table>\n");
    }

    private void address(AddressReport address) {
        out.raw("<h4 class=\"mono\">").text(address.seen().address().getHostAddress());
        address.seen().tls().ifPresent(tls -> out.text(", " + tls.version() + ", " + tls.cipherSuite()));
        out.raw("</h4>\n");
        findings(List.of(address.main()));
        findings(address.more());
        chain(address.seen().chain());
        chain(address.seen().otherChain());
    }

    private void chain(List<EncodedCertificate> chain) {
        if (chain.isEmpty()) {
            return;
        }
        out.raw("<details>\n<summary>Certificates</summary>\n<table>\n<tbody>\n");
        for (int i = 0; i < Math.min(chain.size(), SHOWN_CERTIFICATES); i++) {
            EncodedCertificate each = chain.get(i);
            out.raw("<tr><td>")
                    .text(i + "  " + CertificateSubject.of(each).orElse("(no subject)"))
                    .raw("</td><td><code>");
            out.text(NearestSlip.recommended(each, i).map(TlsaRecord::toString).orElse("not a certificate"));
            out.raw("</code></td></tr>\n");
        }
        out.raw("</tbody>\n</table>\n</details>\n");
    }

    private void findings(List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        out.raw("<ul class=\"findings\">\n");
        for (Finding finding : findings) {
            out.raw("<li class=\"" + Json.word(finding.level()) + "\"><p>");
            badge(finding.level());
            out.text(finding.text()).raw("</p>");
            finding.advice()
                    .ifPresent(advice -> out.element(
                            "p",
                            "faint",
                            (finding.culprit() == Culprit.NOBODY
                                            ? ""
                                            : "For " + finding.culprit().words() + ": ")
                                    + advice));
            out.raw("</li>\n");
        }
        out.raw("</ul>\n");
    }

    private void badge(Level level) {
        out.element("span", "badge " + Json.word(level), words(level));
    }

    private static String words(Level level) {
        return switch (level) {
            case OK -> "ok";
            case WARNING -> "warning";
            case NOT_COVERED -> "not covered";
            case UNKNOWN -> "not known";
            case FAILURE -> "failure";
        };
    }

    private void path(List<TrustPath.Node> nodes) {
        out.raw("<ol class=\"path\">\n");
        for (TrustPath.Node node : nodes) {
            out.raw("<li><span class=\"" + Json.word(node.state()) + "\">")
                    .raw(picture(node.state()))
                    .raw("</span><div><span class=\"kind\">")
                    .text(node.kind())
                    .raw("</span> <span class=\"mono\">")
                    .text(node.label())
                    .raw("</span><br>")
                    .text(node.detail())
                    .raw("</div></li>\n");
        }
        out.raw("</ol>\n");
    }

    /** A mark that does not depend on its colour. */
    private static String picture(TrustPath.State state) {
        String mark = switch (state) {
            case PROVEN -> "<path d=\"M7 12.5l3.5 3.5L17 9\"/>";
            case OPEN -> "<path d=\"M8 12h8\"/>";
            case BROKEN -> "<path d=\"M8 8l8 8M16 8l-8 8\"/>";
            case UNKNOWN -> "<path d=\"M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.5\"/>";
        };
        return "<svg viewBox=\"0 0 24 24\" role=\"img\" aria-label=\"" + Json.word(state)
                + "\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\">"
                + "<circle cx=\"12\" cy=\"12\" r=\"10\"/>" + mark + "</svg>";
    }
}
