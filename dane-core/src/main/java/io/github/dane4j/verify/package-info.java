/** What a certificate chain proves (RFC 6698 section 2.1, RFC 7671). No I/O, no clock, no statics. */
@NullMarked
package io.github.dane4j.verify;

import org.jspecify.annotations.NullMarked;
