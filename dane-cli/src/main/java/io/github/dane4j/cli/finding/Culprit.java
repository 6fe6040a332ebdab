package io.github.dane4j.cli.finding;

/** Who has to act on a finding. */
public enum Culprit {
    /** Nobody: nothing is wrong. */
    NOBODY("nobody"),
    /** The zone that holds the records. */
    ZONE("the zone"),
    /** The zone above it, where DS records are missing or wrong. */
    PARENT_ZONE("the parent zone"),
    /** The recursive name server that was asked, or the way to it. */
    YOUR_RESOLVER("your resolver"),
    /** The server that was connected to. */
    SERVER("the server"),
    /** The network between here and the server. */
    YOUR_NETWORK("your network"),
    /** The options of this command, and the clock of this machine. */
    YOUR_SETTINGS("your settings");

    private final String words;

    Culprit(String words) {
        this.words = words;
    }

    /** Who has to act on a lookup that failed. */
    public static Culprit of(io.github.dane4j.Culprit culprit) {
        return switch (culprit) {
            case ZONE -> ZONE;
            case PARENT -> PARENT_ZONE;
            case NAME_SERVER -> YOUR_RESOLVER;
            case CONFIGURATION -> YOUR_SETTINGS;
        };
    }

    /** In words, for a sentence. */
    public String words() {
        return words;
    }
}
