package io.github.dane4j.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server has said to one message: to MAIL, to each recipient, to DATA, and to the end of the data. */
final class MessageReplies {
    private static final int OK = 250;
    private static final int TEMPORARY = 400;

    private final EndOfData endOfData = new EndOfData();
    private final List<Optional<ServerReply>> toRecipients = new ArrayList<>();
    private @Nullable String toData;
    private @Nullable String refusal;
    private boolean cut;

    /** Another message begins. */
    void reset() {
        endOfData.reset();
        toData = null;
        refusal = null;
        cut = false;
        toRecipients.clear();
    }

    /** Forgets a reply that did not come: it was not about the message. */
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
     * Takes the reply to {@code verb}. Angus takes 250 alone for a success where any other code that begins with 2 is one as
     * well (RFC 5321 section 4.3.2); for MAIL, and for the end of the data, it gets to see that.
     *
     * @param code below 0 if no reply came, or none that can be read
     * @return the code for Angus
     */
    int heard(String verb, int code, @Nullable String reply) {
        cut |= code < 0;
        boolean end = endOfData.isAwaited();
        if (end) {
            toData = reply;
        } else if (verb.equals("RCPT")) {
            toRecipients.add(ServerReply.of(reply));
        } else if ((verb.equals("MAIL") || verb.equals("DATA")) && code >= TEMPORARY) {
            refusal = reply;
        }
        endOfData.heard(code);
        return (end || verb.equals("MAIL")) && EndOfData.isPositive(code) ? OK : code;
    }

    /** To the end of the data; empty if the server said nothing. */
    Optional<ServerReply> toData() {
        return ServerReply.of(toData);
    }

    /** How the server refused the message before its data; empty if it did not. */
    Optional<ServerReply> refusal() {
        return ServerReply.of(refusal);
    }

    /** To each recipient that the server was told, in that order. */
    List<Optional<ServerReply>> toRecipients() {
        return List.copyOf(toRecipients);
    }

    /** Whether the server ended the connection instead of a reply, or what it said was not a reply. */
    boolean isCut() {
        return cut;
    }

    /** Whether the server may have accepted the message although it did not say so. */
    boolean mayBeAccepted() {
        return endOfData.mayBeAccepted();
    }

    /** Whether the server refused the message as a whole, and for good. */
    boolean refusedForGood() {
        return endOfData.refusedForGood();
    }
}
