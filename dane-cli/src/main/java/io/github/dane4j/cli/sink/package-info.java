/**
 * {@code dane sink}: destinations that are right, wrong, stale, unsigned and out of reach, so that anybody can test a sender
 * of mail under DANE.
 */
@NullMarked
package io.github.dane4j.cli.sink;

import org.jspecify.annotations.NullMarked;
