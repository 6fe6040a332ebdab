package io.github.dane4j.cli.sink;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.report.WholeFile;
import io.github.dane4j.cli.resolver.ResolverOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dane sink}: destinations to test a sender with. */
@Command(
        name = "sink",
        description = {
            "Runs destinations that test a mail sender: a signed DNS tree and mail servers that are"
                    + " right, wrong, stale, unsigned and unreachable. Send a message to any address at each"
                    + " domain, using the name server and the trust anchor that are printed; the sink reports"
                    + " what the sender did, with a verdict.",
            "Messages are counted and discarded: nothing is stored, and nothing is delivered."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane sink --trust-anchor-file sink.key --dns-port 5300 --smtp-port 2525",
            "  dane sink --trust-anchor-file sink.key --address 192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4 --smtp-port 25"
                    + " --mode mandatory --seconds 600"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:the sender did right in every case that it tried",
            "1:it delivered where it must not, or in the clear",
            "2:wrong usage, or an address or a file cannot be used",
            "3:a mail that should have arrived did not",
            "4:nothing was tried"
        },
        exitCodeOnExecutionException = ExitStatus.UNKNOWN)
public final class SinkCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65535;
    private static final int MAX_SECONDS = 86_400;
    private static final int WIDTH = 13;
    private static final int SHOWN = 200;

    @Mixin
    private Invocation invocation = new Invocation();

    @Option(
            names = "--trust-anchor-file",
            required = true,
            paramLabel = "FILE",
            description = "where to write the key of the tree's root, which the sender's resolver has to trust")
    private Path anchors = Path.of("");

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "the domain above those of the cases; default: ${DEFAULT-VALUE}")
    private String domain = "sink.test";

    @Option(
            names = "--address",
            split = ",",
            paramLabel = "ADDRESS",
            description = "four addresses of this machine, all with one port: a good server, one without STARTTLS, one"
                    + " that breaks handshakes, and one where nobody answers; DNS is at the first. Default: 127.0.0.1 to"
                    + " 127.0.0.4")
    private List<String> addresses = List.of();

    @Option(names = "--dns-port", paramLabel = "N", description = "default: any that is free")
    private int dnsPort;

    @Option(names = "--smtp-port", paramLabel = "N", description = "default: any that is free")
    private int smtpPort;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "the mode of the sender, ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private SenderMode mode = SenderMode.OPPORTUNISTIC;

    @Option(names = "--seconds", paramLabel = "N", description = "how long to run; default: ${DEFAULT-VALUE}")
    private int seconds = 3600;

    @Option(names = "--until-eof", description = "also end when standard input ends")
    private boolean untilEof;

    @Option(names = "--json", description = "print the verdicts as JSON, see docs/json.md")
    private boolean json;

    SinkCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        invocation.checkRange("--seconds", seconds, MAX_SECONDS);
        if (dnsPort != 0) {
            invocation.checkRange("--dns-port", dnsPort, MAX_PORT);
        }
        if (smtpPort != 0) {
            invocation.checkRange("--smtp-port", smtpPort, MAX_PORT);
        }
        List<InetAddress> chosen = addresses();
        try (Sink sink = Sink.start(domain(), chosen, chosen.get(0), dnsPort, smtpPort)) {
            WholeFile.write(anchors, sink.dns().trustAnchors());
            return run(sink);
        } catch (UncheckedIOException e) {
            throw invocation.wrong("an address or port cannot be used: "
                    + Printable.clip(
                            String.valueOf(
                                    e.getCause() == null
                                            ? e.getMessage()
                                            : e.getCause().getMessage()),
                            SHOWN));
        } catch (IOException e) {
            throw invocation.wrong("--trust-anchor-file: " + anchors + " cannot be written: " + InputFile.reason(e));
        }
    }

    private String domain() {
        try {
            DomainName name = DomainName.of(domain);
            if (name.labels().size() >= 2) {
                return name.toString();
            }
            throw invocation.wrong(
                    "--domain: expected a domain of two labels or more, such as sink.test, found " + name);
        } catch (IllegalArgumentException e) {
            throw invocation.wrong("--domain: " + e.getMessage());
        }
    }

    private List<InetAddress> addresses() {
        List<String> texts =
                addresses.isEmpty() ? List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4") : addresses;
        if (texts.size() != Sink.ADDRESSES || Set.copyOf(texts).size() != texts.size()) {
            throw invocation.wrong(
                    "--address: expected " + Sink.ADDRESSES + " different addresses, found " + texts.size());
        }
        return texts.stream()
                .map(text -> ResolverOptions.address(text)
                        .orElseThrow(
                                () -> invocation.wrong("--address: expected an IP address such as 127.0.0.1, found "
                                        + Printable.clip(text, SHOWN))))
                .toList();
    }

    private int run(Sink sink) throws InterruptedException {
        PrintWriter out = invocation.commandLine().getOut();
        boolean mandatory = mode == SenderMode.MANDATORY;
        if (!json) {
            introduce(sink, out);
        }
        Map<SinkCase, String> printed = new EnumMap<>(SinkCase.class);
        CountDownLatch ended = new CountDownLatch(1);
        if (untilEof) {
            awaitEnd(ended);
        }
        // Ctrl-C ends the process; the verdicts are said all the same.
        Thread last = new Thread(() -> verdicts(sink, out, mandatory), "dane-sink-verdicts");
        Runtime.getRuntime().addShutdownHook(last);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        boolean open = true;
        while (open && System.nanoTime() - end < 0) {
            open = !ended.await(1, TimeUnit.SECONDS);
            if (!json) {
                progress(sink, out, printed);
            }
        }
        if (!Runtime.getRuntime().removeShutdownHook(last)) {
            throw new InterruptedException();
        }
        return verdicts(sink, out, mandatory);
    }

    private static void awaitEnd(CountDownLatch ended) {
        Thread thread = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // Ended as well.
                    }
                    ended.countDown();
                },
                "dane-sink-input");
        thread.setDaemon(true);
        thread.start();
    }

    private void introduce(Sink sink, PrintWriter out) {
        InetSocketAddress dns = sink.dns().address();
        out.println("name server   " + dns.getAddress().getHostAddress() + ":" + dns.getPort());
        out.println("trust anchor  " + anchors);
        out.println("SMTP port     " + sink.port());
        out.println();
        for (SinkCase each : SinkCase.values()) {
            out.println(pad(each) + " anybody@" + sink.domain(each) + ": " + each.text());
        }
        out.println();
        out.println("ready");
        out.flush();
    }

    private static String pad(SinkCase each) {
        return each.word() + " ".repeat(Math.max(0, WIDTH - each.word().length()));
    }

    /** What is new since it was printed last. */
    private static void progress(Sink sink, PrintWriter out, Map<SinkCase, String> printed) {
        for (SinkCase each : SinkCase.values()) {
            Seen seen = sink.seen(each);
            String words = seen.words();
            if (seen.asked() && !words.equals(printed.put(each, words))) {
                out.println("  " + pad(each) + " " + words);
                out.flush();
            }
        }
    }

    /** Prints them, and returns the exit status. */
    private int verdicts(Sink sink, PrintWriter out, boolean mandatory) {
        Map<SinkCase, Seen> all = new EnumMap<>(SinkCase.class);
        Stream.of(SinkCase.values()).forEach(each -> all.put(each, sink.seen(each)));
        Set<Seen.Verdict> verdicts = EnumSet.noneOf(Seen.Verdict.class);
        all.forEach((each, seen) -> verdicts.add(seen.verdict(each, mandatory)));
        if (json) {
            Json.print(
                    out,
                    "sink",
                    document -> document.field("mode", mode.toString())
                            .array(
                                    "cases",
                                    new ArrayList<>(all.entrySet()),
                                    (array, each) -> array.object(fields -> fields.field(
                                                    "case", each.getKey().word())
                                            .field("domain", sink.domain(each.getKey()))
                                            .field(
                                                    "verdict",
                                                    Json.word(each.getValue().verdict(each.getKey(), mandatory)))
                                            .field("asked", each.getValue().asked())
                                            .field(
                                                    "mails",
                                                    count(each.getValue().mails()))
                                            .field(
                                                    "inTheClear",
                                                    count(each.getValue().inTheClear())))));
        } else {
            out.println();
            all.forEach((each, seen) -> {
                String word = Json.word(seen.verdict(each, mandatory));
                out.println(word + " ".repeat(8 - word.length()) + pad(each) + " " + seen.words());
            });
            out.flush();
        }
        if (verdicts.contains(Seen.Verdict.WRONG)) {
            return ExitStatus.NO;
        }
        if (verdicts.contains(Seen.Verdict.MISSING)) {
            return ExitStatus.UNKNOWN;
        }
        return verdicts.contains(Seen.Verdict.RIGHT) ? ExitStatus.OK : ExitStatus.NOT_COVERED;
    }

    private static int count(long many) {
        return (int) Math.min(Integer.MAX_VALUE, many);
    }
}
