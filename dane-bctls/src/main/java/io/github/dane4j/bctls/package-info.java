/**
 * DANE over Bouncy Castle's TLS, for servers that JSSE cannot handle: those with a raw public key (RFC 7250) and those with
 * a certificate that this JVM cannot parse although a TLSA record matches it.
 *
 * <p>Start with {@link io.github.dane4j.bctls.BouncyCastleTls}. It is used like {@link
 * io.github.dane4j.jsse.SingleConnectionTls}:
 *
 * <pre>{@code
 * BouncyCastleTls tls = BouncyCastleTls.authenticated(verifier, records, names, baseDomain, clock);
 * SSLSocket socket = tls.connect(new InetSocketAddress(address, 853), Duration.ofSeconds(5));
 * DaneResult proof = tls.result().orElseThrow();
 * }</pre>
 *
 * <p>What a server presents is compared as bytes. Its key is parsed only after a record has matched it, and only to check
 * the signature that the handshake carries. No security provider is registered, and nothing is resumed: each connection is
 * judged exactly once.
 *
 * <p>dane-jsse stays the default: it offers an {@code SSLContext}, an {@code SSLEngine}, client certificates, and the
 * certificate usages that need a local trust store. This module offers none of these.
 */
@NullMarked
package io.github.dane4j.bctls;

import org.jspecify.annotations.NullMarked;
