/** The public types of the published modules, compared with the last version of them that was written down. */
@NullMarked
package io.github.dane4j.acceptance.api;

import org.jspecify.annotations.NullMarked;
