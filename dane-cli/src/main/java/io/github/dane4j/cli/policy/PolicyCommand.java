package io.github.dane4j.cli.policy;

import picocli.CommandLine.Command;

/** {@code dane policy}: all that is about policy files. */
@Command(
        name = "policy",
        description = "Tests files of mail policies (docs/mail.md, dane.policyfile).",
        mixinStandardHelpOptions = true,
        subcommands = PolicyTestCommand.class)
public final class PolicyCommand {
    PolicyCommand() {}
}
