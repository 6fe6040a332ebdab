package io.github.dane4j.dns.validation;

/** A proof that fails. Where nothing else proves the same it becomes a {@link Judgement.Bogus}. */
final class BogusException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Cause cause;

    BogusException(Cause cause) {
        super("", null, false, false);
        this.cause = cause;
    }

    Cause cause() {
        return cause;
    }
}
