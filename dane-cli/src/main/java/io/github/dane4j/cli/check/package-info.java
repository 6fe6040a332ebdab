/**
 * {@code dane check}: what a sender under DANE would meet at a destination. {@link
 * io.github.dane4j.cli.check.DestinationCheck} asks DNS and every server, and sends no mail.
 */
@NullMarked
package io.github.dane4j.cli.check;

import org.jspecify.annotations.NullMarked;
