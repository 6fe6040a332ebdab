/**
 * What does a certificate chain prove (RFC 6698 section 2.1, RFC 7671)? No I/O, no clock, no mutable statics. Open {@link
 * io.github.dane4j.verify.DaneVerifier} first.
 *
 * <p>It takes the TLSA records of a DNSSEC-secure answer, what the server presented ({@link
 * io.github.dane4j.verify.PresentedChain}), the reference identifiers, one of which the certificate must match ({@link
 * io.github.dane4j.verify.ReferenceIdentifiers}), and the time; it returns what they prove, a {@link
 * io.github.dane4j.verify.DaneResult}. What then happens to the connection is decided elsewhere.
 *
 * <pre>{@code
 * DaneResult result = DaneVerifier.create()
 *         .verify(records, PresentedChain.of(chain), ReferenceIdentifiers.of("mx.example.org"), Instant.now());
 * System.out.println(result.explain());
 * }</pre>
 *
 * <p>What a match proves depends on the certificate usage:
 *
 * <ul>
 *   <li>DANE-EE(3): the server's own certificate or key is the published one. Nothing else about it counts: no name, no
 *       date, no signature (RFC 7671 section 5.1). It need not even be parseable.
 *   <li>DANE-TA(2): the published certificate or key issued the server's certificate, over a valid path, and the certificate
 *       has one of the names (section 5.2). A certificate that is merely present in the message proves nothing.
 *   <li>PKIX-EE(1), PKIX-TA(0): as before, and a path leads to a locally trusted root as well (sections 5.3 and 5.4).
 *       Off unless the builder turns them on.
 * </ul>
 *
 * <p>One match is enough. A record that is malformed or has unknown numbers is unusable, which is not the same as a mismatch:
 * if no record is usable, the result is neither yes nor no (RFC 6698 section 4.1).
 */
@NullMarked
package io.github.dane4j.verify;

import org.jspecify.annotations.NullMarked;
