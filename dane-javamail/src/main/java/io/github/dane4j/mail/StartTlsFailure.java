package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** Where STARTTLS, which the server offers, came to nothing. */
enum StartTlsFailure {
    /** No reply in time. That says nothing about the server's TLS, and is not reported (RFC 8460 section 4.3.4). */
    TIMEOUT(TlsSessions.Stage.OFFERED),
    /** The connection ended where the reply should have been: closed by the server, or broken. */
    CONNECTION(TlsSessions.Stage.REFUSED),
    /** The reply was another one. */
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
     * @param code of the last reply, as Angus reads it
     * @param reply the last one, as Angus has it
     */
    static StartTlsFailure of(MessagingException e, int code, @Nullable String reply) {
        if (e.getNextException() instanceof IOException io) {
            return code == READY ? HANDSHAKE : io instanceof SocketTimeoutException ? TIMEOUT : CONNECTION;
        }
        return ServerReply.isCut(code, reply) ? CONNECTION : REFUSED;
    }

    /** How far the connection came by that. */
    TlsSessions.Stage stage() {
        return stage;
    }
}
