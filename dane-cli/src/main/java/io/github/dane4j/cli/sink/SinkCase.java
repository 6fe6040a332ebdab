package io.github.dane4j.cli.sink;

import io.github.dane4j.cli.report.Json;

/** One destination, and what a sender has to do with it. */
enum SinkCase {
    RIGHT(Server.GOOD, Duty.DELIVER, "its record is for the server's key"),
    ANCHOR(Server.GOOD, Duty.DELIVER, "its record is for the CA that issued the server's certificate"),
    ROLLOVER(Server.GOOD, Duty.DELIVER, "one record is for an old key, one for the server's"),
    ALIAS(Server.GOOD, Duty.DELIVER, "its MX host is an alias, and the records are at the end of it"),
    WRONG(Server.GOOD, Duty.REFUSE, "its record is for another key"),
    STALE(Server.GOOD, Duty.REFUSE, "the signatures of its zone have ended"),
    BOGUS(Server.GOOD, Duty.REFUSE, "the signature of its record is broken"),
    SERVFAIL(Server.GOOD, Duty.REFUSE, "its name server fails at its record"),
    NO_STARTTLS(Server.WITHOUT_TLS, Duty.REFUSE, "it has a record, and its server offers no STARTTLS"),
    BROKEN_TLS(Server.BROKEN_TLS, Duty.REFUSE, "it has a record, and its server breaks the handshake"),
    UNREACHABLE(Server.NOBODY, Duty.REFUSE, "it has a record, and nobody answers"),
    UNUSABLE(Server.GOOD, Duty.ENCRYPT_UNLESS_MANDATORY, "its only record has usage 1, which mail servers cannot use"),
    NO_RECORDS(Server.GOOD, Duty.DELIVER_UNLESS_MANDATORY, "its zone is signed, and has no record for its server"),
    UNSIGNED(Server.GOOD, Duty.DELIVER_UNLESS_MANDATORY, "its zone is not signed");

    /** Which server answers. */
    enum Server {
        GOOD,
        WITHOUT_TLS,
        BROKEN_TLS,
        NOBODY
    }

    /** What a sender has to do. */
    enum Duty {
        /** Deliver over TLS, to the server that matches. */
        DELIVER,
        /** Keep the mail. */
        REFUSE,
        /** Deliver over TLS, and in mandatory mode keep it. */
        ENCRYPT_UNLESS_MANDATORY,
        /** Deliver, and in mandatory mode keep it. */
        DELIVER_UNLESS_MANDATORY
    }

    private final Server server;
    private final Duty duty;
    private final String text;

    SinkCase(Server server, Duty duty, String text) {
        this.server = server;
        this.duty = duty;
        this.text = text;
    }

    Server server() {
        return server;
    }

    String text() {
        return text;
    }

    /** Its label below the domain of the sink. */
    String word() {
        return Json.word(this);
    }

    /** Whether a mail has to arrive. */
    boolean delivers(boolean mandatory) {
        return switch (duty) {
            case DELIVER -> true;
            case REFUSE -> false;
            case ENCRYPT_UNLESS_MANDATORY, DELIVER_UNLESS_MANDATORY -> !mandatory;
        };
    }

    /** Whether it has to arrive over TLS. */
    boolean needsTls() {
        return duty != Duty.DELIVER_UNLESS_MANDATORY;
    }
}
