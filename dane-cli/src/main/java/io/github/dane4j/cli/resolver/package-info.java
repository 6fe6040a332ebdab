/**
 * The resolver that a command asks: chosen by options, probed once per run, so that its faults are not taken for those of
 * a domain.
 */
@NullMarked
package io.github.dane4j.cli.resolver;

import org.jspecify.annotations.NullMarked;
