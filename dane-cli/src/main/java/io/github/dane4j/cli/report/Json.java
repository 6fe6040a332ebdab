package io.github.dane4j.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.publish.RecordSourceException;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.RecordFinding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The machine form of what the commands say; docs/json.md describes it field by field. A field is always there, null where
 * there is nothing to say. ASCII only, so that nothing a server said can play tricks on a terminal.
 */
public final class Json {
    /** Rises when a field changes its meaning or goes away, not when one is added. */
    public static final int FORMAT = 2;

    private static final int SHOWN = 500;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    /** What a command says, inside the object that is open. */
    @FunctionalInterface
    public interface Body {
        /** Writes fields. */
        void write(Json json) throws IOException;
    }

    /** One element of an array. */
    @FunctionalInterface
    public interface Element<T> {
        /** Writes one value. */
        void write(Json json, T value) throws IOException;
    }

    private final JsonGenerator out;

    private Json(JsonGenerator out) {
        this.out = out;
    }

    /** Prints one document on several lines: format, command, and what the command says. */
    public static void print(PrintWriter target, String command, Body body) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        print(target, command, body, printer);
    }

    /** The same on one line. */
    public static void printLine(PrintWriter target, String command, Body body) {
        print(target, command, body, new MinimalPrettyPrinter());
    }

    private static void print(PrintWriter target, String command, Body body, PrettyPrinter printer) {
        try (JsonGenerator generator = FACTORY.createGenerator(target).setPrettyPrinter(printer)) {
            Json json = new Json(generator);
            generator.writeStartObject();
            generator.writeNumberField("format", FORMAT);
            generator.writeStringField("command", command);
            body.write(json);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        target.println();
        target.flush();
    }

    /** A word for machines out of the name of a constant: lower case, with hyphens. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A text, or null. */
    public Json field(String name, @Nullable String value) throws IOException {
        out.writeFieldName(name);
        text(value);
        return this;
    }

    /** A text, or null if there is none. */
    public Json field(String name, Optional<String> value) throws IOException {
        return field(name, value.orElse(null));
    }

    /** A number, or null. */
    public Json field(String name, @Nullable Integer value) throws IOException {
        out.writeFieldName(name);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeNumber(value);
        }
        return this;
    }

    /** A number that may be large. */
    public Json count(String name, long value) throws IOException {
        out.writeNumberField(name, value);
        return this;
    }

    /** True or false. */
    public Json field(String name, boolean value) throws IOException {
        out.writeBooleanField(name, value);
        return this;
    }

    /** An object. */
    public Json object(String name, Body body) throws IOException {
        out.writeFieldName(name);
        return object(body);
    }

    /** An object, or null if there is nothing to write one about. */
    public <T> Json object(String name, Optional<T> value, Element<T> fields) throws IOException {
        out.writeFieldName(name);
        if (value.isEmpty()) {
            out.writeNull();
            return this;
        }
        return object(json -> fields.write(json, value.get()));
    }

    /** An object as element of an array. */
    public Json object(Body body) throws IOException {
        out.writeStartObject();
        body.write(this);
        out.writeEndObject();
        return this;
    }

    /** An array with an element for each of {@code values}. */
    public <T> Json array(String name, Collection<T> values, Element<T> element) throws IOException {
        out.writeArrayFieldStart(name);
        for (T value : values) {
            element.write(this, value);
        }
        out.writeEndArray();
        return this;
    }

    /** An array of texts. */
    public Json texts(String name, Collection<String> values) throws IOException {
        return array(name, values, Json::text);
    }

    /** The facts of a finding: texts, numbers, instants, lists of texts. */
    public Json facts(Map<String, Object> facts) throws IOException {
        for (Map.Entry<String, Object> fact : facts.entrySet()) {
            out.writeFieldName(fact.getKey());
            if (fact.getValue() instanceof Integer number) {
                out.writeNumber(number);
            } else if (fact.getValue() instanceof List<?> list) {
                out.writeStartArray();
                for (Object each : list) {
                    out.writeString(Printable.clip(String.valueOf(each), SHOWN));
                }
                out.writeEndArray();
            } else {
                out.writeString(Printable.clip(String.valueOf(fact.getValue()), SHOWN));
            }
        }
        return this;
    }

    /** A text as element of an array, or null. */
    public Json text(@Nullable String value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else {
            out.writeString(value);
        }
        return this;
    }

    /** The fields of a record. */
    public Json record(TlsaRecord record) throws IOException {
        return field("usage", record.usageNumber())
                .field("selector", record.selectorNumber())
                .field("matchingType", record.matchingTypeNumber())
                .field("data", HexFormat.of().formatHex(record.data()));
    }

    /** The fields of a certificate; none of them needs the JVM to understand it but the subject. */
    public Json certificate(EncodedCertificate certificate) throws IOException {
        return field("subject", CertificateSubject.of(certificate))
                .field("sha256", digest(certificate, Selector.CERT))
                .field("spkiSha256", digest(certificate, Selector.SPKI));
    }

    private static Optional<String> digest(EncodedCertificate certificate, Selector selector) {
        try {
            TlsaRecord record = RecordSource.certificate(certificate.der())
                    .record(CertificateUsage.DANE_EE, selector, MatchingType.SHA2_256);
            return Optional.of(HexFormat.of().formatHex(record.data()));
        } catch (RecordSourceException e) {
            return Optional.empty();
        }
    }

    /** The fields of a verification's result. */
    public Json result(DaneResult result) throws IOException {
        field("kind", word(result.kind()));
        return switch (result.kind()) {
            case AUTHENTICATED -> authenticated((DaneResult.Authenticated) result);
            case NOT_AUTHENTICATED -> {
                DaneResult.NotAuthenticated no = (DaneResult.NotAuthenticated) result;
                yield refused(no.reason().word(), no.findings())
                        .certificates("chain", no.chain().certificates())
                        .field("rawPublicKey", no.chain().rawPublicKey().map(HexFormat.of()::formatHex));
            }
            case NO_USABLE_RECORDS ->
                refused("no-usable-records", ((DaneResult.NoUsableRecords) result).findings())
                        .certificates("chain", List.of())
                        .field("rawPublicKey", Optional.empty());
        };
    }

    private Json authenticated(DaneResult.Authenticated yes) throws IOException {
        return field("reason", Optional.empty())
                .object("record", json -> json.record(yes.record()))
                .field("depth", yes.depth())
                .field("matchedName", yes.matchedName().map(DomainName::toString))
                .field("bareKey", yes.bareKey())
                .certificates("path", yes.path());
    }

    private Json refused(String reason, List<RecordFinding> findings) throws IOException {
        return field("reason", reason)
                .array(
                        "findings",
                        findings,
                        (json, finding) ->
                                json.object(fields -> fields.object("record", record -> record.record(finding.record()))
                                        .field("reason", finding.reason().word())
                                        .field("detail", Printable.clip(finding.detail(), SHOWN))));
    }

    /** An array of certificates. */
    public Json certificates(String name, List<EncodedCertificate> certificates) throws IOException {
        return array(name, certificates, (json, each) -> json.object(fields -> fields.certificate(each)));
    }
}
