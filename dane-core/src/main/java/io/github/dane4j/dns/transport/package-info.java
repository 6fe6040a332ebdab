/**
 * One name server by one transport: UDP and TCP, TLS, HTTPS. Replies are parsed here, and never trusted. Open {@code Server}
 * first. Not exported.
 */
@NullMarked
package io.github.dane4j.dns.transport;

import org.jspecify.annotations.NullMarked;
