/** Every mail stack that docs/mail.md shows, sending through DANE to servers of the test kit. */
@NullMarked
package io.github.dane4j.mailstacks;

import org.jspecify.annotations.NullMarked;
