package io.github.dane4j.cli.demo;

import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dane demo}. */
@Command(
        name = "demo",
        description = {
            "Plays deliveries, policies, a change of keys, and the attacks that fail, with a signed DNS tree and"
                    + " mail servers on this machine; takes less than a minute.",
            "It has no --json: the story is for people, and the exit status says whether it ended as it must. To"
                    + " test your own sender with JSON, use dane sink."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  dane demo", "  dane demo -v"},
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {"0:every scene ended as it must", "1:one did not", "2:wrong usage"},
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    DemoCommand() {}

    @Override
    public Integer call() {
        return new Demo(invocation.commandLine().getOut(), invocation.isVerbose(), UnaryOperator.identity()).run()
                ? ExitStatus.OK
                : ExitStatus.NO;
    }
}
