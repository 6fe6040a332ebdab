package io.github.dane4j.cli.report;

/** The exit status of the commands, the same for all of them. */
public final class ExitStatus {
    /** All is well. */
    public static final int OK = 0;
    /** A verdict, and it is no. */
    public static final int NO = 1;
    /** The command was called in a wrong way, or a file cannot be used. */
    public static final int USAGE = 2;
    /** No verdict: a lookup or a connection failed. */
    public static final int UNKNOWN = 3;
    /** There is nothing to judge by: the destination has no DANE. */
    public static final int NOT_COVERED = 4;

    /** The heading of the list in the help. */
    public static final String HEADING = "%nExit status:%n";

    private ExitStatus() {}
}
