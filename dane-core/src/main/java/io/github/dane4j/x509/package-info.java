/**
 * What can be read in a certificate without judging it (RFC 5280): DER by length and tag, the place of the key, names,
 * extensions and constraints. Malformed input is an ordinary answer here. Not exported.
 */
@NullMarked
package io.github.dane4j.x509;

import org.jspecify.annotations.NullMarked;
