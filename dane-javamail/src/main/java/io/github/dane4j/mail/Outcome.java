package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.event.TransportEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The outcome for each recipient of one message. Each ends up in exactly one of three lists. */
final class Outcome {
    private final List<Address> sent = new ArrayList<>();
    private final List<Address> unsent = new ArrayList<>();
    private final List<Address> invalid = new ArrayList<>();
    private final List<MessagingException> failures = new ArrayList<>();
    private final List<Error> errors = new ArrayList<>();
    private final List<Supplier<List<RecipientOutcome>>> recipients = new ArrayList<>();

    /** A host accepted the message for them. */
    void sent(Collection<? extends Address> recipients) {
        sent.addAll(recipients);
    }

    /** Not sent for now. */
    void unsent(Collection<? extends Address> recipients) {
        unsent.addAll(recipients);
    }

    /** Never to be sent. */
    void invalid(Collection<? extends Address> recipients) {
        invalid.addAll(recipients);
    }

    /** What to report about each recipient, if anyone asks. */
    void tell(Supplier<List<RecipientOutcome>> outcomes) {
        recipients.add(outcomes);
    }

    List<RecipientOutcome> recipients() {
        List<RecipientOutcome> all = new ArrayList<>();
        recipients.forEach(each -> all.addAll(each.get()));
        return List.copyOf(all);
    }

    /** Why a recipient was not sent the message. */
    void because(MessagingException failure) {
        failures.add(failure);
    }

    /** A failure that must reach the application unchanged. */
    void error(Error failure) {
        errors.add(failure);
    }

    /** Adds the outcome for other recipients. */
    void add(Outcome other) {
        sent.addAll(other.sent);
        unsent.addAll(other.unsent);
        invalid.addAll(other.invalid);
        failures.addAll(other.failures);
        errors.addAll(other.errors);
        recipients.addAll(other.recipients);
    }

    private boolean isComplete() {
        return unsent.isEmpty() && invalid.isEmpty();
    }

    /** The type of the {@link TransportEvent} to fire. */
    int eventType() {
        if (isComplete()) {
            return TransportEvent.MESSAGE_DELIVERED;
        }
        return sent.isEmpty() ? TransportEvent.MESSAGE_NOT_DELIVERED : TransportEvent.MESSAGE_PARTIALLY_DELIVERED;
    }

    Address[] sent() {
        return sent.toArray(Address[]::new);
    }

    Address[] unsent() {
        return unsent.toArray(Address[]::new);
    }

    Address[] invalid() {
        return invalid.toArray(Address[]::new);
    }

    /**
     * Returns normally if the message was sent to every recipient.
     *
     * @throws SendFailedException with the three lists. Its chain holds what can be chained: a {@code MessagingException}
     *     that nests an {@code IOException} ends a chain, so at most one of those is in it, and the others are suppressed
     * @throws Error the first one, if there was any; a {@code SendFailedException} with the lists is suppressed in it, also if
     *     every recipient was sent to
     */
    void throwUnlessComplete() throws SendFailedException {
        if (!errors.isEmpty()) {
            Error first = errors.get(0);
            first.addSuppressed(asException());
            errors.stream().filter(other -> !other.equals(first)).forEach(first::addSuppressed);
            throw first;
        }
        if (!isComplete()) {
            throw asException();
        }
    }

    private SendFailedException asException() {
        SendFailedException all = new OutcomeException(text(), sent(), unsent(), invalid(), recipients());
        List<MessagingException> ends = new ArrayList<>();
        for (MessagingException failure : failures) {
            if (endsInMessagingException(failure)) {
                all.setNextException(failure);
            } else {
                ends.add(failure);
            }
        }
        for (MessagingException end : ends) {
            if (!all.setNextException(end)) {
                all.addSuppressed(end);
            }
        }
        return all;
    }

    private static boolean endsInMessagingException(MessagingException failure) {
        Exception end = failure;
        while (end instanceof MessagingException link && link.getNextException() != null) {
            end = link.getNextException();
        }
        return end instanceof MessagingException;
    }

    private String text() {
        // A set, because an exception and the one that it nests often say the same.
        Set<String> lines = new LinkedHashSet<>();
        lines.add("sent to " + sent.size() + " of " + (sent.size() + unsent.size() + invalid.size()) + " recipients");
        for (MessagingException failure : failures) {
            for (Exception link = failure; link instanceof MessagingException each; link = each.getNextException()) {
                lines.add(MailRefusal.oneLine(each));
            }
        }
        return String.join("; ", lines);
    }
}
