package io.github.dane4j.mail;

/**
 * The end of the data of one message and the first reply to it, which tells whether the server has taken responsibility for
 * the message (RFC 5321 section 6.1). Angus accepts only 250, and sends RSET after any other reply; the reply to RSET says
 * nothing about the message.
 */
final class EndOfData {
    static final String COMMAND = ".";

    private static final int NONE = 0;
    private static final int UNREADABLE = -1;

    private boolean sent;
    private int reply = NONE;

    /** Starts another message. */
    void reset() {
        sent = false;
        reply = NONE;
    }

    /** The end has been sent, or is about to be. */
    void sent() {
        sent = true;
        reply = NONE;
    }

    /**
     * Another command is sent. A reply still missing cannot come any more: Angus sends QUIT to a server whose reply it
     * cannot read.
     */
    void nextCommand() {
        heard(UNREADABLE);
    }

    /** Records a reply; only the first one after the end counts. */
    void heard(int code) {
        if (sent && reply == NONE) {
            reply = code;
        }
    }

    /** Whether the next reply is to the end of the data. */
    boolean isAwaited() {
        return sent && reply == NONE;
    }

    /** Whether the server may have accepted the message without saying so. */
    boolean mayBeAccepted() {
        return sent && !isPositive(reply) && (reply < 400 || reply > 599);
    }

    /** Whether the server refused the message as a whole, permanently. */
    boolean refusedForGood() {
        return reply >= 500 && reply <= 599;
    }

    /** RFC 5321 section 4.2.1: the first digit decides. */
    static boolean isPositive(int code) {
        return code >= 200 && code <= 299;
    }
}
