package io.github.dane4j.cli;

import io.github.dane4j.cli.check.CheckCommand;
import io.github.dane4j.cli.demo.DemoCommand;
import io.github.dane4j.cli.inbound.InboundCommand;
import io.github.dane4j.cli.lookup.LookupCommand;
import io.github.dane4j.cli.policy.PolicyCommand;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.LostOutput;
import io.github.dane4j.cli.rollover.RolloverCommand;
import io.github.dane4j.cli.scan.ScanCommand;
import io.github.dane4j.cli.send.SendCommand;
import io.github.dane4j.cli.sink.SinkCommand;
import io.github.dane4j.cli.tlsrpt.ReportCommand;
import java.io.PrintWriter;
import java.lang.ref.Reference;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code dane} command. */
@Command(
        name = "dane",
        description = "DANE-TLSA for Java.",
        mixinStandardHelpOptions = true,
        versionProvider = DaneCommand.Version.class)
public final class DaneCommand {
    /** What the library logs, the command prints in its own words. */
    private static final String LIBRARY_NAME = "io.github.dane4j";

    /** In the order of the help. */
    private static final List<Class<?>> COMMANDS = List.of(
            CheckCommand.class,
            TlsaCommand.class,
            VerifyCommand.class,
            LookupCommand.class,
            RolloverCommand.class,
            InboundCommand.class,
            ScanCommand.class,
            PolicyCommand.class,
            ReportCommand.class,
            SendCommand.class,
            SinkCommand.class,
            DemoCommand.class,
            TrainCommand.class);

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
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(run(out, err, args));
    }

    /** Runs the command, printing to {@code out}, complaints to {@code err}, and returns the exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine dane = commandLine(args).setOut(out).setErr(err);
        return LostOutput.check(dane, dane.execute(args));
    }

    /** The command with all of its subcommands. */
    public static CommandLine commandLine() {
        return commandLine(DaneCommand::whole);
    }

    /** The command as far as {@code args} need it: reading the options of every subcommand takes half of the time of a short one. */
    private static CommandLine commandLine(String... args) {
        if (Stream.of(args).anyMatch(argument -> argument.startsWith("@"))) {
            return commandLine();
        }
        Optional<String> called = subcommand(args);
        return commandLine(
                command -> called.filter(name(command)::equals).isPresent() ? whole(command) : outline(command));
    }

    private static CommandLine commandLine(Function<Class<?>, CommandLine> subcommand) {
        CommandLine dane = new CommandLine(new DaneCommand());
        COMMANDS.forEach(command -> dane.addSubcommand(name(command), subcommand.apply(command)));
        addVerbosity(dane);
        return dane.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(DaneCommand::complain)
                .setExecutionStrategy(DaneCommand::execute)
                .setExecutionExceptionHandler(DaneCommand::fail);
    }

    /** What may be the name of one: no option of the command itself has a value. */
    private static Optional<String> subcommand(String... args) {
        return Stream.of(args).filter(argument -> !argument.startsWith("-")).findFirst();
    }

    private static Command annotation(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(Command.class));
    }

    private static String name(Class<?> command) {
        return annotation(command).name();
    }

    private static CommandLine whole(Class<?> command) {
        return new CommandLine(command);
    }

    /** What the help of {@code dane} says of a subcommand. */
    private static CommandLine outline(Class<?> command) {
        CommandSpec spec = CommandSpec.create().name(name(command));
        spec.usageMessage()
                .description(annotation(command).description())
                .hidden(annotation(command).hidden());
        return new CommandLine(spec);
    }

    /** Each command says how verbose it is to be, and which version it is of. */
    private static void addVerbosity(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        Verbosity.addTo(spec);
        spec.versionProvider(new Version());
        command.getSubcommands().values().forEach(DaneCommand::addVerbosity);
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
        if (Verbosity.isAskedFor(parsed)) {
            e.printStackTrace(err);
        } else {
            err.println("run it with --verbose for the stack trace");
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** The complaint and where to read on: the whole help would push it off the screen. */
    private static int complain(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(e.getMessage());
        if (Verbosity.isAllOf(args)) {
            command.usage(err);
        } else {
            UnmatchedArgumentException.printSuggestions(e, err);
            err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        if (Verbosity.isAskedFor(args)) {
            e.printStackTrace(err);
        }
        err.flush();
        return ExitStatus.USAGE;
    }
}
