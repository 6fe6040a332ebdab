package io.github.dane4j.cli.inbound;

import io.github.dane4j.Printable;
import io.github.dane4j.cli.check.DomainSummary;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.ResolverOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dane inbound plan}: every step that is left, with its records and waits. */
@Command(
        name = "plan",
        description = {
            "Looks at each domain, at its MX records and at the MX host that it is to have, and"
                    + " prints the remaining steps until it receives mail under DANE: who takes each step,"
                    + " with which records, and how long to wait afterwards.",
            "Mail can be delivered at any time: the old hosts are removed last. While it is not known whether the"
                    + " domain has an MTA-STS policy, or what the policy says (a lookup or the fetch failed, or --dns-only),"
                    + " its MX records have to stay: senders that enforce it may not deliver to the new host."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane inbound plan contoso.example --mx mx.provider.example",
            "  dane inbound plan --list domains.txt --mx {label}.mx.provider.example --json"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:every domain is done, or can take its next step",
            "1:something is broken at a domain, and has to be repaired first",
            "2:wrong usage, or the list cannot be used",
            "3:unknown: a lookup or a connection failed",
            "4:the zone of a domain is not signed, so that its owner has to begin"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Mixin
    private InboundOptions inbound = new InboundOptions();

    @Mixin
    private CustomerOptions customers = new CustomerOptions();

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    PlanCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = invocation.commandLine().getOut();
        boolean[] unsigned = {false};
        Tally tally = customers.run(
                invocation,
                inbound,
                resolverOptions,
                "inbound-plan",
                facts -> CustomerPlan.decide(facts, customers.lowTtl(), Optional.empty(), false),
                PlanCommand::print,
                outcome -> unsigned[0] |= outcome.report()
                        .filter(each -> each.moves().stream().anyMatch(move -> move.move() == Move.SIGN_ZONE))
                        .isPresent());
        if (!inbound.json()) {
            out.println(tally);
        }
        out.flush();
        if (tally.count(CustomerReport.State.WRONG) > 0) {
            return ExitStatus.NO;
        }
        if (tally.count(CustomerReport.State.UNKNOWN) > 0) {
            return ExitStatus.UNKNOWN;
        }
        return unsigned[0] ? ExitStatus.NOT_COVERED : ExitStatus.OK;
    }

    private static void print(PrintWriter out, Outcome outcome) {
        Optional<CustomerReport> report = outcome.report();
        out.println(outcome.shown()
                + report.map(each -> " -> " + each.facts().expected()).orElse(""));
        report.ifPresent(each -> print(out, each));
        outcome.printFindings(out, "  ");
        switch (outcome.state()) {
            case DONE -> out.println("  done");
            case NEXT, WAITING -> {}
            case UNKNOWN -> out.println("  not known");
            case WRONG -> out.println("  repair this first");
        }
        out.println();
    }

    private static void print(PrintWriter out, CustomerReport report) {
        CustomerFacts facts = report.facts();
        out.println("  zone    " + facts.customer().mx().orElse("not known"));
        for (DomainSummary.Host each : facts.customer().hosts()) {
            out.println("  mx      "
                    + (each.preference().isPresent() ? each.preference().getAsInt() + " " : "")
                    + Printable.clip(each.name(), 253)
                    + (facts.ttl().isPresent() ? ", TTL " + facts.ttl().getAsLong() : ""));
        }
        int number = 0;
        for (PlannedMove each : report.moves()) {
            number++;
            out.println("  " + number + ". " + Json.word(each.move().by()) + ": "
                    + each.move().text(facts));
            each.records().forEach(record -> out.println("       " + record));
            if (!each.pause().isZero()) {
                out.println("     then wait " + words(each.pause()));
            }
        }
    }

    private static String words(Duration wait) {
        return wait.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
