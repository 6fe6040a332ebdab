package io.github.dane4j.cli.demo;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dane demo}. */
@Command(
        name = "demo",
        description = "A signed DNS tree, mail servers, deliveries, and the attacks that fail; all on this machine.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = {"-v", "--verbose"},
            description = "Print the library's whole explanation below each line.")
    private boolean verbose;

    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec == null
                ? new PrintWriter(System.out, true, Charset.defaultCharset())
                : spec.commandLine().getOut();
        return new Demo(out, verbose, UnaryOperator.identity()).run() ? 0 : 1;
    }
}
