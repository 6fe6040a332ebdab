package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** How STARTTLS failed although the server offers it. */
enum StartTlsFailure {
    /** No reply in time. That says nothing about the server's TLS, and is not reported (RFC 8460 section 4.3.4). */
    TIMEOUT(TlsSessions.Stage.OFFERED),
    /** The connection ended where the reply should have been: closed by the server, or broken. */
    CONNECTION(TlsSessions.Stage.REFUSED),
    /** The reply was not a success. */
    REFUSED(TlsSessions.Stage.REFUSED),
    /** The server agreed, but there was no TLS. */
    HANDSHAKE(TlsSessions.Stage.BROKEN);

    private static final int READY = 220;

    private final TlsSessions.Stage stage;

    StartTlsFailure(TlsSessions.Stage stage) {
        this.stage = stage;
    }

    /**
     * Derived from Angus's exception, which nests an {@code IOException} of the handshake just as one of the reply.
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

    /** How far the connection got. */
    TlsSessions.Stage stage() {
        return stage;
    }
}
