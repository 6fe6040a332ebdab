/**
 * The same work for every entry of a long list: {@link io.github.dane4j.cli.batch.Batch} does several at a time, and its
 * memory does not grow with the list.
 */
@NullMarked
package io.github.dane4j.cli.batch;

import org.jspecify.annotations.NullMarked;
