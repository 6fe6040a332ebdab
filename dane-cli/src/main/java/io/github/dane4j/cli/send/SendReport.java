package io.github.dane4j.cli.send;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.mail.RecipientOutcome;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message.
 *
 * @param recipients each with its fate
 * @param proofs what DNS asks of each destination
 * @param refusals what DANE did not allow, one for each host
 * @param detail what the transport said; empty if everything was delivered
 */
record SendReport(
        List<Recipient> recipients, List<DnsProof> proofs, List<DaneRefusal> refusals, Optional<String> detail) {
    private static final int SHOWN = 1000;
    private static final int SHOWN_ADDRESS = 320;

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
     * @param outcome what the transport says of it; empty if it says nothing, since all was delivered or nothing was sent
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

        /** What the last server said, if it said no. */
        private String said() {
            return fate == Fate.DELIVERED
                    ? ""
                    : outcome.flatMap(RecipientOutcome::reply)
                            .map(text -> ": " + Printable.clip(text, SHOWN))
                            .orElse("");
        }
    }

    static SendReport of(List<Address> recipients, List<DnsProof> proofs, @Nullable MessagingException failure) {
        List<RecipientOutcome> outcomes = failure == null ? List.of() : RecipientOutcome.allIn(failure);
        Fate otherwise = failure == null ? Fate.DELIVERED : Fate.DEFERRED;
        return new SendReport(
                recipients.stream()
                        .map(each -> Recipient.of(each, otherwise, outcomes))
                        .toList(),
                proofs,
                failure == null ? List.of() : DaneRefusal.allIn(failure),
                Optional.ofNullable(failure).map(each -> Printable.clip(String.valueOf(each.getMessage()), SHOWN)));
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
        for (DnsProof each : proofs) {
            out.println(each.host() + ": " + each.summary()
                    + (each.expectation().isEmpty() ? "" : "; asks for: " + each.expectation()));
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
                                                        .map(text -> Printable.clip(text, SHOWN)))))
                        .array(
                                "destinations",
                                proofs,
                                (array, each) -> array.object(fields -> fields.field("host", each.host())
                                        .field("proven", each.summary())
                                        .field("asked", each.expectation())))
                        .array(
                                "refusals",
                                refusals,
                                (array, each) -> array.object(
                                        fields -> fields.field("host", Printable.clip(each.server(), SHOWN))
                                                .field("reason", each.reason().word())
                                                .field("culprit", each.culprit().map(Json::word))
                                                .field("text", each.explain())))
                        .field("uncertain", isUncertain())
                        .field("detail", detail));
    }
}
