package io.github.dane4j.cli.rollover;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.dane4j.cli.report.WholeFile;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is remembered from run to run, by owner name, in a file of JSON that is replaced as a whole. */
final class StateFile {
    private static final int FORMAT = 1;
    private static final int MAX_BYTES = 1 << 20;

    /** The file is not one that was written by this command; the message says so. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }
    }

    private final Path file;

    StateFile(Path file) {
        this.file = file;
    }

    /**
     * What is remembered; nothing if there is no file yet.
     *
     * @throws Damaged if it is cut short, or something else
     */
    Map<String, RolloverState> read() throws IOException, Damaged {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new Damaged("it is too large");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        }
        try (JsonParser parser = new JsonFactory().createParser(new String(bytes, StandardCharsets.UTF_8))) {
            return states(parser);
        } catch (IOException | RuntimeException e) {
            throw new Damaged("it is cut short or was not written by dane rollover");
        }
    }

    private static Map<String, RolloverState> states(JsonParser parser) throws IOException {
        Map<String, RolloverState> states = new TreeMap<>();
        int format = 0;
        expect(parser.nextToken() == JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("format")) {
                format = parser.getIntValue();
            } else {
                expect(name.equals("owners") && parser.currentToken() == JsonToken.START_OBJECT);
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String owner = parser.currentName();
                    expect(parser.nextToken() == JsonToken.START_OBJECT);
                    states.put(owner, state(parser));
                }
            }
        }
        expect(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null && format == FORMAT);
        return states;
    }

    private static RolloverState state(JsonParser parser) throws IOException {
        long ttl = 0;
        Map<TlsaRecord, RolloverState.Since> records = new LinkedHashMap<>();
        Set<TlsaRecord> retired = new LinkedHashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "ttl" -> ttl = parser.getLongValue();
                case "records" -> {
                    expect(parser.currentToken() == JsonToken.START_ARRAY);
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        record(parser, records);
                    }
                }
                case "retired" -> {
                    expect(parser.currentToken() == JsonToken.START_ARRAY);
                    while (parser.nextToken() == JsonToken.VALUE_STRING) {
                        retired.add(TlsaRecord.parse(parser.getText()));
                    }
                }
                default -> throw new IOException("unknown field " + name);
            }
        }
        expect(parser.currentToken() == JsonToken.END_OBJECT && ttl >= 0);
        return new RolloverState(Duration.ofSeconds(ttl), records, retired);
    }

    private static void record(JsonParser parser, Map<TlsaRecord, RolloverState.Since> records) throws IOException {
        String record = "";
        String seen = "";
        long cached = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "record" -> record = parser.getText();
                case "seen" -> seen = parser.getText();
                case "cached" -> cached = parser.getLongValue();
                default -> throw new IOException("unknown field " + name);
            }
        }
        expect(cached >= 0);
        records.put(TlsaRecord.parse(record), new RolloverState.Since(Instant.parse(seen), Duration.ofSeconds(cached)));
    }

    private static void expect(boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("not the form of the file");
        }
    }

    /** Replaces the file: after a crash or on a full disk it is the old one or the new one, never half of it. */
    void write(Map<String, RolloverState> states) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeObjectFieldStart("owners");
            for (Map.Entry<String, RolloverState> each : states.entrySet()) {
                json.writeObjectFieldStart(each.getKey());
                write(json, each.getValue());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        WholeFile.write(file, text.toString());
    }

    private static void write(JsonGenerator json, RolloverState state) throws IOException {
        json.writeNumberField("ttl", state.ttl().toSeconds());
        json.writeArrayFieldStart("records");
        for (Map.Entry<TlsaRecord, RolloverState.Since> each : state.records().entrySet()) {
            json.writeStartObject();
            json.writeStringField("record", each.getKey().toString());
            json.writeStringField("seen", each.getValue().seen().toString());
            json.writeNumberField("cached", each.getValue().cached().toSeconds());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("retired");
        for (TlsaRecord each : state.retired()) {
            json.writeString(each.toString());
        }
        json.writeEndArray();
    }
}
