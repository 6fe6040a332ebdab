/**
 * The library against servers that this project did not write: BIND, Unbound, Postfix, OpenSSL, all on loopback. Begin with
 * {@link io.github.dane4j.acceptance.interop.Laboratory}.
 */
@NullMarked
package io.github.dane4j.acceptance.interop;

import org.jspecify.annotations.NullMarked;
