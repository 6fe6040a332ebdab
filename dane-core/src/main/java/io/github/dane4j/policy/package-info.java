/**
 * So what do we do? From what DNS proves about a server to what a connection to it must be like.
 *
 * <p>The answer is always a {@link io.github.dane4j.policy.TlsPlan}: authenticate the server by its TLSA records, encrypt, go on
 * as without DANE, or refuse. Open that type first. Who makes it depends on how the server became known:
 *
 * <ul>
 *   <li>{@link io.github.dane4j.policy.SmtpDane}: from a mail domain to its MX hosts, or a relay (RFC 7672);
 *   <li>{@link io.github.dane4j.policy.SrvDane}: from a service of a domain to its servers, by SRV records (RFC 7673);
 *   <li>{@link io.github.dane4j.policy.ServiceDane}: a host and a port, and nothing else (RFC 6698, RFC 7671).
 * </ul>
 *
 * <pre>{@code
 * SmtpDane smtp = new SmtpDane(resolver, DaneMode.OPPORTUNISTIC);
 * TlsPlan plan = smtp.plan("smtp.example.org", 587);
 * System.out.println(plan.explain());
 * }</pre>
 *
 * <p>What is asked of a destination of mail can differ from one to the next, and from tenant to tenant:
 * {@link io.github.dane4j.policy.MailPolicies}, written down in a {@link io.github.dane4j.policy.MailPolicyTable} or in code.
 *
 * <p>A failed lookup never means "not covered": it is a refusal. {@link io.github.dane4j.DaneMode#MANDATORY} changes
 * the finished plan and nothing before it. Nothing here opens a connection.
 */
@NullMarked
package io.github.dane4j.policy;

import org.jspecify.annotations.NullMarked;
