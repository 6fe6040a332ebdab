package io.github.dane4j.acceptance.soak;

import java.util.List;
import java.util.Random;

/**
 * What goes wrong in one connection, or with a later message over it.
 *
 * @param phase where
 * @param kind how
 * @param accepts at the end of the data, whether the server has accepted the message when it fails to say so
 */
record Trouble(Phase phase, Kind kind, boolean accepts) {
    /** The phases of a connection, in order. */
    enum Phase {
        CONNECT,
        GREETING,
        EHLO,
        STARTTLS,
        HANDSHAKE,
        MAIL,
        RCPT,
        DATA,
        BODY,
        END,
        RSET,
        QUIT,
        NEVER
    }

    /** How a server fails a client. */
    enum Kind {
        TEMPORARY,
        PERMANENT,
        /** The reply of a server that closes the connection (RFC 5321 section 3.8), and does. */
        CLOSING,
        HANG_UP,
        RESET,
        GARBAGE,
        SILENCE,
        /** A success by another code than the usual one; not in every phase. */
        ODD_SUCCESS
    }

    static final Trouble NONE = new Trouble(Phase.NEVER, Kind.HANG_UP, false);

    private static final List<Phase> PHASES = List.of(Phase.values()).subList(0, Phase.values().length - 1);

    /** All kinds but silence, which costs a timeout, and therefore comes seldom. */
    private static final List<Kind> KINDS = List.of(
            Kind.TEMPORARY,
            Kind.TEMPORARY,
            Kind.PERMANENT,
            Kind.CLOSING,
            Kind.HANG_UP,
            Kind.HANG_UP,
            Kind.RESET,
            Kind.GARBAGE,
            Kind.ODD_SUCCESS);

    private static final int SILENCE_ONCE_IN = 30;

    /** Whether it is one that only a new connection can have. */
    boolean isOfConnecting() {
        return phase.compareTo(Phase.MAIL) < 0;
    }

    static Trouble of(Random random) {
        Phase phase = PHASES.get(random.nextInt(PHASES.size()));
        // The end of the data is where a message can be lost, or doubled.
        if (random.nextInt(4) == 0) {
            phase = Phase.END;
        }
        Kind kind = random.nextInt(SILENCE_ONCE_IN) == 0 ? Kind.SILENCE : KINDS.get(random.nextInt(KINDS.size()));
        return new Trouble(phase, kind, random.nextBoolean());
    }
}
