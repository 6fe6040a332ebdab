/** What to do about it when sending mail (RFC 7672). */
@NullMarked
package io.github.dane4j.smtp;

import org.jspecify.annotations.NullMarked;
