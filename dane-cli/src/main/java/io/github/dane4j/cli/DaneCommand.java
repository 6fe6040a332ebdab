package io.github.dane4j.cli;

import io.github.dane4j.cli.check.CheckCommand;
import io.github.dane4j.cli.demo.DemoCommand;
import io.github.dane4j.cli.inbound.InboundCommand;
import io.github.dane4j.cli.lookup.LookupCommand;
import io.github.dane4j.cli.policy.PolicyCommand;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.rollover.RolloverCommand;
import io.github.dane4j.cli.scan.ScanCommand;
import io.github.dane4j.cli.send.SendCommand;
import io.github.dane4j.cli.sink.SinkCommand;
import java.io.PrintWriter;
import java.lang.ref.Reference;
import java.nio.charset.Charset;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code dane} command. */
@Command(
        name = "dane",
        description = "DANE-TLSA for Java.",
        mixinStandardHelpOptions = true,
        versionProvider = DaneCommand.Version.class,
        subcommands = {
            CheckCommand.class,
            TlsaCommand.class,
            VerifyCommand.class,
            LookupCommand.class,
            RolloverCommand.class,
            InboundCommand.class,
            ScanCommand.class,
            PolicyCommand.class,
            SendCommand.class,
            SinkCommand.class,
            DemoCommand.class,
            TrainCommand.class
        })
public final class DaneCommand {
    /** What the library logs, the command prints in its own words. */
    private static final String LIBRARY_NAME = "io.github.dane4j";

    private static final String STACK_TRACE = "dane.stacktrace";

    private DaneCommand() {}

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = DaneCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "dane " + (version == null ? "(from a source tree)" : version),
                "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
            };
        }
    }

    /** Runs the command and exits with its status, see {@link ExitStatus}. */
    public static void main(String[] args) {
        System.exit(run(
                new PrintWriter(System.out, true, Charset.defaultCharset()),
                new PrintWriter(System.err, true, Charset.defaultCharset()),
                args));
    }

    /** Runs the command, printing to {@code out}, complaints to {@code err}, and returns the exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    /** The command with its subcommands. */
    static CommandLine commandLine() {
        return new CommandLine(new DaneCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(DaneCommand::complain)
                .setExecutionStrategy(DaneCommand::execute)
                .setExecutionExceptionHandler(DaneCommand::fail);
    }

    /** Help needs nothing of the library, and should be fast. */
    private static int execute(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        Logger library = Logger.getLogger(LIBRARY_NAME);
        library.setLevel(Level.WARNING);
        try {
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            // Held until here, or its level would be forgotten.
            Reference.reachabilityFence(library);
        }
    }

    /** What should not happen, in one line; where it happened is for those who ask. */
    private static int fail(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("dane: " + (e instanceof InterruptedException ? "interrupted" : "internal error: " + e));
        if (Boolean.getBoolean(STACK_TRACE)) {
            e.printStackTrace(err);
        } else {
            err.println("run it with -D" + STACK_TRACE + "=true for the stack trace");
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** The complaint and where to read on: the whole help would push it off the screen. */
    private static int complain(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(e.getMessage());
        if (command.getParent() == null) {
            command.usage(err);
        } else {
            err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return ExitStatus.USAGE;
    }
}
