package io.github.dane4j.acceptance.soak;

/**
 * What the sender's address of a message says.
 *
 * @param token tells the message from all others
 * @param phase which MTA-STS policies were in force when it was sent, as in {@link Domain}
 */
record Sender(String token, int phase) {
    private static final String MARK = "+phase";

    /** From the local part. */
    static Sender of(String local) {
        int mark = local.indexOf(MARK);
        return new Sender(local.substring(0, mark), Integer.parseInt(local.substring(mark + MARK.length())));
    }

    String address() {
        return token + MARK + phase + "@sender.test";
    }
}
