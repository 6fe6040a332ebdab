/**
 * {@code dane inbound}: DANE for a provider that receives mail for many customer domains. {@link
 * io.github.dane4j.cli.inbound.CustomerFinder} finds out how a domain stands, by the same judges as {@code dane check};
 * {@link io.github.dane4j.cli.inbound.CustomerPlan} decides what is left to do.
 */
@NullMarked
package io.github.dane4j.cli.inbound;

import org.jspecify.annotations.NullMarked;
