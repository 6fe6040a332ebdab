package io.github.dane4j.cli.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.policy.InsecureMx;
import io.github.dane4j.policy.MailPolicies;
import io.github.dane4j.policy.MailPolicy;
import io.github.dane4j.policy.MailPolicyException;
import io.github.dane4j.policy.MailPolicyTable;
import io.github.dane4j.policy.MtaStsMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dane policy test}: which line rules, and why. */
@Command(
        name = "test",
        description = {
            "Reads a policy file as a sender does, and prints which line rules for a destination,"
                    + " and why. Asks no DNS server."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane policy test /etc/dane/policy example.org",
            "  dane policy test --tenant acme /etc/dane/policy mail.example.org",
            "  dane policy test /etc/dane/policy '[smtp.example.net]:587'"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:a line rules",
            "1:the file cannot be used",
            "2:wrong usage",
            "4:no line rules: the settings of the sender do"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class PolicyTestCommand implements Callable<Integer> {
    private static final Pattern RELAY = Pattern.compile("\\[([^\\[\\]]*)](?::([0-9]{1,5}))?");
    private static final int DEFAULT_PORT = 25;
    private static final int MAX_PORT = 65535;
    private static final int SHOWN = 500;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(index = "0", paramLabel = "FILE", description = "the policy file")
    private Path file = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "DOMAIN",
            description = "the domain of a recipient; or a relay as [HOST] or [HOST]:PORT; default of PORT: 25")
    private String destination = "";

    @Option(names = "--tenant", paramLabel = "NAME", description = "on whose behalf the mail is sent")
    private @Nullable String tenant;

    @Option(names = "--json", description = "print JSON, see docs/json.md")
    private boolean json;

    PolicyTestCommand() {}

    /** What is asked about. */
    private interface Question {
        MailPolicyTable.Decision ask(MailPolicyTable table, Optional<String> tenant);
    }

    @Override
    public Integer call() {
        if (tenant != null && !MailPolicies.isTenant(tenant)) {
            throw invocation.wrong(
                    "expected the name of a tenant, 1 to 64 letters, digits, dots, hyphens or underscores," + " found "
                            + Printable.clip(tenant, SHOWN));
        }
        Question question = question();
        MailPolicyTable table;
        try {
            table = MailPolicyTable.read(file);
        } catch (MailPolicyException e) {
            if (json) {
                print(e.problems(), new MailPolicyTable.Decision(List.of(), Optional.empty()));
            } else {
                out().println("the policy file cannot be used:");
                String.valueOf(e.getMessage())
                        .lines()
                        .forEach(line -> out().println("  " + Printable.clip(line, SHOWN)));
                out().flush();
            }
            return ExitStatus.NO;
        }
        MailPolicyTable.Decision decision = question.ask(table, Optional.ofNullable(tenant));
        if (json) {
            print(List.of(), decision);
        } else {
            print(decision);
        }
        return decision.line().isPresent() ? ExitStatus.OK : ExitStatus.NOT_COVERED;
    }

    /** Reads the destination, and writes it in normal form. */
    private Question question() {
        Matcher relay = RELAY.matcher(destination);
        if (!relay.matches()) {
            DomainName domain = name(destination);
            destination = domain.toString();
            return (table, forTenant) -> table.decideDomain(domain, forTenant);
        }
        DomainName host = name(relay.group(1));
        int port = relay.group(2) == null ? DEFAULT_PORT : Integer.parseInt(relay.group(2));
        invocation.checkRange("the port of a relay", port, MAX_PORT);
        destination = "[" + host + "]:" + port;
        return (table, forTenant) -> table.decideRelay(host, port, forTenant);
    }

    private DomainName name(String text) {
        try {
            return DomainName.of(text);
        } catch (InvalidNameException e) {
            throw invocation.wrong(String.valueOf(e.getMessage()));
        }
    }

    private void print(MailPolicyTable.Decision decision) {
        PrintWriter out = out();
        Optional<MailPolicyTable.Line> line = decision.line();
        out.println(destination + ": "
                + line.map(each -> each.policy().toString())
                        .orElse("no line rules; the settings of the sender do, mail.<protocol>.dane"));
        line.ifPresent(each -> out.println("  rules    line " + each.number() + ", " + each.destination()));
        decision.searched().stream()
                .filter(key ->
                        line.filter(each -> each.destination().equals(key)).isEmpty())
                .forEach(key -> out.println("  no line  " + key));
        out.flush();
    }

    private void print(List<MailPolicyException.Problem> problems, MailPolicyTable.Decision decision) {
        Json.print(
                out(),
                "policy-test",
                document -> document.field("file", file.toString())
                        .field("destination", destination)
                        .field("tenant", tenant)
                        .array(
                                "problems",
                                problems,
                                (array, each) -> array.object(fields -> fields.field("line", each.line())
                                        .field("column", each.column())
                                        .field("text", Printable.clip(each.text(), SHOWN))))
                        .texts("searched", decision.searched())
                        .field(
                                "line",
                                decision.line()
                                        .map(MailPolicyTable.Line::number)
                                        .orElse(null))
                        .field("entry", decision.line().map(MailPolicyTable.Line::destination))
                        .object("policy", decision.line().map(MailPolicyTable.Line::policy), PolicyTestCommand::write));
    }

    private static void write(Json json, MailPolicy policy) throws IOException {
        json.field("mode", policy.mode().word())
                .field("insecureMx", policy.insecureMx().map(InsecureMx::word))
                .field("pkix", policy.pkix())
                .object(
                        "keyStrength",
                        policy.keyStrength(),
                        (fields, each) ->
                                fields.field("modulusBits", each.modulusBits()).field("curveBits", each.curveBits()))
                .field("mtaSts", policy.mtaSts().map(MtaStsMode::word));
    }

    private PrintWriter out() {
        return invocation.commandLine().getOut();
    }
}
