package io.github.dane4j.cli.inbound;

import io.github.dane4j.cli.input.Invocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dane inbound}: the commands for a provider that receives mail for many domains. */
@Command(
        name = "inbound",
        description = {
            "For providers that receive mail for many customer domains: prints what remains to be"
                    + " done until every sender that uses DANE delivers to each of them under DANE, and the"
                    + " records to publish.",
            "The customer's domain needs a signed zone, and one MX record that names a host of the provider under a"
                    + " signed zone; that host needs STARTTLS on every address, and TLSA records."
        },
        mixinStandardHelpOptions = true,
        subcommands = {PlanCommand.class, PublishCommand.class, StatusCommand.class})
public final class InboundCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    InboundCommand() {}

    @Override
    public Integer call() {
        throw invocation.wrong("dane inbound needs one of the commands plan, publish, status");
    }
}
