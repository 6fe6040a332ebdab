package io.github.dane4j.cli.sink;

import io.github.dane4j.Printable;
import io.github.dane4j.testkit.ReceivedMail;
import java.util.ArrayList;
import java.util.List;

/** Counts what senders do with one case; of what they send it keeps a few addresses. Thread-safe. */
final class Sightings {
    /** RFC 5321 section 4.5.3.1: local part, at sign, domain. */
    private static final int MAX_ADDRESS = 320;

    private static final int MAX_SENDERS = 5;

    private final List<String> senders = new ArrayList<>();
    private boolean asked;
    private long mails;
    private long inTheClear;

    synchronized void addQuery() {
        asked = true;
    }

    synchronized void add(ReceivedMail mail) {
        mails++;
        inTheClear += mail.encrypted() ? 0 : 1;
        String sender = mail.sender().isEmpty() ? "<>" : Printable.clip(mail.sender(), MAX_ADDRESS);
        if (senders.size() < MAX_SENDERS && !senders.contains(sender)) {
            senders.add(sender);
        }
    }

    synchronized Seen seen() {
        return new Seen(asked, mails, inTheClear, senders);
    }
}
