package io.github.dane4j.testkit;

import java.util.List;
import java.util.OptionalInt;

/**
 * A {@link DnsTree} with every kind of zone that a validator has trouble with, or should have: signed in every way, badly,
 * or not at all; denials, wildcards, aliases and delegations, rightly proven and forged; servers that fail. With each
 * question goes what a validator must make of it.
 *
 * <pre>{@code
 * try (DnsTree dns = TroubleTree.start()) {
 *     for (TroubleTree.Case each : TroubleTree.cases()) {
 *         … ask dns.address() for each.question() and each.type(), starting from dns.trustAnchors() …
 *     }
 * }
 * }</pre>
 *
 * <p>The cases stand in the file {@code trouble.txt} beside this class.
 */
public final class TroubleTree {

    private TroubleTree() {}

    /**
     * A question and its answer.
     *
     * @param name of the case, in lower case with hyphens
     * @param question the name to ask for, without its final dot
     * @param type the mnemonic of the type to ask for
     * @param outcome {@code secure} or {@code insecure} followed by {@code data}, {@code nodata} or {@code nxdomain}; or one
     *     word for a failure: {@code dnssec-bogus}, {@code dns-error} (a reply code such as SERVFAIL), {@code dns-timeout}
     *     (silence), {@code dns-malformed}, {@code dns-alias-loop}, {@code dns-budget} (more than any resolver should accept),
     *     {@code invalid-name} (an alias to something that is not a host name)
     * @param extendedError the Extended DNS Error (RFC 8914) of the failure, if there is one to be expected
     * @param silent whether a query remains without a reply that fits, so that the case takes as long as the client is
     *     patient
     */
    public record Case(
            String name, String question, String type, String outcome, OptionalInt extendedError, boolean silent) {

        @Override
        public String toString() {
            return name + ": " + question + " " + type + " is " + outcome;
        }
    }

    /**
     * All questions. No two of them disturb each other.
     *
     * @return in the order of the file
     */
    public static List<Case> cases() {
        return TroubleFile.read().cases();
    }

    /**
     * The zones that are declared in the file; the root and {@code test} come on top of them.
     *
     * @return their names in the order of the file, without final dot
     */
    public static List<String> zones() {
        return TroubleFile.read().zones();
    }

    /**
     * Starts the tree.
     *
     * @return a running tree, to be closed
     */
    public static DnsTree start() {
        return TroubleFile.read().start();
    }
}
