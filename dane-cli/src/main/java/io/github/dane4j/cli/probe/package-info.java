/**
 * Connects to a server and reports what it said, up to the end of the TLS handshake. Observes only: what an observation
 * means under DANE is for the check to say. Open {@link io.github.dane4j.cli.probe.ServerProbe} first.
 */
@NullMarked
package io.github.dane4j.cli.probe;

import org.jspecify.annotations.NullMarked;
