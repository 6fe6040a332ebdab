package io.github.dane4j.cli.sink;

import io.github.dane4j.Printable;
import io.github.dane4j.testkit.ReceivedMail;
import java.util.List;

/**
 * What senders have done with one case.
 *
 * @param asked whether its MX records were asked for
 * @param mails that arrived
 */
record Seen(boolean asked, List<ReceivedMail> mails) {
    /** RFC 5321 section 4.5.3.1: local part, at sign, domain. */
    private static final int MAX_ADDRESS = 320;

    /** What is to be said of it. */
    enum Verdict {
        /** As it must be. */
        RIGHT,
        /** A mail arrived that should not, or in the clear. */
        WRONG,
        /** The sender has looked, and the mail that should arrive has not. */
        MISSING,
        /** No sender has looked. */
        UNTRIED
    }

    Seen {
        mails = List.copyOf(mails);
    }

    Verdict verdict(SinkCase about, boolean mandatory) {
        boolean clear = mails.stream().anyMatch(mail -> !mail.encrypted());
        if (!mails.isEmpty()) {
            return about.delivers(mandatory) && !(clear && about.needsTls()) ? Verdict.RIGHT : Verdict.WRONG;
        }
        if (!asked) {
            return Verdict.UNTRIED;
        }
        return about.delivers(mandatory) ? Verdict.MISSING : Verdict.RIGHT;
    }

    /** What happened, in a few words, of which senders choose some: in printable ASCII. */
    String words() {
        if (mails.isEmpty()) {
            return asked ? "asked DNS, delivered nothing" : "not tried";
        }
        long clear = mails.stream().filter(mail -> !mail.encrypted()).count();
        List<String> senders = mails.stream()
                .map(mail -> mail.sender().isEmpty() ? "<>" : Printable.clip(mail.sender(), MAX_ADDRESS))
                .distinct()
                .limit(5)
                .toList();
        return "delivered " + mails.size() + (clear == 0 ? " over TLS" : ", " + clear + " of them in the clear")
                + ", from " + String.join(", ", senders);
    }
}
