/**
 * What does DNS prove? Open {@link io.github.dane4j.dns.DnssecResolver} first.
 *
 * <p>A resolver answers one question, a name and a type, with an {@link io.github.dane4j.dns.Answer}: records or their
 * absence, each secure or insecure, or a failure. A failure is never treated as absence, because an attacker who can break a
 * lookup could otherwise switch DANE off (RFC 7672 section 2.1.2). Validation happens in this process and starts from {@link
 * io.github.dane4j.dns.TrustAnchors}.
 *
 * <pre>{@code
 * try (DnssecResolver dns = DnssecResolver.create()) {
 *     Answer<MxRecord> mx = dns.query(DomainName.of("example.org"), RecordType.MX);
 *     TlsaLookup tlsa = TlsaLookup.perform(dns, new Service(DomainName.of("mx.example.org"), 25));
 *     System.out.println(tlsa.explain());
 * }
 * }</pre>
 *
 * <p>{@link io.github.dane4j.dns.TlsaLookup} asks the questions that lead to the TLSA records of a service, and finds the
 * TLSA base domain (RFC 7671 section 7). What the records then prove about a server is a question for {@code
 * io.github.dane4j.verify}.
 */
@NullMarked
package io.github.dane4j.dns;

import org.jspecify.annotations.NullMarked;
