/** The words that every part of the library shares: names of the DNS, modes, reasons, and refusals. */
@NullMarked
package io.github.dane4j;

import org.jspecify.annotations.NullMarked;
