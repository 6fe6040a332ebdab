package io.github.dane4j.mail;

/**
 * The end of the data of one message, and the first reply to it: whether the server is responsible for the message now
 * (RFC 5321 section 6.1). Angus knows only one reply that says so, and sends RSET after all others, whose own reply says
 * nothing about the message.
 */
final class EndOfData {
    static final String COMMAND = ".";

    private static final int NONE = 0;
    private static final int UNREADABLE = -1;

    private boolean sent;
    private int reply = NONE;

    /** Another message begins. */
    void reset() {
        sent = false;
        reply = NONE;
    }

    /** The end is on its way, or will be in a moment. */
    void sent() {
        sent = true;
        reply = NONE;
    }

    /**
     * Another command is sent. If there was no reply yet, none can come any more: Angus says QUIT to a server whose reply it
     * cannot read.
     */
    void nextCommand() {
        heard(UNREADABLE);
    }

    /** Takes a reply; only the first one after the end counts. */
    void heard(int code) {
        if (sent && reply == NONE) {
            reply = code;
        }
    }

    /** Whether the next reply is the one to the end of the data. */
    boolean isAwaited() {
        return sent && reply == NONE;
    }

    /** Whether the server may have accepted the message although it did not say so. */
    boolean mayBeAccepted() {
        return sent && !isPositive(reply) && (reply < 400 || reply > 599);
    }

    /** Whether the server refused the message as a whole, and for good. */
    boolean refusedForGood() {
        return reply >= 500 && reply <= 599;
    }

    /** RFC 5321 section 4.2.1: the first digit says it. */
    static boolean isPositive(int code) {
        return code >= 200 && code <= 299;
    }
}
