/** What to do about it when sending mail (RFC 7672). */
@NullMarked
package io.github.dane4j.policy;

import org.jspecify.annotations.NullMarked;
