package io.github.dane4j.tlsrpt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Writes reports in the JSON format of RFC 8460 section 4.4. */
public final class TlsReportWriter {
    /** Our extension, not part of the RFC: readers that do not know it ignore it. */
    static final String MISSING_SESSIONS = "missing-session-count";

    private static final JsonFactory JSON = new JsonFactory();

    private TlsReportWriter() {}

    /** The report as JSON, in UTF-8 ({@code application/tlsrpt+json}). */
    public static byte[] json(TlsReport report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json, report);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    /** The report compressed, as it should be sent (RFC 8460 section 5.2, {@code application/tlsrpt+gzip}). */
    public static byte[] gzip(TlsReport report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream compressed = new GZIPOutputStream(out)) {
            compressed.write(json(report));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, TlsReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("organization-name", report.organization());
        json.writeObjectFieldStart("date-range");
        json.writeStringField("start-datetime", report.start().toString());
        json.writeStringField("end-datetime", report.end().toString());
        json.writeEndObject();
        json.writeStringField("contact-info", report.contact());
        json.writeStringField("report-id", report.id());
        if (report.missingSessions() > 0) {
            json.writeNumberField(MISSING_SESSIONS, report.missingSessions());
        }
        json.writeArrayFieldStart("policies");
        for (PolicyReport policy : report.policies()) {
            write(json, policy);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, PolicyReport report) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("policy");
        json.writeStringField("policy-type", report.policy().type());
        if (!report.policy().type().equals(PolicyType.NO_POLICY_FOUND.word())) {
            strings(json, "policy-string", report.policy().strings());
        }
        json.writeStringField("policy-domain", report.policy().domain());
        if (!report.policy().mxHosts().isEmpty()) {
            strings(json, "mx-host", report.policy().mxHosts());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("summary");
        json.writeNumberField("total-successful-session-count", report.successfulSessions());
        json.writeNumberField("total-failure-session-count", report.failedSessions());
        json.writeEndObject();
        if (!report.failures().isEmpty()) {
            json.writeArrayFieldStart("failure-details");
            for (FailureDetail detail : report.failures()) {
                write(json, detail);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, FailureDetail detail) throws IOException {
        json.writeStartObject();
        json.writeStringField("result-type", detail.resultType());
        optional(json, "sending-mta-ip", detail.sendingIp());
        optional(json, "receiving-mx-hostname", detail.receivingMxHost());
        optional(json, "receiving-mx-helo", detail.receivingMxHelo());
        optional(json, "receiving-ip", detail.receivingIp());
        json.writeNumberField("failed-session-count", detail.failedSessions());
        optional(json, "additional-information", detail.additionalInformation());
        optional(json, "failure-reason-code", detail.reasonCode());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
