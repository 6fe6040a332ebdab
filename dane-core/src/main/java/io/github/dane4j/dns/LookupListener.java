package io.github.dane4j.dns;

/**
 * Receives the steps of a resolver's lookups: {@link DnssecResolver.Builder#listener}. Called by threads of the resolver and of
 * its callers, several at a time, so it must be thread-safe, and fast: they wait for it. Exceptions it throws are logged and
 * otherwise ignored.
 */
@FunctionalInterface
public interface LookupListener {
    /** Called for each event. */
    void onEvent(LookupEvent event);
}
