package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.DnssecResolver;
import java.util.ArrayList;
import java.util.List;

/** The example of docs/cli.md. */
final class ScanFromJava {
    private ScanFromJava() {}

    // begin
    /** What is wrong with each domain, in lines for a ticket. */
    static List<String> troubles(DnssecResolver resolver, PlainDns plain, List<DomainName> domains)
            throws InterruptedException {
        List<String> lines = new ArrayList<>();
        try (DomainScan scan = DomainScan.dnsOnly(resolver, ResolverProbe.start(plain), plain, 25)) {
            for (DomainName domain : domains) {
                DomainSummary summary = scan.judge(domain);
                if (summary.level() == Level.OK) {
                    continue;
                }
                for (Finding each : summary.findings()) {
                    lines.add(domain + ": " + each.code().word() + ", for "
                            + each.culprit().words() + ": " + each.text()
                            + each.advice().map(text -> "; " + text).orElse(""));
                }
            }
        }
        return lines;
    }
    // end
}
