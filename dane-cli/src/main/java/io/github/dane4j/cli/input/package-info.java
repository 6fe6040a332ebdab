/** Certificates and keys from files, whatever form they have. */
@NullMarked
package io.github.dane4j.cli.input;

import org.jspecify.annotations.NullMarked;
