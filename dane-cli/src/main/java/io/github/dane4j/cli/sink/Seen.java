package io.github.dane4j.cli.sink;

import java.util.List;

/**
 * What senders have done with one case.
 *
 * @param asked whether its MX records were asked for
 * @param mails how many arrived
 * @param inTheClear how many of them without TLS
 * @param senders of the first ones, in printable ASCII
 */
record Seen(boolean asked, long mails, long inTheClear, List<String> senders) {
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
        senders = List.copyOf(senders);
    }

    Verdict verdict(SinkCase about, boolean mandatory) {
        if (mails > 0) {
            return about.delivers(mandatory) && !(inTheClear > 0 && about.needsTls()) ? Verdict.RIGHT : Verdict.WRONG;
        }
        if (!asked) {
            return Verdict.UNTRIED;
        }
        return about.delivers(mandatory) ? Verdict.MISSING : Verdict.RIGHT;
    }

    /** What happened, in a few words. */
    String words() {
        if (mails == 0) {
            return asked ? "asked DNS, delivered nothing" : "not tried";
        }
        return "delivered " + mails + (inTheClear == 0 ? " over TLS" : ", " + inTheClear + " of them in the clear")
                + ", from " + String.join(", ", senders);
    }
}
