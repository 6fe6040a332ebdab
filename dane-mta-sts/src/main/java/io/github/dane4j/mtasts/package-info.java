/**
 * MTA-STS policies (RFC 8461): which MX hosts a domain names as its own, and whether mail may go to them only over TLS that
 * PKIX authenticates.
 *
 * <p>{@link io.github.dane4j.mtasts.MtaSts} finds the policy of a domain: by its TXT record, over HTTPS, and in a folder
 * that keeps each policy for as long as the policy says. Start with that type; it finds a {@link
 * io.github.dane4j.mtasts.StsPolicy}, which says whether an MX host is one of the domain's.
 *
 * <pre>{@code
 * MtaSts sts = MtaSts.builder(resolver, Path.of("mta-sts")).build();
 * StsLookup found = sts.lookUp(DomainName.of("example.org"));
 * if (found.policy().filter(policy -> !policy.allows(mxHost)).isPresent()) {
 *     …
 * }
 * }</pre>
 *
 * <p>The transport {@code smtp-mx} of {@code dane-javamail} applies policies if its properties say so; {@code MtaSts} is what it asks.
 *
 * <p>A policy is trusted on first use: an attacker who can suppress the TXT record before there is a copy of the policy can
 * suppress the policy. DANE has no such gap, and a policy is never a reason to deliver where DANE refuses (section 2).
 */
@NullMarked
package io.github.dane4j.mtasts;

import org.jspecify.annotations.NullMarked;
