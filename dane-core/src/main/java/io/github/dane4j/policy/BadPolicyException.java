package io.github.dane4j.policy;

/** A line of a policy file is wrong, from a column on. */
final class BadPolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int column;

    BadPolicyException(int column, String message) {
        super(message);
        this.column = column;
    }

    int column() {
        return column;
    }
}
