/**
 * {@code dane rollover}: which step comes next when a server changes its key, and when that step is safe (RFC 7671 section 8).
 * {@link io.github.dane4j.cli.rollover.RolloverPlan} decides by facts alone: no network, no clock, no files.
 */
@NullMarked
package io.github.dane4j.cli.rollover;

import org.jspecify.annotations.NullMarked;
