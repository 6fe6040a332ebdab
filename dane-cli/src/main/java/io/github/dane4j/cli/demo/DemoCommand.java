package io.github.dane4j.cli.demo;

import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dane demo}. */
@Command(
        name = "demo",
        description = "A signed DNS tree, mail servers, deliveries, and the attacks that fail; all on this machine.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    DemoCommand() {}

    @Override
    public Integer call() {
        CommandLine command = invocation.commandLine();
        boolean verbose = command.getParseResult().hasMatchedOption("--verbose");
        return new Demo(command.getOut(), verbose, UnaryOperator.identity()).run() ? ExitStatus.OK : ExitStatus.NO;
    }
}
