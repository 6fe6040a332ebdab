/**
 * {@code dane scan}: very many domains. The lines of the output come in the order of the input, so that the output itself
 * says how far a scan got, and memory holds no more than the domains under way.
 */
@NullMarked
package io.github.dane4j.cli.scan;

import org.jspecify.annotations.NullMarked;
