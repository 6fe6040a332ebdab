package io.github.dane4j.crypto;

/** A DNSKEY that cannot verify anything. Such a key is left out, and does not spoil the others. */
public final class UnusableKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the key. */
    public enum Problem {
        /** The algorithm is unknown, not supported, or not available in this JVM. */
        UNSUPPORTED_ALGORITHM,
        /** The public key field is not a key of its algorithm: wrong length, or a point that is not on the curve. */
        MALFORMED,
        /** The RSA modulus is too short. */
        TOO_SHORT,
        /** The RSA modulus is too long. */
        TOO_LONG,
        /** The RSA exponent is too long. */
        EXPONENT_TOO_LONG
    }

    private final Problem problem;

    UnusableKeyException(Problem problem, String message) {
        // Keys come from the network, and nobody reads where in our code they were refused.
        super(message, null, false, false);
        this.problem = problem;
    }

    /** What is wrong with the key. */
    public Problem problem() {
        return problem;
    }
}
