/** {@code dane demo}: deliveries under DANE, and the attacks that fail, all on this machine. */
@NullMarked
package io.github.dane4j.cli.demo;

import org.jspecify.annotations.NullMarked;
