/**
 * DANE for JSSE clients (RFC 7671). Three doors, from the most to the least that is done for you:
 *
 * <ul>
 *   <li>{@link io.github.dane4j.jsse.DaneSslContext}: an {@code SSLContext} or socket factory for any client. It looks
 *       the TLSA records up, sends the TLSA base domain as server name, and judges the server. {@link
 *       io.github.dane4j.jsse.ClientTls} adds the trust manager and the host name verifier that some clients ask for.
 *   <li>{@link io.github.dane4j.jsse.SingleConnectionTls}: the TLS of one connection, for protocols that find the records
 *       by rules of their own, as SMTP does (RFC 7672).
 *   <li>{@link io.github.dane4j.verify.DaneVerifier}, in dane-core: judges a chain that you have already.
 * </ul>
 *
 * <p>Two facts about JSSE shape everything here. A resumed session never asks a trust manager, so each connection is in
 * an {@code SSLContext} of its own. And the trust manager comes too late to set the server name, so DNS is asked before
 * the handshake.
 *
 * <p>Limits of JSSE that fail closed: it parses all certificates that the server sends before it asks anybody, so one
 * that this JVM cannot read ends the handshake even where DANE-EE would not care; it takes ten certificates
 * ({@code jdk.tls.maxCertificateChainLength}) and 32,768 bytes of them ({@code jdk.tls.maxHandshakeMessageSize}); and it
 * knows no raw public keys (RFC 7250).
 */
@NullMarked
package io.github.dane4j.jsse;

import org.jspecify.annotations.NullMarked;
