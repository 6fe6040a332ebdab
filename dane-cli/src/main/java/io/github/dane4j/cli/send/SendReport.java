package io.github.dane4j.cli.send;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.report.ExitStatus;
import io.github.dane4j.cli.report.Json;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message.
 *
 * @param recipients each with its fate
 * @param proofs what DNS asks of each destination
 * @param refusals what DANE did not allow, one for each host
 * @param uncertain whether a server may have accepted the message without saying so
 * @param detail what the transport said; empty if everything was delivered
 */
record SendReport(
        List<Recipient> recipients,
        List<DnsProof> proofs,
        List<DaneRefusal> refusals,
        boolean uncertain,
        Optional<String> detail) {
    private static final int SHOWN = 1000;
    private static final int SHOWN_ADDRESS = 320;

    /** The fate of a recipient; a later one is worse. */
    enum Fate {
        /** A server has accepted the message for it. */
        DELIVERED(ExitStatus.OK),
        /** Not now; to be tried again later. */
        DEFERRED(ExitStatus.UNKNOWN),
        /** Never. */
        REFUSED(ExitStatus.NO);

        private final int exitStatus;

        Fate(int exitStatus) {
            this.exitStatus = exitStatus;
        }
    }

    /** One recipient. */
    record Recipient(String address, Fate fate) {}

    static SendReport of(List<Address> recipients, List<DnsProof> proofs, @Nullable MessagingException failure) {
        return new SendReport(
                recipients.stream()
                        .map(each -> new Recipient(Printable.clip(each.toString(), SHOWN_ADDRESS), fate(each, failure)))
                        .toList(),
                proofs,
                failure == null ? List.of() : DaneRefusal.allIn(failure),
                failure != null && Uncertain.isIn(failure),
                Optional.ofNullable(failure).map(each -> Printable.clip(String.valueOf(each.getMessage()), SHOWN)));
    }

    private static Fate fate(Address recipient, @Nullable MessagingException failure) {
        if (failure == null) {
            return Fate.DELIVERED;
        }
        if (failure instanceof SendFailedException lists) {
            if (isIn(lists.getValidSentAddresses(), recipient)) {
                return Fate.DELIVERED;
            }
            if (isIn(lists.getInvalidAddresses(), recipient)) {
                return Fate.REFUSED;
            }
        }
        return Fate.DEFERRED;
    }

    private static boolean isIn(Address @Nullable [] list, Address recipient) {
        return list != null && Arrays.asList(list).contains(recipient);
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
        if (uncertain) {
            out.println("  a server may have accepted the message without saying so; sent again, it may arrive twice");
        }
        out.println();
        recipients.forEach(each -> out.println(Json.word(each.fate()) + "  " + each.address()));
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
                                (array, each) -> array.object(fields ->
                                        fields.field("address", each.address()).field("fate", Json.word(each.fate()))))
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
                        .field("uncertain", uncertain)
                        .field("detail", detail));
    }
}
