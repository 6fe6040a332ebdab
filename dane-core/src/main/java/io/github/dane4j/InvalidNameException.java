package io.github.dane4j;

/** Thrown for text that is not a valid host or domain name. */
public final class InvalidNameException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final Reason reason;

    private InvalidNameException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static InvalidNameException addressLiteral(String text) {
        return new InvalidNameException(
                Reason.ADDRESS_LITERAL,
                "\"" + shown(text)
                        + "\" is an IP address; DANE needs the host's name, because TLSA records belong to names");
    }

    static InvalidNameException notAName(String text, String rule) {
        return new InvalidNameException(Reason.INVALID_NAME, "\"" + shown(text) + "\" is not a DNS name: " + rule);
    }

    static InvalidNameException notIdna(String text, String rule) {
        return notAName(text, rule + "; if the domain exists, write its A-labels (\"xn--…\") as registered");
    }

    private static String shown(String text) {
        return Printable.clip(text, SHOWN);
    }

    /** {@link Reason#ADDRESS_LITERAL} or {@link Reason#INVALID_NAME}. */
    public Reason reason() {
        return reason;
    }
}
