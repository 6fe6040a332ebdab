package io.github.dane4j.spring;

import io.github.dane4j.dns.LookupEvent;
import io.github.dane4j.dns.LookupListener;
import java.util.List;

/** Notifies several listeners; a failing one does not keep the others from being notified. */
record LookupListeners(List<LookupListener> listeners) implements LookupListener {
    LookupListeners {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void onEvent(LookupEvent event) {
        RuntimeException failure = null;
        for (LookupListener each : listeners) {
            try {
                each.onEvent(event);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            // The resolver logs it.
            throw failure;
        }
    }
}
