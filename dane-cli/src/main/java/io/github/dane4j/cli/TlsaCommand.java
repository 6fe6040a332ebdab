package io.github.dane4j.cli;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.probe.Protocol;
import io.github.dane4j.cli.probe.StartTls;
import io.github.dane4j.cli.report.CertificateSubject;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.FindingJson;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.publish.RecordSourceException;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.PublicKeySize;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.tlsa.TlsaResourceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dane tlsa}: the records to publish. */
@Command(
        name = "tlsa",
        description = {
            "Prints the TLSA records to publish for certificates and keys.",
            "Each file holds the server's own certificate, its public or private key (which is never printed), or a"
                    + " request for its certificate (PKCS#10); behind a certificate there may be its issuers. The default"
                    + " is 3 1 1 for the server's own (RFC 7671 section 5.1), and 2 1 1 for each issuer, as an"
                    + " alternative.",
            "Records that cannot work are printed with a warning on standard error."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane tlsa cert.pem next-key.pem --name mx.example.org --ttl 3600",
            "  dane tlsa fullchain.pem --name mx1.example.org,mx2.example.org --port 25,465",
            "  dane tlsa --from mx.example.org:25 --name mx.example.org"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:the records are printed",
            "1:with --strict: a record cannot work, and nothing is printed",
            "2:wrong usage, or a file cannot be used",
            "3:with --from: the server could not be asked"
        },
        exitCodeOnExecutionException = ExitStatus.USAGE)
