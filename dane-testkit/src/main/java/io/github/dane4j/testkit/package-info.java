/** Test equipment for DANE. */
@NullMarked
package io.github.dane4j.testkit;

import org.jspecify.annotations.NullMarked;
