/**
 * Making TLSA records: from certificates, public keys and certification requests, in DER, PEM or a key store. Start with
 * {@link io.github.dane4j.publish.RecordSource}.
 *
 * <pre>{@code
 * TlsaRecord next = RecordSource.pem(csr).get(0).record(DANE_EE, SPKI, SHA2_256);
 * }</pre>
 */
@NullMarked
package io.github.dane4j.publish;

import org.jspecify.annotations.NullMarked;
