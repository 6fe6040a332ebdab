package io.github.dane4j.mail;

import java.util.List;

/**
 * Learns what became of each recipient of each message that {@link MxTransport} or {@link SMTPTransport} sends: of those that
 * were delivered too, which no exception reports. Set it as {@code mail.<protocol>.dane.outcomes}, with {@code Properties.put}.
 * A relay that cannot be connected to is told by the exception of {@code connect} alone: no recipient is known then.
 *
 * <p>It is called once for each message, in the thread that sends it, before that learns of a failure. What it throws is
 * logged, and changes nothing; an {@code Error} reaches the caller.
 */
@FunctionalInterface
public interface OutcomeListener {
    /** Called with one outcome for each recipient; an address that was given twice is one recipient. */
    void onOutcomes(List<RecipientOutcome> outcomes);
}
