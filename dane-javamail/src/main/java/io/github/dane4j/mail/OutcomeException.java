package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.SendFailedException;
import java.util.List;

/** The failure of a message, with the outcome for each recipient. */
final class OutcomeException extends SendFailedException implements RecipientOutcome.Carrier {
    private static final long serialVersionUID = 1L;

    /** Not serialized: addresses and replies stay in this process. */
    private final transient List<RecipientOutcome> outcomes;

    OutcomeException(
            String text, Address[] sent, Address[] unsent, Address[] invalid, List<RecipientOutcome> outcomes) {
        super(text, null, sent, unsent, invalid);
        this.outcomes = List.copyOf(outcomes);
    }

    @Override
    public List<RecipientOutcome> outcomes() {
        return outcomes == null ? List.of() : outcomes;
    }
}
