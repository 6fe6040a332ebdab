package io.github.dane4j.cli.rollover;

import io.github.dane4j.cli.finding.Level;

/** What comes next. */
enum Step {
    /** Nothing: the zone is not signed, or the server has no records yet, so that a change of keys breaks nothing. */
    FREE(Level.NOT_COVERED, "no record depends on the key: a switch breaks nothing"),
    /** Publish records, and wait. */
    PUBLISH(Level.FAILURE, "publish; do not switch yet"),
    /** Wait until no cache holds the record set as it was. */
    WAIT(Level.FAILURE, "wait; do not switch yet"),
    /** The server may change its key. */
    SWITCH(Level.OK, "switch: every sender has the records of both keys"),
    /** Some addresses have the next key, and some have the current one or were not seen. */
    FINISH(Level.OK, "finish the switch, on every address"),
    /** The old records may go. */
    REMOVE(Level.OK, "remove the old records: every address presents the next key"),
    /** The server has the next key, and its records alone are left. */
    DONE(Level.OK, "done: the server presents this key, and its records are published"),
    /** Something must be repaired before anything else. */
    REPAIR(Level.FAILURE, "repair; do not switch"),
    /** It cannot be told from here. */
    UNKNOWN(Level.UNKNOWN, "not known: do not switch");

    private final Level level;
    private final String words;

    Step(Level level, String words) {
        this.level = level;
        this.words = words;
    }

    /** Ok if the server may have the next key now. */
    Level level() {
        return level;
    }

    String words() {
        return words;
    }

    /** Whether deploying the next key breaks nothing. */
    boolean allowsSwitch() {
        return level == Level.OK || level == Level.NOT_COVERED;
    }
}
