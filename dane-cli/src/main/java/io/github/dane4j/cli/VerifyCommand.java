package io.github.dane4j.cli;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.check.SystemRoots;
import io.github.dane4j.cli.input.InputFile;
import io.github.dane4j.cli.input.Invocation;
import io.github.dane4j.cli.report.CertificateSubject;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaFormatException;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dane verify}: what a chain in a file proves about records on the command line. */
@Command(
        name = "verify",
        description = {
            "Verifies a certificate chain against TLSA records, without the network.",
            "The files hold what the server sends, its own certificate first; or its raw public key (RFC 7250).",
            "With --cases many chains are judged, one for each line of JSON; see docs/json.md."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dane verify chain.pem --record \"3 1 1 5f3a...\"",
            "  dig +noall +answer _25._tcp.mx.example.org TLSA | dane verify chain.pem --records - -n mx.example.org",
            "  dane verify chain.pem --records zone.txt -n mx.example.org --time 2027-01-31"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:authenticated; with --cases: all of them",
            "1:not authenticated, or no record is usable",
            "2:wrong usage, or a file cannot be used"
        },
        exitCodeOnExecutionException = ExitStatus.USAGE)
final class VerifyCommand implements Callable<Integer> {
    private static final int SHOWN = 100;

    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "PEM, DER, PKCS#12 or JKS; - for standard input (PEM or DER)")
    private List<Path> files = List.of();

    @Option(
            names = {"-r", "--record"},
            paramLabel = "RECORD",
            description = "a TLSA record, \"3 1 1 5f3a...\", or a line of a zone file or of dig; may be repeated")
    private List<String> records = List.of();

    @Option(
            names = "--records",
            paramLabel = "FILE",
            description =
                    "a file with one record a line, such as a zone file or the output of dig; other lines and comments"
                            + " are passed over; - for standard input")
    private @Nullable Path recordFile;

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "judge many cases instead, each an object on a line of JSON; - for standard input")
    private @Nullable Path caseFile;

    @Option(
            names = "--roots",
            paramLabel = "FILE|system",
            description = "certificates that are trusted for usages 0 and 1; without them these records are unusable")
    private @Nullable String roots;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "HOST",
            description =
                    "the name that the certificate must have, the TLSA base domain first; may be repeated; not needed"
                            + " where every record has usage 3")
    private List<String> names = List.of();

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description = "for example 2026-05-31 or 2026-05-31T12:00:00Z; default: now")
    private @Nullable String time;

    @Option(names = "--json", description = "print JSON, see docs/json.md")
    private boolean json;

    @Mixin
    private InputFile input = new InputFile();

    @Override
    public Integer call() {
        DaneVerifier verifier = verifier();
        if (caseFile != null) {
            if (!files.isEmpty() || !records.isEmpty() || recordFile != null || !names.isEmpty()) {
                throw invocation.wrong(
                        "--cases brings chains, records and names with it; leave out FILE, --record, --records and"
                                + " --name");
            }
            return new VerifyCases(verifier, time())
                            .run(lines(caseFile), invocation.commandLine().getOut())
                    ? ExitStatus.OK
                    : ExitStatus.NO;
        }
        if (files.isEmpty()) {
            throw invocation.wrong("expected a FILE with the server's chain");
        }
        List<TlsaRecord> all = allRecords();
        ReferenceIdentifiers identifiers = identifiers(all);
        Instant at = time();
        DaneResult result = verifier.verify(all, chain(), identifiers, at);
        PrintWriter out = invocation.commandLine().getOut();
        if (json) {
            Json.print(
                    out,
                    "verify",
                    document -> document.field("time", at.toString())
                            .array(
                                    "names",
                                    names.isEmpty() ? List.of() : identifiers.names(),
                                    (array, name) -> array.text(name.toString()))
                            .object("result", fields -> fields.result(result)));
        } else {
            out.println(result.explain());
            out.flush();
        }
        return result.kind() == DaneResult.Kind.AUTHENTICATED ? ExitStatus.OK : ExitStatus.NO;
    }

    private DaneVerifier verifier() {
        if (roots == null) {
            return DaneVerifier.create();
        }
        if (roots.equals("system")) {
            return SystemRoots.verifier();
        }
        List<X509Certificate> trusted = input.read(Path.of(roots)).stream()
                .flatMap(source -> source.certificate().stream())
                .map(certificate -> CertificateSubject.read(certificate)
                        .orElseThrow(() -> invocation.wrong("--roots: a certificate cannot be read")))
                .toList();
        if (trusted.isEmpty()) {
            throw invocation.wrong("--roots: " + roots + " has no certificates");
        }
        return SystemRoots.verifier(trusted);
    }

    private List<TlsaRecord> allRecords() {
        List<TlsaRecord> all =
                new ArrayList<>(records.stream().map(this::record).toList());
        if (recordFile != null) {
            List<TlsaRecord> read = lines(recordFile).stream()
                    .filter(RecordLine::hasRecord)
                    .map(this::record)
                    .toList();
            if (read.isEmpty()) {
                throw invocation.wrong("--records: " + recordFile + " has no TLSA record");
            }
            all.addAll(read);
        }
        if (all.isEmpty()) {
            throw invocation.wrong("expected --record or --records");
        }
        return all;
    }

    private List<String> lines(Path file) {
        try {
            return input.text(file).lines().toList();
        } catch (IOException e) {
            throw invocation.wrong(file + " cannot be read: " + InputFile.reason(e));
        }
    }

    private ReferenceIdentifiers identifiers(List<TlsaRecord> all) {
        boolean needed = all.stream().anyMatch(record -> record.usageNumber() != CertificateUsage.DANE_EE.number());
        if (names.isEmpty() && needed) {
            throw invocation.wrong(
                    "expected --name: a record has another usage than 3, for which the certificate must have a name");
        }
        if (names.isEmpty()) {
            // DANE-EE never looks at it (RFC 7671 section 5.1).
            return ReferenceIdentifiers.of("invalid");
        }
        try {
            return ReferenceIdentifiers.of(names.stream().map(DomainName::of).toList());
        } catch (InvalidNameException e) {
            throw invocation.wrong("--name: " + e.getMessage());
        }
    }

    private Instant time() {
        try {
            return time == null ? Instant.now() : Times.parse(time);
        } catch (DateTimeParseException e) {
            throw invocation.wrong("--time is for example 2026-05-31 or 2026-05-31T12:00:00Z, not "
                    + Printable.clip(e.getParsedString(), SHOWN));
        }
    }

    private TlsaRecord record(String text) {
        try {
            return RecordLine.parse(text);
        } catch (TlsaFormatException e) {
            throw invocation.wrong("--record: " + e.getMessage() + pointer(text, e.column()));
        }
    }

    /** The text with a mark under the column; nothing if it does not fit on a line. */
    private static String pointer(String text, int column) {
        boolean fits = text.length() <= SHOWN && Printable.clip(text, SHOWN).equals(text);
        return fits ? "\n  " + text + "\n  " + " ".repeat(column - 1) + "^" : "";
    }

    private PresentedChain chain() {
        List<RecordSource> sources = new ArrayList<>();
        files.forEach(file -> sources.addAll(input.read(file)));
        List<byte[]> certificates = sources.stream()
                .map(RecordSource::certificate)
                .flatMap(Optional::stream)
                .map(EncodedCertificate::der)
                .toList();
        if (certificates.size() == sources.size()) {
            return PresentedChain.ofDer(certificates);
        }
        if (sources.size() == 1 && sources.get(0).kind() == RecordSource.Kind.PUBLIC_KEY) {
            return PresentedChain.ofRawPublicKey(sources.get(0).subjectPublicKeyInfo());
        }
        throw invocation.wrong("a server sends certificates, or one public key; the files hold something else");
    }
}
