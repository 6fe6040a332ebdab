/** {@code dane send}: one message, delivered by the library as an application would, with its outcome explained. */
@NullMarked
package io.github.dane4j.cli.send;

import org.jspecify.annotations.NullMarked;
