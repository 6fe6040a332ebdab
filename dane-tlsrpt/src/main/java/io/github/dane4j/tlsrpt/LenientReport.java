package io.github.dane4j.tlsrpt;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dane4j.Printable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns JSON into a report, noting each deviation from the schema. */
final class LenientReport {
    private static final int MAX_SHOWN = 80;
    private static final int MAX_DEVIATIONS = 100;
    private static final String MISSING = "missing";

    private final JsonNode root;
    private final List<ReceivedReport.Deviation> deviations = new ArrayList<>();

    LenientReport(JsonNode root) {
        this.root = root;
    }

    ReceivedReport read() throws TlsReportFormatException {
        if (!root.isObject()) {
            throw new TlsReportFormatException("expected a JSON object, found "
                    + (root.isMissingNode() ? "nothing" : Printable.clip(root.toString(), MAX_SHOWN)));
        }
        if (!root.hasNonNull("policies")) {
            throw new TlsReportFormatException("the JSON has no member \"policies\", so it is not a TLS report");
        }
        JsonNode range = root.path("date-range");
        Instant start = time(range.path("start-datetime"), "date-range.start-datetime");
        Instant end = time(range.path("end-datetime"), "date-range.end-datetime");
        if (end.isBefore(start)) {
            note("date-range", "ends before it starts");
        }
        TlsReport report = new TlsReport(
                required(root, "organization-name", ""),
                start,
                end,
                required(root, "contact-info", ""),
                required(root, "report-id", ""),
                policies(),
                root.hasNonNull(TlsReportWriter.MISSING_SESSIONS)
                        ? count(root, TlsReportWriter.MISSING_SESSIONS, "")
                        : 0);
        return new ReceivedReport(report, deviations);
    }

    private List<PolicyReport> policies() {
        List<PolicyReport> policies = new ArrayList<>();
        for (JsonNode policy : elements(root.path("policies"), "policies")) {
            String place = "policies[" + policies.size() + "]";
            policies.add(policy(policy, place));
        }
        return policies;
    }

    private PolicyReport policy(JsonNode node, String place) {
        JsonNode policy = node.path("policy");
        if (!policy.isObject()) {
            note(place + ".policy", MISSING);
        }
        String inside = place + ".policy.";
        AppliedPolicy applied = new AppliedPolicy(
                required(policy, "policy-type", inside),
                texts(policy, "policy-string", inside),
                required(policy, "policy-domain", inside),
                mxHosts(policy, inside));
        if (PolicyType.of(applied.type()).isEmpty() && !applied.type().isEmpty()) {
            note(inside + "policy-type", "unknown type \"" + Printable.clip(applied.type(), MAX_SHOWN) + "\"");
        }
        JsonNode summary = node.path("summary");
        List<FailureDetail> failures = new ArrayList<>();
        if (node.hasNonNull("failure-details")) {
            for (JsonNode detail : elements(node.path("failure-details"), place + ".failure-details")) {
                failures.add(failure(detail, place + ".failure-details[" + failures.size() + "]."));
            }
        }
        return new PolicyReport(
                applied,
                count(summary, "total-successful-session-count", place + ".summary."),
                count(summary, "total-failure-session-count", place + ".summary."),
                failures);
    }

    /** Two names are in use: the one in the schema, and the one in its explanation (RFC 8460 section 4.4). */
    private List<String> mxHosts(JsonNode policy, String inside) {
        if (!policy.has("mx-host") && policy.has("mx-host-pattern")) {
            note(inside + "mx-host-pattern", "taken as mx-host");
            return texts(policy, "mx-host-pattern", inside);
        }
        return texts(policy, "mx-host", inside);
    }

    private FailureDetail failure(JsonNode node, String inside) {
        String type = required(node, "result-type", inside);
        if (ResultType.of(type).isEmpty() && !type.isEmpty()) {
            note(inside + "result-type", "unknown type \"" + Printable.clip(type, MAX_SHOWN) + "\"");
        }
        return new FailureDetail(
                type,
                optional(node, "sending-mta-ip", inside),
                optional(node, "receiving-mx-hostname", inside),
                optional(node, "receiving-mx-helo", inside),
                optional(node, "receiving-ip", inside),
                count(node, "failed-session-count", inside),
                optional(node, "additional-information", inside),
                optional(node, "failure-reason-code", inside));
    }

    private List<JsonNode> elements(JsonNode node, String place) {
        if (!node.isArray()) {
            note(place, "a single value instead of an array");
            return List.of(node);
        }
        List<JsonNode> elements = new ArrayList<>(node.size());
        node.forEach(elements::add);
        return elements;
    }

    private List<String> texts(JsonNode parent, String name, String inside) {
        JsonNode node = parent.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements(node, inside + name)) {
            text(element, inside + name).ifPresent(texts::add);
        }
        return texts;
    }

    private String required(JsonNode parent, String name, String inside) {
        Optional<String> value = optional(parent, name, inside);
        if (value.isEmpty()) {
            note(inside + name, MISSING);
        }
        return value.orElse("");
    }

    private Optional<String> optional(JsonNode parent, String name, String inside) {
        return text(parent.path(name), inside + name).filter(text -> !text.isEmpty());
    }

    private Optional<String> text(JsonNode node, String place) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isValueNode()) {
            note(place, "expected a string, found " + Printable.clip(node.toString(), MAX_SHOWN));
            return Optional.empty();
        }
        if (!node.isTextual()) {
            note(place, "a " + node.getNodeType().name().toLowerCase(Locale.ROOT) + " instead of a string");
        }
        return Optional.of(node.asText());
    }

    private long count(JsonNode parent, String name, String inside) {
        JsonNode node = parent.path(name);
        if (node.isMissingNode() || node.isNull()) {
            note(inside + name, MISSING);
            return 0;
        }
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0) {
            return node.longValue();
        }
        if (node.isTextual() && node.textValue().strip().matches("[0-9]{1,18}")) {
            note(inside + name, "a string instead of a number");
            return Long.parseLong(node.textValue().strip());
        }
        note(inside + name, "expected a count, found " + Printable.clip(node.toString(), MAX_SHOWN) + "; taken as 0");
        return 0;
    }

    /** RFC 3339 requires an offset and seconds; some reports lack either. */
    private Instant time(JsonNode node, String place) {
        String text = node.asText("").strip().replace(' ', 'T');
        try {
            return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException strict) {
            return lenientTime(text, place);
        }
    }

    private Instant lenientTime(String text, String place) {
        try {
            Instant time = LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            note(place, "no offset; taken as UTC");
            return time;
        } catch (DateTimeParseException notATime) {
            try {
                Instant time =
                        LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                note(place, "a date instead of a time");
                return time;
            } catch (DateTimeParseException notADate) {
                note(place, text.isEmpty() ? MISSING : "not a time: \"" + Printable.clip(text, MAX_SHOWN) + "\"");
                return Instant.EPOCH;
            }
        }
    }

    private void note(String place, String problem) {
        if (deviations.size() < MAX_DEVIATIONS) {
            deviations.add(new ReceivedReport.Deviation(place, problem));
        }
    }
}
