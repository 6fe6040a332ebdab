package io.github.dane4j.jsse;

import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The handshake in which a server is judged, of a socket or of an engine.
 *
 * @param session the session under construction; null if the provider does not show it
 * @param parameters the parameters of the connection, read only where they are needed
 */
record Handshake(@Nullable SSLSession session, Supplier<SSLParameters> parameters) {}
