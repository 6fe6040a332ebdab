/** What to do about it when a service is found by SRV records (RFC 7673). */
@NullMarked
package io.github.dane4j.srv;

import org.jspecify.annotations.NullMarked;
