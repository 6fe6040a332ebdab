/**
 * Verifies signatures, for DNSSEC and for certificate paths alike. Not exported.
 *
 * <p>Open {@link io.github.dane4j.crypto.SignatureVerifier} first: it decides which code of this JVM does the arithmetic.
 *
 * <pre>{@code
 * VerificationKey key = SignatureVerifier.standard().dnskey(13, publicKeyField); // once per key
 * boolean valid = key.verify(signedBytes, signatureField);
 * }</pre>
 */
@NullMarked
package io.github.dane4j.crypto;

import org.jspecify.annotations.NullMarked;
