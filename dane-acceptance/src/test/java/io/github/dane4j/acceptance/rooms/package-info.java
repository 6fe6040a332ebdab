/** The rules of architecture that no module can check for itself. */
@NullMarked
package io.github.dane4j.acceptance.rooms;

import org.jspecify.annotations.NullMarked;
