/** {@code dane lookup}: what DNS proves about one name and type, step by step. */
@NullMarked
package io.github.dane4j.cli.lookup;

import org.jspecify.annotations.NullMarked;
