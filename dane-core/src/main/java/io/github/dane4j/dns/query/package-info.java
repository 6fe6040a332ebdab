/**
 * Queries: which of the name servers is asked, what came of it, and the replies about keys that are cached. Open {@code
 * QueryCache} first, then {@code NameServers}. Not exported.
 */
@NullMarked
package io.github.dane4j.dns.query;

import org.jspecify.annotations.NullMarked;
