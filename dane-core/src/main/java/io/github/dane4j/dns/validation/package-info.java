/**
 * Decides what DNS proves, from the replies at hand (RFC 4035 section 5). No input or output and no clock: everything here is
 * a function of replies, trust anchors and a time. Not exported.
 *
 * <p>Open {@link io.github.dane4j.dns.validation.Validator} first. {@link
 * io.github.dane4j.dns.validation.ChainValidator} is the one that validates; it either has a {@link
 * io.github.dane4j.dns.validation.Judgement} or says which replies it needs. Whoever drives it adds those to the {@link
 * io.github.dane4j.dns.validation.Evidence} and asks again, from the start:
 *
 * <pre>{@code
 * Judgement judgement = validator.judge(question, atHand);
 * while (judgement instanceof Judgement.Need need) {
 *     need.queries().forEach(query -> evidence.add(query, Reply.of(ask(query))));
 *     judgement = validator.judge(question, atHand);
 * }
 * }</pre>
 *
 * <p>Signatures that were verified are remembered, so starting over costs next to nothing. The parts, from the top:
 * {@code Proof} answers one question; {@code ChainOfTrust} finds the keys of a zone, or that it is unsigned; {@code
 * RrsetProof} verifies one record set; {@code Denials} says what NSEC and NSEC3 records claim to be absent, which knows
 * neither keys nor time; {@code SignatureRules} checks one signature, which knows neither replies nor the chain.
 */
@NullMarked
package io.github.dane4j.dns.validation;

import org.jspecify.annotations.NullMarked;
