package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** Where STARTTLS, which the server offers, came to nothing. */
enum StartTlsFailure {
    /** No reply in time. That says nothing about the server's TLS, and is not reported (RFC 8460 section 4.3.4). */
    TIMEOUT(TlsSessions.Stage.OFFERED),
    /** The connection broke where the reply should have been. */
    CONNECTION(TlsSessions.Stage.REFUSED),
    /** The reply was another one, or an orderly end. */
    REFUSED(TlsSessions.Stage.REFUSED),
    /** The server agreed, and then there was no TLS. */
    HANDSHAKE(TlsSessions.Stage.BROKEN);

    private static final int READY = 220;

    private final TlsSessions.Stage stage;

    StartTlsFailure(TlsSessions.Stage stage) {
        this.stage = stage;
    }

    /**
     * From what Angus throws, which nests an {@code IOException} of the handshake as one of the reply.
     *
     * @param reply the code of the last reply that came
     */
    static StartTlsFailure of(MessagingException e, int reply) {
        if (!(e.getNextException() instanceof IOException io)) {
            return REFUSED;
        }
        return reply == READY ? HANDSHAKE : io instanceof SocketTimeoutException ? TIMEOUT : CONNECTION;
    }

    /** How far the connection came by that. */
    TlsSessions.Stage stage() {
        return stage;
    }
}
