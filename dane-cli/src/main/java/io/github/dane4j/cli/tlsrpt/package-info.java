/** {@code dane report}: the TLS reports that others send about a domain (RFC 8460), added up. */
@NullMarked
package io.github.dane4j.cli.tlsrpt;

import org.jspecify.annotations.NullMarked;
