package io.github.dane4j.cli;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.report.Subject;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.RecordSource;
import io.github.dane4j.tlsa.RecordSourceException;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.tlsa.TlsaResourceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dane tlsa}: the records to publish. */
@Command(
        name = "tlsa",
        description = {
            "Prints the TLSA records to publish for certificates and keys.",
            "Each file holds the server's own certificate, or its public key, or a request for its certificate (PKCS#10);"
                    + " behind a certificate there may be its issuers. Without options that is 3 1 1 for the server's own"
                    + " (RFC 7671 section 5.1), and 2 1 1 for each issuer, of which one can take its place."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {"0:the records are printed", "2:wrong use, or a file cannot be used"},
        exitCodeOnExecutionException = ExitStatus.USAGE)
final class TlsaCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65535;

    /** A record, and what it is made from. */
    private record Made(TlsaRecord record, Path file, RecordSource source) {}

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "PEM, DER, PKCS#12 or JKS")
    private List<Path> files = List.of();

    @Option(
            names = {"-u", "--usage"},
            converter = RecordParameters.OfUsage.class,
            paramLabel = "USAGE",
            description = "certificate usage: PKIX-TA(0), PKIX-EE(1), DANE-TA(2), DANE-EE(3)")
    private @Nullable CertificateUsage usage;

    @Option(
            names = {"-s", "--selector"},
            converter = RecordParameters.OfSelector.class,
            paramLabel = "SELECTOR",
            description = "selector: Cert(0), SPKI(1)")
    private Selector selector = Selector.SPKI;

    @Option(
            names = {"-m", "--matching-type"},
            converter = RecordParameters.OfMatchingType.class,
            paramLabel = "TYPE",
            description = "matching type: Full(0), SHA2-256(1), SHA2-512(2)")
    private MatchingType matchingType = MatchingType.SHA2_256;

    @Option(names = "--name", paramLabel = "HOST", description = "print whole lines of a zone file, for this host")
    private @Nullable String name;

    @Option(names = "--port", description = "with --name; 25 if not given")
    private @Nullable Integer port;

    /** RFC 6698 section 3. */
    enum Protocol {
        TCP,
        UDP,
        SCTP
    }

    @Option(names = "--protocol", description = "with --name: ${COMPLETION-CANDIDATES}; TCP if not given")
    private @Nullable Protocol protocol;

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "with --name; left to the zone if not given")
    private @Nullable Integer ttl;

    @Option(names = "--generic", description = "as TYPE52, for a name server that does not know TLSA (RFC 3597)")
    private boolean generic;

    @Option(names = "--json", description = "for machines, see docs/json.md")
    private boolean json;

    @Mixin
    private InputFile input = new InputFile();

    @Override
    public Integer call() {
        Optional<DomainName> owner = owner();
        Map<TlsaRecord, Made> records = new LinkedHashMap<>();
        for (Path file : files) {
            for (Made made : make(file)) {
                records.putIfAbsent(made.record(), made);
            }
        }
        PrintWriter out = command().commandLine().getOut();
        if (json) {
            Json.print(
                    out,
                    "tlsa",
                    document -> document.array(
                            "records",
                            records.values(),
                            (array, made) -> array.object(fields -> {
                                fields.field("owner", owner.map(DomainName::toString))
                                        .field("ttl", ttl);
                                fields.record(made.record()).object("source", source -> source(source, made));
                            })));
        } else {
            print(out, owner, List.copyOf(records.values()));
        }
        return ExitStatus.OK;
    }

    private static void source(Json json, Made made) throws IOException {
        json.field("file", made.file().toString())
                .field("kind", Json.word(made.source().kind()))
                .field("subject", made.source().certificate().flatMap(Subject::of));
    }

    private void print(PrintWriter out, Optional<DomainName> owner, List<Made> records) {
        boolean own = false;
        for (Made made : records) {
            if (usage == null && made.record().usageNumber() == CertificateUsage.DANE_TA.number() && own) {
                out.println("; or, for a server that sends this certificate with its own (RFC 7672 section 3.1.2): "
                        + Subject.of(made.source().certificate().orElseThrow()).orElse("no subject"));
            }
            own = true;
            out.println(text(owner, made.record()));
        }
        out.flush();
    }

    private String text(Optional<DomainName> owner, TlsaRecord record) {
        if (owner.isEmpty()) {
            return generic ? record.toGenericString() : record.toString();
        }
        TlsaResourceRecord line =
                new TlsaResourceRecord(owner.get(), ttl == null ? OptionalInt.empty() : OptionalInt.of(ttl), record);
        return generic ? line.toGenericString() : line.toString();
    }

    private Optional<DomainName> owner() {
        if (name == null) {
            if (port != null || protocol != null || ttl != null) {
                throw wrong("--port, --protocol and --ttl are parts of a line of a zone file, which needs --name");
            }
            return Optional.empty();
        }
        int number = port == null ? 25 : port;
        if (number < 1 || number > MAX_PORT) {
            throw wrong("--port is 1 to " + MAX_PORT + ", not " + number);
        }
        if (ttl != null && ttl < 0) {
            throw wrong("--ttl is not negative");
        }
        String transport = protocol == null ? "tcp" : protocol.name().toLowerCase(Locale.ROOT);
        try {
            return Optional.of(DomainName.of(name).child("_" + number + "._" + transport));
        } catch (InvalidNameException e) {
            throw wrong("--name: " + e.getMessage());
        }
    }

    private List<Made> make(Path file) {
        List<RecordSource> sources = input.read(file);
        List<RecordSource> issuers =
                sources.stream().skip(1).filter(TlsaCommand::isIssuer).toList();
        List<Made> made = new ArrayList<>();
        for (RecordSource source : sources) {
            CertificateUsage its = issuers.contains(source) ? CertificateUsage.DANE_TA : CertificateUsage.DANE_EE;
            if (usage == null || isForAnchors(usage) == isForAnchors(its) || issuers.isEmpty()) {
                try {
                    made.add(
                            new Made(source.record(usage == null ? its : usage, selector, matchingType), file, source));
                } catch (RecordSourceException e) {
                    throw wrong(file + ": " + e.getMessage());
                }
            }
        }
        return made;
    }

    private static boolean isIssuer(RecordSource source) {
        return source.certificate().filter(Subject::isAuthority).isPresent();
    }

    private static boolean isForAnchors(CertificateUsage usage) {
        return usage == CertificateUsage.PKIX_TA || usage == CertificateUsage.DANE_TA;
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("used outside of the command line");
        }
        return command;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command().commandLine(), message);
    }
}
