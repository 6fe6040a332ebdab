package io.github.dane4j.dns.validation;

import java.time.Instant;

/**
 * What a lookup has to decide by.
 *
 * @param replies so far
 * @param proven what other lookups have proven
 * @param ledger what this lookup has verified, and the work that it has left
 * @param now the time of the lookup, the same from its begin to its end
 */
public record AtHand(Evidence replies, ProvenStore proven, Ledger ledger, Instant now) {}
