package io.github.dane4j.dns;

/**
 * Is told what a resolver does: {@link DnssecResolver.Builder#listener}. Called by threads of the resolver and of its
 * callers, several at a time, so it must be thread-safe, and fast: they wait for it. What it throws is logged and has no
 * effect.
 */
@FunctionalInterface
public interface LookupListener {
    /** Called for each event. */
    void onEvent(LookupEvent event);
}
