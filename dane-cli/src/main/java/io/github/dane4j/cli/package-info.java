/** The dane command. */
@NullMarked
package io.github.dane4j.cli;

import org.jspecify.annotations.NullMarked;
