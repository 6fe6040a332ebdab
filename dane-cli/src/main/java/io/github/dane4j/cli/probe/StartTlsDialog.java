package io.github.dane4j.cli.probe;

import java.io.IOException;

/** What is said in the clear until TLS may begin. */
interface StartTlsDialog {
    /**
     * From the greeting up to where the handshake begins.
     *
     * @throws Refused if the server says something else than it must
     * @throws IOException if the connection breaks
     */
    void startTls() throws IOException;
}
