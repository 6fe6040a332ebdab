/** DANE for JSSE clients. */
@NullMarked
package io.github.dane4j.jsse;

import org.jspecify.annotations.NullMarked;
