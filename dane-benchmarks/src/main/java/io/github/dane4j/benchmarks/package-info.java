/** What dane4j costs, as ratios against named peers in the same run. */
@NullMarked
package io.github.dane4j.benchmarks;

import org.jspecify.annotations.NullMarked;
