package io.github.dane4j.mail;

import java.util.List;

/**
 * Receives the outcome for each recipient of each message that {@link MxTransport} or {@link SMTPTransport} sends, including
 * successes, which no exception reports. Set it as {@code mail.<protocol>.dane.outcomes}, with {@code Properties.put}. A
 * relay that cannot be connected to is reported only by the exception of {@code connect}: no recipient is known then.
 *
 * <p>It is called once for each message, in the sending thread, before a failure is thrown there. An exception from it is
 * logged and otherwise ignored; an {@code Error} reaches the caller.
 */
@FunctionalInterface
public interface OutcomeListener {
    /** Called with one outcome for each recipient; an address given twice is one recipient. */
    void onOutcomes(List<RecipientOutcome> outcomes);
}
