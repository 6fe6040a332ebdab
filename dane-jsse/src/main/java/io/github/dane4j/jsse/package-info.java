/**
 * DANE for JSSE clients (RFC 7671). Three entry points, from the one that does most for you to the one that does least:
 *
 * <ul>
 *   <li>{@link io.github.dane4j.jsse.DaneSslContext}: an {@code SSLContext} or socket factory for any client. It looks
 *       up the TLSA records, sends the TLSA base domain as server name, and judges the server. {@link
 *       io.github.dane4j.jsse.ClientTls} adds the trust manager and the host name verifier that some clients ask for.
 *   <li>{@link io.github.dane4j.jsse.SingleConnectionTls}: the TLS of one connection, for protocols that find the records
 *       by rules of their own, as SMTP does (RFC 7672).
 *   <li>{@link io.github.dane4j.verify.DaneVerifier}, in dane-core: judges a chain that you already have.
 * </ul>
 *
 * <pre>{@code
 * DnssecResolver dns = DnssecResolver.create();
 * HttpClient client = HttpClient.newBuilder().sslContext(DaneSslContext.mandatory(dns)).build();
 * }</pre>
 *
 * <p>Two facts about JSSE shape everything here. A resumed session never asks a trust manager, so each connection gets an
 * {@code SSLContext} of its own. And the trust manager is called too late to set the server name, so DNS is asked before the
 * handshake.
 *
 * <p>Limits of JSSE that fail closed: it parses every certificate that the server sends before it calls the trust
 * manager, so one that this JVM cannot parse ends the handshake even where DANE-EE would not care; it accepts ten certificates
 * ({@code jdk.tls.maxCertificateChainLength}) and 32,768 bytes of them ({@code jdk.tls.maxHandshakeMessageSize}); and it does not
 * support raw public keys (RFC 7250). The module {@code dane-bctls} has none of these limits.
 */
@NullMarked
package io.github.dane4j.jsse;

import org.jspecify.annotations.NullMarked;
