/** What a TLSA record says (RFC 6698 section 2). Knows nothing of DNS lookups and TLS. */
@NullMarked
package io.github.dane4j.tlsa;

import org.jspecify.annotations.NullMarked;
