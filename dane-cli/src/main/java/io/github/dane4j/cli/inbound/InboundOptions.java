package io.github.dane4j.cli.inbound;

import io.github.dane4j.cli.batch.Batch;
import io.github.dane4j.cli.batch.DomainList;
import io.github.dane4j.cli.batch.Entries;
import io.github.dane4j.cli.batch.Progress;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The domains, and the MX host that each is to have. */
final class InboundOptions {
    private static final int MAX_PORT = 65535;

    @Parameters(arity = "0..*", paramLabel = "DOMAIN", description = "a customer's domain")
    private List<String> domains = List.of();

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "the domains, one a line, instead of on the command line; # begins a comment")
    private @Nullable Path list;

    @Option(
            names = "--mx",
            required = true,
            paramLabel = "HOST",
            description =
                    "the MX host that each domain is to have, under a signed zone: one for all of them, or with"
                            + " {label} for the domain in one label, a hyphen for each dot, or {domain} for the domain as it is")
    private String host = "";

    @Option(names = "--port", paramLabel = "N", description = "the port of the MX hosts; default: ${DEFAULT-VALUE}")
    private int port = 25;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "check N domains at a time; default: ${DEFAULT-VALUE}")
    private int parallel = 16;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "begin at most N domains per second; default: ${DEFAULT-VALUE}")
    private int rate = 200;

    @Option(names = "--progress", description = "show progress even if standard error is not a terminal")
    private boolean progress;

    @Option(names = "--json", description = "print a line of JSON for each domain, see docs/json.md")
    private boolean json;

    InboundOptions() {}

    int port() {
        return port;
    }

    int parallel() {
        return parallel;
    }

    boolean json() {
        return json;
    }

    /** Refuses what cannot be meant. */
    HostPattern check(Invocation invocation) {
        invocation.checkRange("--port", port, MAX_PORT);
        invocation.checkRange("--parallel", parallel, Batch.MAX_PARALLEL);
        invocation.checkRange("--rate", rate, Batch.MAX_RATE);
        if (list != null && !domains.isEmpty()) {
            throw invocation.wrong("--list and domains on the command line exclude each other");
        }
        try {
            return HostPattern.of(host);
        } catch (IllegalArgumentException e) {
            throw invocation.wrong("--mx: " + e.getMessage());
        }
    }

    /** Whether any domain is given. */
    boolean hasDomains() {
        return list != null || !domains.isEmpty();
    }

    /** Does the work for each domain, and hands on the results in their order. */
    <T> void run(Invocation invocation, Batch.Work<T> work, Batch.Sink<T> sink) throws InterruptedException {
        if (!hasDomains()) {
            throw invocation.wrong("expected domains, or --list FILE");
        }
        if (list == null) {
            run(invocation, Entries.of(domains), domains.size(), work, sink);
            return;
        }
        try (DomainList entries = new DomainList(list)) {
            run(invocation, entries, progressWanted(invocation) ? count(list) : 0, work, sink);
        } catch (IOException e) {
            throw invocation.wrong("--list: " + list + " cannot be read: " + InputFile.reason(e));
        }
    }

    private static long count(Path list) throws IOException {
        long count = 0;
        try (DomainList entries = new DomainList(list)) {
            while (entries.next().isPresent()) {
                count++;
            }
        }
        return count;
    }

    private boolean progressWanted(Invocation invocation) {
        return progress
                || (list != null
                        && invocation.commandLine().getColorScheme().ansi().enabled());
    }

    private <T> void run(Invocation invocation, Entries entries, long total, Batch.Work<T> work, Batch.Sink<T> sink)
            throws InterruptedException {
        Optional<Progress> shown = progressWanted(invocation)
                ? Optional.of(new Progress(invocation.commandLine().getErr(), total, 0, System.nanoTime()))
                : Optional.empty();
        long[] done = {0};
        try {
            new Batch(parallel, rate).run(entries, work, result -> {
                sink.accept(result);
                long number = ++done[0];
                shown.ifPresent(line -> line.at(number, System.nanoTime()));
            });
        } catch (IOException e) {
            throw invocation.wrong("the list of domains cannot be read: " + InputFile.reason(e));
        } finally {
            shown.ifPresent(Progress::end);
        }
    }
}
