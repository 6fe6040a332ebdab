/** What DNS proves: validated answers, and the TLSA base domain (RFC 7671 section 7). */
@NullMarked
package io.github.dane4j.dns;

import org.jspecify.annotations.NullMarked;
