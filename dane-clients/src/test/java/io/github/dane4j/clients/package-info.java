/** The TLS clients of docs/clients.md against servers and DNS on loopback. */
@NullMarked
package io.github.dane4j.clients;

import org.jspecify.annotations.NullMarked;
