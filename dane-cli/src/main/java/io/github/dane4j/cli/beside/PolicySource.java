package io.github.dane4j.cli.beside;

import io.github.dane4j.DomainName;
import java.net.InetAddress;

/** Where MTA-STS policies come from. */
@FunctionalInterface
public interface PolicySource {
    /** The policy cannot be had; the message says why, in one line, not escaped. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        /** With a reason. */
        public Unavailable(String message) {
            super(message);
        }
    }

    /**
     * The text of the policy that {@code host} serves at {@code address}.
     *
     * @throws Unavailable if there is none
     */
    String policy(DomainName host, InetAddress address) throws Unavailable;
}
