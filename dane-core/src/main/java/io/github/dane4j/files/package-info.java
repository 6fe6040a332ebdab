/** Files that an operator changes while the library runs. Open {@code FileWatch}. Not exported. */
@NullMarked
package io.github.dane4j.files;

import org.jspecify.annotations.NullMarked;
