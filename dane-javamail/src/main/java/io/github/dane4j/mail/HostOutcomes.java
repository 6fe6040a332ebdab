package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The outcome for each recipient of one message to a fixed host, derived from the server's replies. */
final class HostOutcomes {
    private final DaneSmtpTransport transport;

    /** The recipients that the server is told of, in that order. */
    private final List<InternetAddress> told;

    private final Recipients known = new Recipients(HostOutcomes::domain);

    HostOutcomes(DaneSmtpTransport transport, List<InternetAddress> told) {
        this.transport = transport;
        this.told = told;
    }

    /** The next-hop domain, as for delivery by MX; empty if the address has none. */
    private static String domain(InternetAddress recipient) {
        try {
            return NextHop.of(Envelope.recipient(recipient, true)).text();
        } catch (MessagingException e) {
            return "";
        }
    }

    /** To be called when the transport has finished; {@code failure} is what it throws, if anything. */
    List<RecipientOutcome> of(@Nullable Throwable failure) {
        List<Optional<ServerReply>> replies = transport.replies().toRecipients();
        for (InternetAddress each : told.subList(Math.min(told.size(), replies.size()), told.size())) {
            notTold(each, failure);
        }
        known.refused(told, transport);
        accepted(Recipients.accepted(told, transport), failure);
        return known.outcomes(told);
    }

    private void notTold(InternetAddress recipient, @Nullable Throwable failure) {
        try {
            Envelope.recipient(recipient, transport.takesUtf8());
        } catch (MessagingException e) {
            known.unsendable(
                    recipient, isWellFormed(recipient) ? StatusCode.NO_UTF8 : SmtpCommand.BAD_RECIPIENT, transport);
            return;
        }
        waiting(List.of(recipient), failure);
    }

    private static boolean isWellFormed(InternetAddress recipient) {
        try {
            Envelope.recipient(recipient, true);
            return true;
        } catch (MessagingException e) {
            return false;
        }
    }

    private void accepted(List<InternetAddress> accepted, @Nullable Throwable failure) {
        Optional<ServerReply> reply = transport.replies().toData();
        if (transport.replies().mayBeAccepted()) {
            known.uncertain(accepted, transport);
        } else if (reply.filter(each -> EndOfData.isPositive(each.code())).isPresent()) {
            known.delivered(accepted, transport, reply);
        } else if (reply.isPresent()) {
            known.refused(accepted, transport, reply.get().code(), reply);
        } else {
            waiting(accepted, failure);
        }
    }

    /** For recipients without a final reply. */
    private void waiting(List<InternetAddress> recipients, @Nullable Throwable failure) {
        Optional<ServerReply> refusal = transport.replies().refusal();
        if (refusal.isPresent()) {
            known.refused(recipients, transport, refusal.get().code(), refusal);
        } else if (transport.isOutOfTime()) {
            known.unsent(recipients, StatusCode.EXPIRED, transport);
        } else if (transport.replies().isCut()) {
            known.unsent(recipients, StatusCode.BAD_CONNECTION, transport);
        } else if (failure instanceof MessagingException e
                && (!(e instanceof SendFailedException)
                        || e.getNextException() instanceof WaitingException
                        || MailRefusal.in(e).isPresent())) {
            known.unreachable(recipients, transport.host(), transport.attempt(), e);
        } else {
            // Not sent because of another recipient, or of the message itself.
            known.unsent(recipients, StatusCode.UNDEFINED, transport);
        }
    }

    /** Attaches the outcomes to an exception of any class. */
    static final class Attached extends Exception implements RecipientOutcome.Carrier {
        private static final long serialVersionUID = 1L;

        /** Not serialized: addresses and replies stay in this process. */
        private final transient List<RecipientOutcome> outcomes;

        Attached(List<RecipientOutcome> outcomes) {
            super(
                    outcomes.stream().map(RecipientOutcome::toString).collect(Collectors.joining("; ")),
                    null,
                    false,
                    false);
            this.outcomes = List.copyOf(outcomes);
        }

        @Override
        public List<RecipientOutcome> outcomes() {
            return outcomes == null ? List.of() : outcomes;
        }
    }

    /** The individual recipients; empty if one of them is not an Internet mail address. */
    static List<InternetAddress> single(Address @Nullable [] addresses) {
        try {
            return addresses == null ? List.of() : Envelope.withoutGroups(addresses);
        } catch (MessagingException e) {
            return List.of();
        }
    }
}
