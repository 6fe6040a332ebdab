package io.github.dane4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.PresentedChain;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges many chains, each an object on a line of JSON, and prints an object on a line for each. */
final class VerifyCases {
    private static final int SHOWN = 300;

    private final DaneVerifier verifier;
    private final Instant time;

    VerifyCases(DaneVerifier verifier, Instant time) {
        this.verifier = verifier;
        this.time = time;
    }

    /** A case as it stands on its line. */
    private static final class Case {
        private String id = "";
        private final List<String> records = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<String> chain = new ArrayList<>();
        private @Nullable String time;
    }

    /** Judges each line; empty ones are passed over. Returns whether every case is authenticated. */
    boolean run(List<String> lines, PrintWriter out) {
        boolean all = true;
        for (String line : lines) {
            if (!line.isBlank()) {
                all &= judge(line, out);
            }
        }
        return all;
    }

    private boolean judge(String line, PrintWriter out) {
        Case given = new Case();
        Optional<DaneResult> result = Optional.empty();
        String problem = "";
        try {
            read(line, given);
            result = Optional.of(verify(given));
        } catch (IOException e) {
            problem = "the line is not a JSON object of the documented form";
        } catch (RuntimeException e) {
            problem = Printable.clip(String.valueOf(e.getMessage()), SHOWN);
        }
        Optional<DaneResult> outcome = result;
        String error = problem;
        Json.printLine(
                out,
                "verify",
                json -> json.field("id", given.id)
                        .object("result", outcome, Json::result)
                        .field("error", Optional.of(error).filter(text -> !text.isEmpty())));
        return outcome.filter(any -> any.kind() == DaneResult.Kind.AUTHENTICATED)
                .isPresent();
    }

    private DaneResult verify(Case given) {
        List<TlsaRecord> records = given.records.stream().map(RecordLine::parse).toList();
        List<byte[]> chain = new ArrayList<>();
        for (String each : given.chain) {
            if (each.startsWith("-----")) {
                RecordSource.pem(each).stream()
                        .flatMap(source -> source.certificate().stream())
                        .map(EncodedCertificate::der)
                        .forEach(chain::add);
            } else {
                chain.add(Base64.getMimeDecoder().decode(each));
            }
        }
        if (given.names.isEmpty()
                && records.stream().anyMatch(record -> record.usageNumber() != CertificateUsage.DANE_EE.number())) {
            throw new IllegalArgumentException("expected names: a record has another usage than 3");
        }
        ReferenceIdentifiers names = given.names.isEmpty()
                ? ReferenceIdentifiers.of("invalid")
                : ReferenceIdentifiers.of(
                        given.names.stream().map(DomainName::of).toList());
        return verifier.verify(
                records, PresentedChain.ofDer(chain), names, given.time == null ? time : Times.parse(given.time));
    }

    private static void read(String line, Case into) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "id" -> into.id = parser.getText();
                    case "time" -> into.time = parser.getText();
                    case "records" -> texts(parser, into.records);
                    case "names" -> texts(parser, into.names);
                    case "chain" -> texts(parser, into.chain);
                    default ->
                        throw new IllegalArgumentException("unknown field \"" + Printable.clip(field, SHOWN)
                                + "\"; expected id, records, names, chain, time");
                }
            }
        }
    }

    private static void texts(JsonParser parser, List<String> into) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("not an array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new IOException("not a text");
            }
            into.add(parser.getText());
        }
    }
}