final class TlsaCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65535;
    private static final int SMTP_PORT = 25;
    private static final int STRONG_MODULUS = 2048;
    private static final int STRONG_CURVE = 224;

    /** What people paste from a zone file. */
    private static final Pattern OWNER_NAME =
            Pattern.compile("_([0-9]{1,5})\\._(tcp|udp|sctp)\\.(.+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:]+):([0-9]{1,5})");

    /**
     * A record, and what it is made from.
     *
     * @param origin the file, or the server
     * @param alternative whether it can take the place of the server's own record
     */
    private record Made(TlsaRecord record, String origin, RecordSource source, boolean alternative) {}

    /** Where a record is published. */
    private record Owner(DomainName host, int port, DomainName name) {}

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "PEM, DER, PKCS#12 or JKS; - for standard input (PEM or DER)")
    private List<Path> files = List.of();

    @Option(
            names = "--from",
            paramLabel = "HOST:PORT",
            description =
                    "a live server, whose certificates are taken as they come: nothing proves that they are right")
    private @Nullable String server;

    @Option(names = "--starttls", paramLabel = "PROTOCOL", description = "with --from, as for dane check")
    private @Nullable StartTls startTls;

    @Option(
            names = "--strict",
            description =
                    "print nothing if a record cannot work: usage 2 for a certificate that is not a CA's, usage 0 or 1"
                            + " for SMTP, an expired or weak certificate, a name that the certificate lacks")
    private boolean strict;

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

    @Option(
            names = "--name",
            split = ",",
            paramLabel = "HOST",
            description = "print whole lines of a zone file, for this host; also HOST:PORT, or an owner name such as"
                    + " _25._tcp.mx.example.org; may be repeated")
    private List<String> names = List.of();

    @Option(names = "--port", split = ",", paramLabel = "N", description = "with --name; default: 25; may be repeated")
    private List<Integer> ports = List.of();

    /** RFC 6698 section 3. */
    enum Transport {
        TCP,
        UDP,
        SCTP
    }

    @Option(names = "--protocol", description = "with --name: ${COMPLETION-CANDIDATES}; default: TCP")
    private @Nullable Transport protocol;

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "with --name; left to the zone if not given")
    private @Nullable Integer ttl;

    @Option(names = "--generic", description = "as TYPE52, for a name server that does not know TLSA (RFC 3597)")
    private boolean generic;

    @Option(names = "--json", description = "print JSON, see docs/json.md")
    private boolean json;

    @Mixin
    private InputFile input = new InputFile();

    @Mixin
    private ResolverOptions resolverOptions = new ResolverOptions();

    @Override
    public Integer call() throws InterruptedException {
        List<Owner> owners = owners();
        if (files.isEmpty() && server == null) {
            throw invocation.wrong("expected a FILE, or --from HOST:PORT");
        }
        Map<TlsaRecord, Made> records = new LinkedHashMap<>();
        for (Path file : files) {
            for (Made made : make(file.toString(), input.read(file))) {
                records.putIfAbsent(made.record(), made);
            }
        }
        if (server != null) {
            List<RecordSource> live = live(server);
            if (live.isEmpty()) {
                return ExitStatus.UNKNOWN;
            }
            for (Made made : make(server, live)) {
                records.putIfAbsent(made.record(), made);
            }
        }
        List<Finding> warnings = records.values().stream()
                .flatMap(made -> warnings(made, owners).stream())
                .toList();
        PrintWriter err = invocation.commandLine().getErr();
        warnings.forEach(warning -> err.println("warning: " + warning.text()
                + warning.advice().map(advice -> "; " + advice).orElse("")));
        err.flush();
        if (strict && warnings.stream().anyMatch(warning -> warning.code() != Code.RECORD_FROM_SERVER)) {
            err.println("nothing is printed, because of --strict");
            err.flush();
            return ExitStatus.NO;
        }
        PrintWriter out = invocation.commandLine().getOut();
        if (json) {
            printJson(out, owners, List.copyOf(records.values()));
        } else {
            print(out, owners, List.copyOf(records.values()));
        }
        return ExitStatus.OK;
    }

    private void printJson(PrintWriter out, List<Owner> owners, List<Made> records) {
        List<Optional<Owner>> places = owners.isEmpty()
                ? List.of(Optional.empty())
                : owners.stream().map(Optional::of).toList();
        Json.print(
                out,
                "tlsa",
                document -> document.array("records", places, (array, place) -> {
                    for (Made made : records) {
                        array.object(fields -> {
                            fields.field(
                                            "owner",
                                            place.map(owner -> owner.name().toString()))
                                    .field("ttl", ttl);
                            fields.record(made.record())
                                    .field("alternative", made.alternative())
                                    .object("source", source -> source(source, made))
                                    .array(
                                            "warnings",
                                            warnings(made, owners),
                                            (list, warning) ->
                                                    list.object(finding -> FindingJson.write(finding, warning)));
                        });
                    }
                }));
    }

    private static void source(Json json, Made made) throws IOException {
        json.field("file", made.origin())
                .field("kind", Json.word(made.source().kind()))
                .field("subject", made.source().certificate().flatMap(CertificateSubject::of));
    }

    private void print(PrintWriter out, List<Owner> owners, List<Made> records) {
        for (Made made : records) {
            if (made.alternative()) {
                out.println("; or, for a server that sends this certificate with its own (RFC 7672 section 3.1.2): "
                        + CertificateSubject.of(made.source().certificate().orElseThrow())
                                .orElse("no subject"));
            }
            if (owners.isEmpty()) {
                out.println(text(Optional.empty(), made.record()));
            }
            for (Owner owner : owners) {
                // Two records where one was meant would tie the server to a CA that nobody chose.
                out.println((made.alternative() ? "; " : "") + text(Optional.of(owner.name()), made.record()));
            }
        }
        out.flush();
    }

    private List<Finding> warnings(Made made, List<Owner> owners) {
        List<Finding> warnings = new ArrayList<>();
        TlsaRecord record = made.record();
        Optional<EncodedCertificate> certificate = made.source().certificate();
        String subject = certificate.flatMap(CertificateSubject::of).orElse("a certificate");
        if (server != null && made.origin().equals(server)) {
            warnings.add(
                    Finding.of(Code.RECORD_FROM_SERVER).with("record", record).with("name", server));
        }
        boolean anchor = isForAnchors(record.usage().orElseThrow());
        if (anchor && certificate.isPresent() && !CertificateSubject.isAuthority(certificate.get())) {
            warnings.add(Finding.of(Code.RECORD_ANCHOR_IS_LEAF)
                    .with("record", record)
                    .with("certificate", subject));
        }
        if (record.usageNumber() < CertificateUsage.DANE_TA.number()
                && owners.stream().anyMatch(owner -> Protocol.ofPort(owner.port()) == Protocol.SMTP)) {
            warnings.add(
                    Finding.of(Code.RECORD_PKIX_FOR_SMTP).with("record", record).with("usage", record.usageNumber()));
        }
        Instant now = Instant.now();
        Optional<X509Certificate> parsed = certificate.flatMap(CertificateSubject::read);
        parsed.map(each -> each.getNotAfter().toInstant())
                .filter(ends -> ends.isBefore(now))
                .ifPresent(ends -> warnings.add(Finding.of(Code.RECORD_OF_EXPIRED)
                        .with("record", record)
                        .with("certificate", subject)
                        .with("ends", ends)));
        if (!anchor && parsed.isPresent()) {
            for (Owner owner : owners) {
                if (!CertificateSubject.isFor(parsed.get(), owner.host())) {
                    warnings.add(Finding.of(Code.RECORD_WITHOUT_NAME)
                            .with("record", record)
                            .with("certificate", subject)
                            .with("name", owner.host().toString()));
                }
            }
        }
        PublicKeySize size = PublicKeySize.of(made.source().subjectPublicKeyInfo());
        boolean weak = switch (size.kind()) {
            case RSA, DSA -> size.bits() < STRONG_MODULUS;
            case EC -> size.bits() < STRONG_CURVE;
            case OTHER -> false;
        };
        if (weak) {
            warnings.add(Finding.of(Code.RECORD_OF_WEAK_KEY)
                    .with("record", record)
                    .with("kind", size.kind().name())
                    .with("bits", size.bits()));
        }
        return warnings;
    }

    /** What a server sends; empty if it cannot be asked, which is then explained. */
    private List<RecordSource> live(String text) throws InterruptedException {
        try (LiveServer live =
                new LiveServer(resolverOptions, Optional.ofNullable(startTls).map(StartTls::protocol))) {
            return live.certificates(text);
        } catch (LiveServer.NotReached e) {
            invocation.commandLine().getErr().println(e.getMessage());
            invocation.commandLine().getErr().flush();
            return List.of();
        } catch (IllegalArgumentException e) {
            throw invocation.wrong("--from: " + e.getMessage());
        }
    }

    private String text(Optional<DomainName> owner, TlsaRecord record) {
        if (owner.isEmpty()) {
            return generic ? record.toGenericString() : record.toString();
        }
        TlsaResourceRecord line =
                new TlsaResourceRecord(owner.get(), ttl == null ? OptionalInt.empty() : OptionalInt.of(ttl), record);
        return generic ? line.toGenericString() : line.toString();
    }

    private List<Owner> owners() {
        if (names.isEmpty() && (!ports.isEmpty() || protocol != null || ttl != null)) {
            throw invocation.wrong(
                    "--port, --protocol and --ttl are parts of a line of a zone file, which needs --name");
        }
        for (int number : ports) {
            if (number < 1 || number > MAX_PORT) {
                throw invocation.wrong("--port is 1 to " + MAX_PORT + ", not " + number);
            }
        }
        if (ttl != null && ttl < 0) {
            throw invocation.wrong("--ttl must not be negative");
        }
        List<Owner> owners = new ArrayList<>();
        for (String name : names) {
            try {
                owners.addAll(owners(name));
            } catch (InvalidNameException e) {
                throw invocation.wrong("--name: " + e.getMessage());
            }
        }
        return owners;
    }

    private List<Owner> owners(String name) {
        Matcher pasted = OWNER_NAME.matcher(name);
        if (pasted.matches()) {
            if (!ports.isEmpty() || protocol != null) {
                throw invocation.wrong(
                        "--name " + name + " already has port and protocol; leave out --port and --protocol");
            }
            return List.of(owner(pasted.group(3), Integer.parseInt(pasted.group(1)), pasted.group(2)));
        }
        String transport = protocol == null ? "tcp" : protocol.name().toLowerCase(Locale.ROOT);
        Matcher withPort = HOST_AND_PORT.matcher(name);
        if (withPort.matches()) {
            if (!ports.isEmpty()) {
                throw invocation.wrong("--name " + name + " already has a port; leave out --port");
            }
            return List.of(owner(withPort.group(1), Integer.parseInt(withPort.group(2)), transport));
        }
        return (ports.isEmpty() ? List.of(SMTP_PORT) : ports)
                .stream().map(port -> owner(name, port, transport)).toList();
    }

    private Owner owner(String host, int port, String transport) {
        if (port < 1 || port > MAX_PORT) {
            throw invocation.wrong("a port is 1 to " + MAX_PORT + ", not " + port);
        }
        DomainName name = DomainName.of(host);
        return new Owner(name, port, name.child("_" + port + "._" + transport.toLowerCase(Locale.ROOT)));
    }

    private List<Made> make(String origin, List<RecordSource> sources) {
        List<RecordSource> issuers =
                sources.stream().skip(1).filter(TlsaCommand::isIssuer).toList();
        List<Made> made = new ArrayList<>();
        for (RecordSource source : sources) {
            CertificateUsage its = issuers.contains(source) ? CertificateUsage.DANE_TA : CertificateUsage.DANE_EE;
            if (usage == null || isForAnchors(usage) == isForAnchors(its) || issuers.isEmpty()) {
                try {
                    boolean alternative = usage == null && its == CertificateUsage.DANE_TA && !made.isEmpty();
                    made.add(new Made(
                            source.record(usage == null ? its : usage, selector, matchingType),
                            origin,
                            source,
                            alternative));
                } catch (RecordSourceException e) {
                    throw invocation.wrong(origin + ": " + e.getMessage());
                }
            }
        }
        return made;
    }

    private static boolean isIssuer(RecordSource source) {
        return source.certificate().filter(CertificateSubject::isAuthority).isPresent();
    }

    private static boolean isForAnchors(CertificateUsage usage) {
        return usage == CertificateUsage.PKIX_TA || usage == CertificateUsage.DANE_TA;
    }
}
