package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.smtp.DeliveryPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The report for a machine; docs/json.md describes it. */
final class JsonReport {
    private static final int SHOWN = 500;

    private JsonReport() {}

    static void print(PrintWriter out, DestinationReport report) {
        Json.print(
                out,
                "check",
                json -> json.field("destination", report.destination())
                        .field("verdict", Json.word(report.verdict()))
                        .field("reason", report.reason().map(Reason::word))
                        .object("mx", report.delivery().map(DeliveryPlan::mx), JsonReport::lookup)
                        .array("hosts", report.hosts(), (array, host) -> array.object(fields -> host(fields, host)))
                        .field("hostsLeftOut", report.leftOut()));
    }

    private static void lookup(Json json, Answer<?> answer) throws IOException {
        json.field("name", answer.name().toString())
                .field("type", answer.type().toString())
                .field("status", Json.word(answer.kind()))
                .field("security", security(answer).map(Json::word))
                .field("reason", reason(answer).map(Reason::word))
                .field("detail", Printable.clip(answer.describe(), SHOWN));
    }

    private static Optional<Security> security(Answer<?> answer) {
        return switch (answer.kind()) {
            case DATA -> Optional.of(((Answer.Data<?>) answer).security());
            case DENIAL -> Optional.of(((Answer.Denial<?>) answer).security());
            case FAILURE -> Optional.empty();
        };
    }

    private static Optional<Reason> reason(Answer<?> answer) {
        return answer instanceof Answer.Failure<?> failure ? Optional.of(failure.reason()) : Optional.empty();
    }

    private static void host(Json json, HostReport host) throws IOException {
        json.field("host", Printable.clip(host.plan().host().host(), SHOWN))
                .field("port", host.plan().host().port())
                .field("preference", number(host.preference()))
                .field("origin", Json.word(host.plan().host().origin()))
                .field("verdict", Json.word(host.verdict()))
                .field("requirement", Json.word(host.plan().requirement()))
                .field("reason", host.plan().reason().map(Reason::word))
                .field("baseDomain", host.plan().baseDomain().map(DomainName::toString))
                .array(
                        "lookups",
                        host.plan().lookup().map(TlsaLookup::evidence).orElse(List.of()),
                        (array, answer) -> array.object(fields -> lookup(fields, answer)))
                .array(
                        "records",
                        host.plan().records(),
                        (array, record) -> array.object(fields -> fields.record(record)))
                .array(
                        "addresses",
                        host.addresses(),
                        (array, address) -> array.object(fields -> address(fields, address)))
                .field("addressesLeftOut", host.leftOut())
                .field("advice", host.advice());
    }

    private static @Nullable Integer number(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    private static void address(Json json, AddressReport address) throws IOException {
        json.field("address", address.address().getHostAddress())
                .field("verdict", Json.word(address.verdict()))
                .field("reason", address.reason().map(Reason::word))
                .field("detail", address.detail())
                .object(
                        "tls",
                        address.tls(),
                        (fields, tls) -> fields.field("version", tls.version()).field("cipherSuite", tls.cipherSuite()))
                .object("result", address.result(), Json::result)
                .certificates("chain", address.chain());
    }
}
