/** Jakarta Mail transports with DANE (RFC 7672). */
@NullMarked
package io.github.dane4j.mail;

import org.jspecify.annotations.NullMarked;
