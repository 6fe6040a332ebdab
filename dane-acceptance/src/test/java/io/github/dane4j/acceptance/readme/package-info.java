/** Every snippet of the README, compiled and run. */
@NullMarked
package io.github.dane4j.acceptance.readme;

import org.jspecify.annotations.NullMarked;
