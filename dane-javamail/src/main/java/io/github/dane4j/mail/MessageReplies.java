package io.github.dane4j.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's replies for one message: to MAIL, to each recipient, to DATA, and to the end of the data. */
final class MessageReplies {
    private static final int OK = 250;
    private static final int TEMPORARY = 400;

    private final EndOfData endOfData = new EndOfData();
    private final List<Optional<ServerReply>> toRecipients = new ArrayList<>();
    private @Nullable String toData;
    private @Nullable String refusal;
    private boolean cut;

    /** Starts another message. */
    void reset() {
        endOfData.reset();
        toData = null;
        refusal = null;
        cut = false;
        toRecipients.clear();
    }

    /** Ignores a missing reply that was not about the message. */
    void forgetCut() {
        cut = false;
    }

    /** The command {@code verb} is about to be sent. */
    void expect(String verb) {
        if (verb.equals(EndOfData.COMMAND)) {
            endOfData.sent();
        } else {
            endOfData.nextCommand();
        }
    }

    /**
     * Records the reply to {@code verb}. Any code that begins with 2 is a success (RFC 5321 section 4.3.2), but Angus
     * accepts only 250: for MAIL and the end of the data it is given that.
     *
     * @param code below 0 if there was no reply, or an unreadable one
     * @return the code for Angus
     */
    int heard(String verb, int code, @Nullable String reply) {
        cut |= code < 0;
        boolean end = endOfData.isAwaited();
        if (end) {
            toData = reply;
        } else if (verb.equals("RCPT")) {
            // What began like a refusal is none: the recipient waits.
            toRecipients.add(ServerReply.isCut(code, reply) ? Optional.empty() : ServerReply.of(reply));
        } else if ((verb.equals("MAIL") || verb.equals("DATA")) && code >= TEMPORARY) {
            refusal = reply;
        }
        endOfData.heard(code);
        return (end || verb.equals("MAIL")) && EndOfData.isPositive(code) ? OK : code;
    }

    /** The reply to the end of the data; empty if there was none. */
    Optional<ServerReply> toData() {
        return ServerReply.of(toData);
    }

    /** How the server refused the message before its data; empty if it did not. */
    Optional<ServerReply> refusal() {
        return ServerReply.of(refusal);
    }

    /** The replies to RCPT, in the order sent. */
    List<Optional<ServerReply>> toRecipients() {
        return List.copyOf(toRecipients);
    }

    /** Whether the server closed the connection instead of replying, or sent something that is not a reply. */
    boolean isCut() {
        return cut;
    }

    /** Whether the server may have accepted the message without saying so. */
    boolean mayBeAccepted() {
        return endOfData.mayBeAccepted();
    }

    /** Whether the server refused the message as a whole, permanently. */
    boolean refusedForGood() {
        return endOfData.refusedForGood();
    }
}
