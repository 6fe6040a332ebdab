/**
 * Lookups: the caching resolver, lookups under way, and the drive of the validator along the aliases. Open {@code
 * CachingResolver} first, then {@code Inquiry}. Not exported.
 */
@NullMarked
package io.github.dane4j.dns.lookup;

import org.jspecify.annotations.NullMarked;
