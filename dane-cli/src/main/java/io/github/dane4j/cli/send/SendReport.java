package io.github.dane4j.cli.send;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Culprit;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.mail.RecipientOutcome;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message.
 *
 * @param recipients each with its fate
 * @param destinations what is asked of each
 * @param refusals what DANE did not allow, one for each host
 * @param detail what the transport said; empty if everything was delivered
 * @param warnings what it warned of, such as what DANE would have refused
 */
record SendReport(
        List<Recipient> recipients,
        List<Destination> destinations,
        List<DaneRefusal> refusals,
        Optional<String> detail,
        List<String> warnings) {
    private static final int SHOWN = 1000;
    private static final int SHOWN_ADDRESS = 320;

    /**
     * One domain.
     *
     * @param policy the mode, or the line of the policy file that rules
     * @param proof what DNS says
     * @param layers who decides what a connection must provide
     */
    record Destination(String domain, String policy, DnsProof proof, Layers layers) {
        String expectation() {
            return layers.expectation(proof);
        }
    }

    /** The fate of a recipient; a later one is worse. */
    enum Fate {
        /** A server has accepted the message for it. */
        DELIVERED(ExitStatus.OK),
        /** A server may have accepted it without saying so; sent again, it may arrive twice. */
        UNCERTAIN(ExitStatus.UNKNOWN),
        /** Not now; to be tried again later. */
        DEFERRED(ExitStatus.UNKNOWN),
        /** Never. */
        REFUSED(ExitStatus.NO);

        private final int exitStatus;

        Fate(int exitStatus) {
            this.exitStatus = exitStatus;
        }
    }

    /**
     * One recipient.
     *
     * @param outcome what the transport says of it; empty if nothing was sent
     */
    record Recipient(String address, Fate fate, Optional<RecipientOutcome> outcome) {
        private static Recipient of(Address address, Fate otherwise, List<RecipientOutcome> outcomes) {
            Optional<RecipientOutcome> outcome = outcomes.stream()
                    .filter(each -> each.recipient().equals(((InternetAddress) address).getAddress()))
                    .findFirst();
            return new Recipient(
                    Printable.clip(address.toString(), SHOWN_ADDRESS),
                    outcome.map(each -> fate(each.kind())).orElse(otherwise),
                    outcome);
        }

        private static Fate fate(RecipientOutcome.Kind kind) {
            return switch (kind) {
                case DELIVERED -> Fate.DELIVERED;
                case UNCERTAIN -> Fate.UNCERTAIN;
                case DEFERRED -> Fate.DEFERRED;
                case FAILED -> Fate.REFUSED;
            };
        }

        /** How the server was connected to that decided; where TLS failed, the refusal says more. */
        private Optional<String> connection() {
            return outcome.flatMap(RecipientOutcome::attempt)
                    .filter(attempt -> attempt.address().isPresent())
                    .filter(attempt -> fate == Fate.DELIVERED
                            || fate == Fate.UNCERTAIN
                            || attempt.tlsVersion().isPresent())
                    .map(attempt -> attempt.server() + ": "
                            + attempt.tlsVersion().orElse("without TLS") + ", "
                            + authentication(attempt));
        }

        private static String authentication(RecipientOutcome.Attempt attempt) {
            return attempt.tlsaRecord()
                    .map(record -> "authenticated by the TLSA record " + record)
                    .or(() ->
                            attempt.mtaStsDomain().map(domain -> "authenticated under the MTA-STS policy of " + domain))
                    .orElseGet(() -> "not authenticated by DANE"
                            + attempt.reason()
                                    .map(reason -> ": " + reason.description())
                                    .orElse(""));
        }

        /** What the last server said, if it said no. */
        private String said() {
            return fate == Fate.DELIVERED
                    ? ""
                    : outcome.flatMap(RecipientOutcome::reply)
                            .map(text -> ": " + Printable.clip(text, SHOWN))
                            .orElse("");
        }
    }

    /**
     * A report.
     *
     * @param heard the outcomes that the transport told; if it told none, those of the exception count
     */
    static SendReport of(
            List<Address> recipients,
            List<Destination> destinations,
            @Nullable MessagingException failure,
            List<RecipientOutcome> heard,
            List<String> warnings) {
        List<RecipientOutcome> outcomes = heard.isEmpty() && failure != null ? RecipientOutcome.allIn(failure) : heard;
        Fate otherwise = failure == null ? Fate.DELIVERED : Fate.DEFERRED;
        return new SendReport(
                recipients.stream()
                        .map(each -> Recipient.of(each, otherwise, outcomes))
                        .toList(),
                destinations,
                failure == null ? List.of() : DaneRefusal.allIn(failure),
                Optional.ofNullable(failure).map(each -> Printable.clip(String.valueOf(each.getMessage()), SHOWN)),
                warnings);
    }

    private boolean isUncertain() {
        return recipients.stream().anyMatch(each -> each.fate() == Fate.UNCERTAIN);
    }

    /** Refused before deferred: what will never arrive is worse than what may. */
    int exitStatus() {
        return recipients.stream()
                .map(Recipient::fate)
                .max(Fate::compareTo)
                .map(fate -> fate.exitStatus)
                .orElse(ExitStatus.UNKNOWN);
    }

    /** For a person. */
    void print(PrintWriter out) {
        for (Destination each : destinations) {
            DnsProof proof = each.proof();
            out.println(each.domain() + ": " + each.policy());
            out.println(proof.host() + ": " + proof.summary()
                    + (each.expectation().isEmpty() ? "" : "; asks for: " + each.expectation()));
            each.layers().sentence().ifPresent(text -> out.println(Printable.clip(proof.host() + ": " + text, SHOWN)));
        }
        recipients.stream()
                .map(Recipient::connection)
                .flatMap(Optional::stream)
                .distinct()
                .forEach(each -> out.println(Printable.clip(each, SHOWN)));
        for (String each : warnings) {
            out.println("warning");
            each.lines().forEach(line -> out.println("  " + Printable.clip(line, SHOWN)));
        }
        for (DaneRefusal each : refusals) {
            out.println();
            out.println(
                    Printable.clip(each.server(), SHOWN) + ": " + each.reason().word());
            out.print(each.explain().indent(2));
        }
        if (refusals.isEmpty()) {
            detail.ifPresent(text -> out.println("  " + text));
        }
        if (isUncertain()) {
            out.println("  a server may have accepted the message without saying so; sent again, it may arrive twice");
        }
        out.println();
        recipients.forEach(each -> out.println(Json.word(each.fate()) + "  " + each.address() + each.said()));
        out.flush();
    }

    /** For a machine; docs/json.md describes it. */
    void printJson(PrintWriter out) {
        Json.print(
                out,
                "send",
                json -> json.array(
                                "recipients",
                                recipients,
                                (array, each) -> array.object(fields -> fields.field("address", each.address())
                                        .field("fate", Json.word(each.fate()))
                                        .field("statusCode", each.outcome().map(RecipientOutcome::statusCode))
                                        .field(
                                                "reply",
                                                each.outcome()
                                                        .flatMap(RecipientOutcome::reply)
                                                        .map(text -> Printable.clip(text, SHOWN)))
                                        .object(
                                                "server",
                                                each.outcome().flatMap(RecipientOutcome::attempt),
                                                SendReport::write)))
                        .array(
                                "destinations",
                                destinations,
                                (array, each) -> array.object(fields -> fields.field(
                                                "host", each.proof().host())
                                        .field("proven", each.proof().summary())
                                        .field("asked", each.expectation())
                                        .field("domain", each.domain())
                                        .field("policy", each.policy())
                                        .field("mtaSts", each.layers().mtaSts().map(Json::word))
                                        .field(
                                                "decides",
                                                each.layers().decider().map(Json::word))))
                        .array(
                                "refusals",
                                refusals,
                                (array, each) -> array.object(fields -> fields.field(
                                                "host", Printable.clip(each.server(), SHOWN))
                                        .field("reason", each.reason().word())
                                        .field(
                                                "culprit",
                                                each.culprit().map(Culprit::of).map(Json::word))
                                        .field("text", each.explain())))
                        .field("uncertain", isUncertain())
                        .field("detail", detail)
                        .texts(
                                "warnings",
                                warnings.stream()
                                        .map(each -> Printable.clip(each.replace('\n', ' '), SHOWN))
                                        .toList()));
    }

    private static void write(Json json, RecipientOutcome.Attempt attempt) throws IOException {
        json.field("host", Printable.clip(attempt.server(), SHOWN))
                .field("address", attempt.address().map(InetAddress::getHostAddress))
                .field("tls", attempt.tlsVersion())
                .field("tlsaRecord", attempt.tlsaRecord())
                .field("mtaSts", attempt.mtaStsDomain().map(DomainName::toString))
                .field("reason", attempt.reason().map(Reason::word));
    }
}
