package io.github.dane4j.cli.inbound;

import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.ResolverOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dane inbound status}: how far each domain is. */
@Command(
        name = "status",
        description = {
            "Prints how far each domain is: done, the next step, waiting until, or wrong because. Looks at DNSSEC, the MX"
                    + " records, the MX host that is expected with its STARTTLS and TLSA records, and the MTA-STS"
                    + " policy.",
            "With --state it remembers when the MX records of a domain changed, so that it knows"
                    + " when no cache holds the old ones any more. Without it, no wait can be determined."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane inbound status --list domains.txt --mx mx.provider.example --state domains.state",
            "  dane inbound status contoso.example --mx {label}.mx.provider.example --json"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:every domain is done",
            "1:something is wrong with a domain",
            "2:wrong usage, or a file cannot be used",
            "3:unknown: a lookup or a connection failed",
            "4:a step or a wait is left"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Mixin
    private InboundOptions inbound = new InboundOptions();

    @Mixin
    private CustomerOptions customers = new CustomerOptions();

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "keeps what has to be remembered between runs; created if missing")
    private @Nullable Path stateFile;

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    StatusCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Optional<MemoryFile> memory = memory();
        PrintWriter out = invocation.commandLine().getOut();
        Tally tally = customers.run(
                invocation,
                inbound,
                resolverOptions,
                "inbound-status",
                facts -> CustomerPlan.decide(
                        facts, customers.lowTtl(), memory.flatMap(each -> each.of(facts.domain())), memory.isPresent()),
                StatusCommand::print,
                outcome -> remember(memory, outcome));
        write(memory);
        if (!inbound.json()) {
            out.println(tally);
        }
        out.flush();
        return tally.worst().exitStatus();
    }

    private static void print(PrintWriter out, Outcome outcome) {
        String word = Json.word(outcome.state());
        out.println(word
                + " ".repeat(9 - word.length())
                + outcome.shown()
                + outcome.report().map(StatusCommand::words).orElse(""));
        outcome.printFindings(out, "           ");
    }

    private static String words(CustomerReport report) {
        String next = report.moves().stream()
                .findFirst()
                .map(each -> Json.word(each.move().by()) + ": " + each.move().text(report.facts()))
                .orElse("the old MX hosts may still be in caches");
        return switch (report.state()) {
            case DONE -> " at " + report.facts().expected();
            case NEXT -> ", " + next;
            case WAITING -> " until " + report.until().map(String::valueOf).orElse("") + ", then " + next;
            case UNKNOWN, WRONG -> "";
        };
    }

    private Optional<MemoryFile> memory() {
        if (stateFile == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(MemoryFile.read(stateFile));
        } catch (MemoryFile.Unusable e) {
            throw unusable(e);
        } catch (IOException e) {
            throw invocation.wrong("--state: " + stateFile + " cannot be read: " + InputFile.reason(e));
        }
    }

    private RuntimeException unusable(MemoryFile.Unusable e) {
        return invocation.wrong("--state: " + stateFile + " cannot be used: " + e.getMessage());
    }

    private void remember(Optional<MemoryFile> memory, Outcome outcome) {
        if (memory.isEmpty() || outcome.report().isEmpty()) {
            return;
        }
        CustomerReport report = outcome.report().get();
        try {
            if (report.remembered().isPresent()) {
                memory.get().put(report.facts().domain(), report.remembered().get());
            }
        } catch (MemoryFile.Unusable e) {
            throw unusable(e);
        }
    }

    private void write(Optional<MemoryFile> memory) {
        try {
            if (memory.isPresent()) {
                memory.get().write();
            }
        } catch (IOException e) {
            throw invocation.wrong(
                    "--state: " + stateFile + " cannot be written: " + InputFile.reason(e) + "; the file is as it was");
        }
    }
}
