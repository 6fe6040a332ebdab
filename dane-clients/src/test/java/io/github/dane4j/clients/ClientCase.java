package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.io.Closeable;
import java.io.IOException;

/** A client of docs/clients.md, set up as the document says. Public for {@link OkHttp5}, whose class loader differs. */
public interface ClientCase {
    /** What servers of the client's protocol say to a client that came through. */
    String WELCOME = "ok";

    /** Which server it talks to. */
    Protocol protocol();

    /** Sets one client up. Whatever it does, it does with {@code tls}. */
    Visitor open(ClientTls tls) throws Exception;

    /** A client that is set up. */
    @FunctionalInterface
    interface Visitor extends Closeable {
        /** Makes a new connection; returns {@link #WELCOME}, or throws what the client throws. */
        String visit(String host, int port) throws Exception;

        @Override
        default void close() throws IOException {}
    }
}
