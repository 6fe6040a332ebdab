/** Reading DER (X.690) by length and tag, no more than matching a certificate needs. Not exported. */
@NullMarked
package io.github.dane4j.der;

import org.jspecify.annotations.NullMarked;
