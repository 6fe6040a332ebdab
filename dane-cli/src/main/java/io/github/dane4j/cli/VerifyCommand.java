package io.github.dane4j.cli;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.RecordSource;
import io.github.dane4j.tlsa.TlsaFormatException;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.tlsa.TlsaResourceRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dane verify}: what a chain in a file proves about records on the command line. */
@Command(
        name = "verify",
        description = {
            "Judges a certificate chain by TLSA records, without network.",
            "The files hold what the server sends, its own certificate first; or its raw public key (RFC 7250)."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:authenticated",
            "1:not authenticated, or no record is usable",
            "2:wrong use, or a file cannot be used"
        },
        exitCodeOnExecutionException = ExitStatus.USAGE)
final class VerifyCommand implements Callable<Integer> {
    private static final int SHOWN = 100;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "PEM, DER, PKCS#12 or JKS")
    private List<Path> files = List.of();

    @Option(
            names = {"-r", "--record"},
            required = true,
            paramLabel = "RECORD",
            description = "a TLSA record, \"3 1 1 5f3a…\" or a line of a zone file; may be repeated")
    private List<String> records = List.of();

    @Option(
            names = {"-n", "--name"},
            required = true,
            paramLabel = "HOST",
            description = "the name that the certificate must have, the TLSA base domain first; may be repeated")
    private List<String> names = List.of();

    @Option(names = "--time", paramLabel = "TIME", description = "for example 2026-05-31T12:00:00Z; now if not given")
    private @Nullable String time;

    @Option(names = "--json", description = "for machines, see docs/json.md")
    private boolean json;

    @Mixin
    private InputFile input = new InputFile();

    @Override
    public Integer call() {
        ReferenceIdentifiers identifiers = identifiers();
        Instant at = time();
        DaneResult result =
                DaneVerifier.create().verify(records.stream().map(this::record).toList(), chain(), identifiers, at);
        PrintWriter out = command().commandLine().getOut();
        if (json) {
            Json.print(
                    out,
                    "verify",
                    document -> document.field("time", at.toString())
                            .array("names", identifiers.names(), (array, name) -> array.text(name.toString()))
                            .object("result", fields -> fields.result(result)));
        } else {
            out.println(result.explain());
            out.flush();
        }
        return result.kind() == DaneResult.Kind.AUTHENTICATED ? ExitStatus.OK : ExitStatus.NO;
    }

    private ReferenceIdentifiers identifiers() {
        try {
            return ReferenceIdentifiers.of(names.stream().map(DomainName::of).toList());
        } catch (InvalidNameException e) {
            throw wrong("--name: " + e.getMessage());
        }
    }

    private Instant time() {
        try {
            return time == null ? Instant.now() : Instant.parse(time);
        } catch (DateTimeParseException e) {
            throw wrong(
                    "--time is for example 2026-05-31T12:00:00Z, not " + Printable.clip(e.getParsedString(), SHOWN));
        }
    }

    private TlsaRecord record(String text) {
        try {
            return startsWithOwner(text) ? TlsaResourceRecord.parse(text).record() : TlsaRecord.parse(text);
        } catch (TlsaFormatException e) {
            throw wrong("--record: " + e.getMessage() + pointer(text, e.column()));
        }
    }

    private static boolean startsWithOwner(String text) {
        return text.strip().split("\\s", 2)[0].endsWith(".");
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
        throw wrong("a server sends certificates, or one public key; the files hold something else");
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
