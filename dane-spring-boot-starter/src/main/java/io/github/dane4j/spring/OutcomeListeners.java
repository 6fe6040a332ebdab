package io.github.dane4j.spring;

import io.github.dane4j.mail.OutcomeListener;
import io.github.dane4j.mail.RecipientOutcome;
import java.util.List;
import java.util.function.Supplier;

/**
 * Notifies several listeners; a failing one does not keep the others from being notified. They are looked up with the first
 * message: a listener may itself need the mail sender, which must not wait for it.
 */
record OutcomeListeners(Supplier<List<OutcomeListener>> listeners) implements OutcomeListener {
    @Override
    public void onOutcomes(List<RecipientOutcome> outcomes) {
        RuntimeException failure = null;
        for (OutcomeListener each : listeners.get()) {
            try {
                each.onOutcomes(outcomes);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            // The transport logs it.
            throw failure;
        }
    }
}
