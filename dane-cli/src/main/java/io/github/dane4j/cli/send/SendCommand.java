package io.github.dane4j.cli.send;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.mail.OutcomeListener;
import io.github.dane4j.mail.RecipientOutcome;
import io.github.dane4j.mtasts.MtaStsProvider;
import io.github.dane4j.policy.InsecureMx;
import io.github.dane4j.policy.MailPolicies;
import io.github.dane4j.policy.MailPolicyException;
import io.github.dane4j.policy.MailPolicyTable;
import io.github.dane4j.policy.MtaStsMode;
import io.github.dane4j.policy.MtaStsPolicies;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code dane send}: one message by DANE. */
@Command(
        name = "send",
        description = {
            "Sends one message to the MX hosts of its recipients by DANE, and explains what became of it. There is no"
                    + " queue: what is deferred has to be sent again.",
            "In the modes opportunistic and mandatory nothing is sent to a server that does not match its"
                    + " DNSSEC-secure TLSA records; mandatory mode sends nothing where there are none. Mode audit-only"
                    + " refuses nothing, and tells what DANE would have refused; mode none does not look TLSA records"
                    + " up. A line of the policy file that rules for a recipient's domain comes before the mode."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane send message.eml",
            "  dane send --mode mandatory --from bob@example.org --to alice@example.net - < message.eml",
            "  dane send --policy /etc/dane/policy --tenant acme --mta-sts /var/lib/dane/mta-sts message.eml"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:delivered to every recipient",
            "1:refused permanently for a recipient",
            "2:wrong usage, or the message cannot be used",
            "3:deferred for a recipient, and refused for none: send it again later"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class SendCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65535;
    private static final int MAX_DEADLINE = 86_400;
    private static final int MAX_BYTES = 50 << 20;
    private static final int SHOWN = 300;
    private static final String PREFIX = "mail.smtp-mx.";

    /** The options behind properties of the transport. */
    private static final Map<String, String> OPTIONS =
            Map.of("localhost", "--helo", "from", "--from", "dane.policyfile", "--policy", "dane.tenant", "--tenant");

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "the message with its header (RFC 5322); default: standard input")
    private Path file = Path.of("-");

    @Option(
            names = "--to",
            split = ",",
            paramLabel = "ADDRESS",
            description = "a recipient; default: those in the message's header")
    private List<String> to = List.of();

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "the sender of the envelope; default: the one in the message's header")
    private @Nullable String from;

    @Option(names = "--mode", paramLabel = "MODE", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private SendMode mode = SendMode.OPPORTUNISTIC;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "a policy file with lines for single destinations, see dane policy test")
    private @Nullable Path policyFile;

    @Option(names = "--tenant", paramLabel = "NAME", description = "on whose behalf the message is sent")
    private @Nullable String tenant;

    @Option(
            names = "--insecure-mx",
            paramLabel = "WORD",
            description =
                    "what the TLSA records of a host count for where the MX records that name it are not signed: dane,"
                            + " encrypt or may; default: dane")
    private String insecureMx = InsecureMx.DANE.word();

    @Option(
            names = "--mta-sts",
            paramLabel = "FOLDER",
            description = "apply the MTA-STS policies of domains (RFC 8461), which are kept in this folder")
    private @Nullable Path mtaStsFolder;

    @Option(names = "--port", paramLabel = "N", description = "the port of the MX hosts; default: ${DEFAULT-VALUE}")
    private int port = 25;

    @Option(names = "--helo", paramLabel = "NAME", description = "the name to greet with; default: this machine's")
    private @Nullable String helo;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            description = "for the whole message; default: ${DEFAULT-VALUE}")
    private int deadline = 300;

    @Option(
            names = "--allow-loopback",
            description = "let a recipient's domain lead to this machine, as with dane sink")
    private boolean loopback;

    @Option(names = "--json", description = "print JSON, see docs/json.md")
    private boolean json;

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    /** Domains are delivered to at the same time. */
    private final List<RecipientOutcome> outcomes = new CopyOnWriteArrayList<>();

    SendCommand() {}

    @Override
    public Integer call() {
        invocation.checkRange("--port", port, MAX_PORT);
        invocation.checkRange("--deadline", deadline, MAX_DEADLINE);
        DestinationPolicies policies = policies();
        byte[] content = content();
        try (DnssecResolver resolver = resolverOptions.open(Optional.empty());
                Warnings warnings = new Warnings()) {
            Optional<MtaStsPolicies> mtaSts = mtaSts(resolver);
            Session session = Session.getInstance(properties(resolver, mtaSts));
            MimeMessage message = message(session, content);
            List<Address> recipients = recipients(message);
            checkSender(message);
            Set<String> domains = domains(recipients);
            domains.forEach(domain -> checkMtaSts(policies, domain));
            // The transport finds what is found here: a policy is fetched once.
            Optional<PolicyPreview> preview = mtaSts.map(
                    each -> new PolicyPreview(each, Duration.ofSeconds(deadline).dividedBy(2), System::nanoTime));
            List<SendReport.Destination> destinations = new ArrayList<>();
            MessagingException failure = send(
                    transport(session),
                    message,
                    recipients,
                    () -> domains.forEach(
                            domain -> destinations.add(destination(resolver, policies, preview, domain))));
            SendReport report = SendReport.of(recipients, destinations, failure, outcomes, warnings.messages());
            if (json) {
                report.printJson(invocation.commandLine().getOut());
            } else {
                report.print(invocation.commandLine().getOut());
            }
            return report.exitStatus();
        }
    }

    private SendReport.Destination destination(
            DnssecResolver resolver, DestinationPolicies policies, Optional<PolicyPreview> preview, String domain) {
        DnsProof proof = DnsProof.of(resolver, domain, policies.mode(domain), policies.insecureMx(domain), port);
        Layers layers = preview.filter(any -> policies.asksForMtaSts(domain))
                .map(each -> each.layers(DomainName.of(domain), proof))
                .orElseGet(() -> Layers.withoutMtaSts(proof));
        return new SendReport.Destination(domain, policies.words(domain), proof, layers);
    }

    private Optional<MtaStsPolicies> mtaSts(DnssecResolver resolver) {
        if (mtaStsFolder == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new MtaStsProvider().open(resolver, mtaStsFolder));
        } catch (IOException e) {
            throw invocation.wrong("--mta-sts: " + mtaStsFolder + " cannot be used: " + InputFile.reason(e));
        }
    }

    /** Connects to nothing yet: it reads the settings, and what is wrong with them shows. */
    private Transport transport(Session session) {
        try {
            Transport transport = session.getTransport("smtp-mx");
            transport.connect();
            return transport;
        } catch (MessagingException e) {
            throw wrongSetting(e);
        }
    }

    /** Nothing has been sent, and sending again would change nothing. Options go by their own names. */
    private ParameterException wrongSetting(MessagingException e) {
        String text = said(e);
        for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
            text = text.replace(PREFIX + option.getKey(), option.getValue());
        }
        return invocation.wrong(text);
    }

    private DestinationPolicies policies() {
        if (tenant != null && !MailPolicies.isTenant(tenant)) {
            throw invocation.wrong("--tenant: expected 1 to 64 letters, digits, dots, hyphens or underscores, found "
                    + Printable.clip(tenant, SHOWN));
        }
        if (tenant != null && policyFile == null) {
            throw invocation.wrong("--tenant needs --policy");
        }
        InsecureMx forInsecure = Stream.of(InsecureMx.values())
                .filter(each -> each.word().equals(insecureMx))
                .findFirst()
                .orElseThrow(() -> invocation.wrong(
                        "--insecure-mx: expected dane, encrypt or may, found " + Printable.clip(insecureMx, SHOWN)));
        if (mtaStsFolder != null && !Files.isDirectory(mtaStsFolder)) {
            throw invocation.wrong("--mta-sts: " + mtaStsFolder + " is not a folder");
        }
        return new DestinationPolicies(table(), Optional.ofNullable(tenant), mode.mode(), forInsecure);
    }

    private Optional<MailPolicyTable> table() {
        if (policyFile == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(MailPolicyTable.read(policyFile));
        } catch (MailPolicyException e) {
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw invocation.wrong("--policy: " + Printable.clip(first, SHOWN)
                    + (e.problems().size() > 1
                            ? "; and " + (e.problems().size() - 1) + " more, see dane policy test"
                            : ""));
        }
    }

    private void checkMtaSts(DestinationPolicies policies, String domain) {
        policies.lineWithMtaSts(domain).filter(line -> mtaStsFolder == null).ifPresent(line -> {
            throw invocation.wrong(
                    "line " + line + " of the policy asks for MTA-STS policies; name a folder for them with --mta-sts");
        });
    }

    private byte[] content() {
        try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw invocation.wrong(file + " has more than " + MAX_BYTES + " bytes");
            }
            if (bytes.length == 0) {
                throw invocation.wrong(file + " is empty; expected a message with its header");
            }
            return bytes;
        } catch (IOException e) {
            throw invocation.wrong(file + " cannot be read: " + InputFile.reason(e));
        }
    }

    private Properties properties(DnssecResolver resolver, Optional<MtaStsPolicies> mtaSts) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty(PREFIX + "dane", mode.toString());
        properties.put(PREFIX + "dane.resolver", resolver);
        properties.setProperty(PREFIX + "port", String.valueOf(port));
        properties.setProperty(PREFIX + "dane.messagetimeout", String.valueOf(deadline * 1000L));
        properties.setProperty(PREFIX + "dane.domaintimeout", String.valueOf(deadline * 1000L));
        properties.setProperty(PREFIX + "dane.insecuremx", insecureMx);
        properties.put(PREFIX + "dane.outcomes", (OutcomeListener) outcomes::addAll);
        if (policyFile != null) {
            properties.setProperty(PREFIX + "dane.policyfile", policyFile.toString());
        }
        if (tenant != null) {
            properties.setProperty(PREFIX + "dane.tenant", tenant);
        }
        if (mtaSts.isPresent()) {
            properties.setProperty(PREFIX + "dane.mtasts", MtaStsMode.OPPORTUNISTIC.word());
            properties.put(PREFIX + "dane.mtastspolicies", mtaSts.get());
        }
        if (loopback) {
            properties.setProperty(PREFIX + "dane.allowloopback", "true");
        }
        if (from != null) {
            properties.setProperty(PREFIX + "from", from);
        }
        if (helo != null) {
            properties.setProperty(PREFIX + "localhost", helo);
        }
        return properties;
    }

    private MimeMessage message(Session session, byte[] content) {
        try {
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(content));
            if (!message.getAllHeaderLines().hasMoreElements()) {
                throw invocation.wrong(file + " has no header; expected a message (RFC 5322)");
            }
            return message;
        } catch (MessagingException e) {
            throw invocation.wrong(file + " is not a message: " + said(e));
        }
    }

    private static String said(Exception e) {
        return Printable.clip(String.valueOf(e.getMessage()), SHOWN);
    }

    private List<Address> recipients(MimeMessage message) {
        List<Address> recipients = new ArrayList<>();
        try {
            for (String each : to) {
                recipients.add(address("--to", each));
            }
            if (to.isEmpty() && message.getAllRecipients() != null) {
                recipients.addAll(List.of(message.getAllRecipients()));
            }
        } catch (MessagingException e) {
            throw invocation.wrong(file + ": the recipients cannot be read: " + said(e));
        }
        if (recipients.isEmpty()) {
            throw invocation.wrong("the message names no recipient; give one with --to");
        }
        return new ArrayList<>(new LinkedHashSet<>(recipients));
    }

    private InternetAddress address(String option, String text) {
        try {
            return new InternetAddress(text, true);
        } catch (AddressException e) {
            throw invocation.wrong(option + ": expected an address such as alice@example.org, found "
                    + Printable.clip(text, SHOWN) + ": " + said(e));
        }
    }

    private void checkSender(MimeMessage message) {
        try {
            if (from != null) {
                address("--from", from);
            } else if (message.getFrom() == null || message.getFrom().length == 0) {
                throw invocation.wrong("the message names no sender; give one with --from");
            }
        } catch (MessagingException e) {
            throw invocation.wrong(file + ": the sender cannot be read: " + said(e));
        }
    }

    private static Set<String> domains(List<Address> recipients) {
        Set<String> domains = new LinkedHashSet<>();
        for (Address each : recipients) {
            String text = ((InternetAddress) each).getAddress();
            String domain = text.substring(text.lastIndexOf('@') + 1);
            try {
                domains.add(DomainName.of(domain).toString());
            } catch (IllegalArgumentException e) {
                // An address literal, or what the transport refuses with its own words.
            }
        }
        return domains;
    }

    /**
     * What went wrong; null if nothing did.
     *
     * @param before what is done before the message is sent; whatever it throws, the transport is closed
     */
    private @Nullable MessagingException send(
            Transport connected, MimeMessage message, List<Address> recipients, Runnable before) {
        try (Transport transport = connected) {
            before.run();
            transport.sendMessage(message, recipients.toArray(Address[]::new));
            return null;
        } catch (MessagingException e) {
            if (outcomes.isEmpty() && RecipientOutcome.allIn(e).isEmpty()) {
                throw wrongSetting(e);
            }
            return e;
        }
    }
}
