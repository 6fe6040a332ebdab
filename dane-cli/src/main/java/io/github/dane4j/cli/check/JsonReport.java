package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.report.FindingJson;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.Security;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.tlsa.EncodedCertificate;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The report for a machine; docs/json.md describes it. */
final class JsonReport {
    private static final int SHOWN = 500;

    private JsonReport() {}

    /** The fields of one destination. */
    static void write(Json json, DestinationReport report) throws IOException {
        json.field("destination", report.destination())
                .field("level", Json.word(report.level()))
                .field("reason", report.reason().map(Reason::word))
                .object("mx", report.delivery().map(DeliveryPlan::mx), JsonReport::lookup)
                .array("hosts", report.hosts(), (array, host) -> array.object(fields -> host(fields, host)))
                .field("hostsLeftOut", report.leftOut())
                .object(
                        "senders",
                        report.delivery(),
                        (fields, any) -> fields.field("opportunistic", Json.word(report.delivery(false)))
                                .field("mandatory", Json.word(report.delivery(true))))
                .array(
                        "beside",
                        report.beside(),
                        (array, finding) -> array.object(fields -> FindingJson.write(fields, finding)))
                .array(
                        "findings",
                        report.all(),
                        (array, finding) -> array.object(fields -> FindingJson.write(fields, finding)));
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
        HostPolicy policy = host.policy();
        json.field("host", Printable.clip(policy.host(), SHOWN))
                .field("port", policy.port())
                .field("preference", number(host.preference()))
                .field("origin", Json.word(policy.origin()))
                .field("level", Json.word(host.level()))
                .field("requirement", Json.word(policy.requirement()))
                .field("reason", policy.reason().map(Reason::word))
                .field("baseDomain", policy.baseDomain().map(DomainName::toString))
                .array("lookups", policy.evidence(), (array, answer) -> array.object(fields -> lookup(fields, answer)))
                .array("records", host.records(), (array, use) -> array.object(fields -> use(fields, use)))
                .array(
                        "addresses",
                        host.addresses(),
                        (array, address) -> array.object(fields -> address(fields, address)))
                .field("addressesLeftOut", host.leftOut());
    }

    private static void use(Json json, RecordUse use) throws IOException {
        json.record(use.record())
                .field("state", Json.word(use.state()))
                .field("reason", use.reason().map(Reason::word))
                .texts("addresses", use.addresses());
    }

    private static @Nullable Integer number(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    private static void address(Json json, AddressReport address) throws IOException {
        List<EncodedCertificate> chain = address.seen().chain();
        json.field("address", address.seen().address().getHostAddress())
                .field("level", Json.word(address.level()))
                .field("code", address.main().code().word())
                .field("protocol", Json.word(address.seen().protocol()))
                .object(
                        "tls",
                        address.seen().tls(),
                        (fields, tls) -> fields.field("version", tls.version()).field("cipherSuite", tls.cipherSuite()))
                .object("result", address.result(), Json::result)
                .certificates("chain", chain)
                .certificates("otherChain", address.seen().otherChain());
    }
}
