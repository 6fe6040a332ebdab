/**
 * What a TLSA record says (RFC 6698 section 2), and what it is made from. Knows nothing of DNS lookups and TLS.
 *
 * <p>A {@link io.github.dane4j.tlsa.TlsaRecord} is three numbers and data. The numbers say how it binds the server
 * ({@link io.github.dane4j.tlsa.CertificateUsage}), which part of the certificate it is about ({@link
 * io.github.dane4j.tlsa.Selector}) and how that part is presented ({@link io.github.dane4j.tlsa.MatchingType}). Both
 * records and certificates ({@link io.github.dane4j.tlsa.EncodedCertificate}) are bytes here: what is compared is what
 * was published with what was sent, never an encoding made anew. Records to publish are made from a {@link
 * io.github.dane4j.publish.RecordSource}.
 */
@NullMarked
package io.github.dane4j.tlsa;

import org.jspecify.annotations.NullMarked;
