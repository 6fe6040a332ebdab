/** What the documents say about this project, held against the project. */
@NullMarked
package io.github.dane4j.acceptance.docs;

import org.jspecify.annotations.NullMarked;
