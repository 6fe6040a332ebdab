package io.github.dane4j.dns;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What did not validate, as values: {@link Answer.Failure#proof}. Names have no final dot, except the root, and are escaped as
 * in a zone file. Immutable.
 *
 * @param zone the zone whose keys or denials were checked
 * @param name the owner of the record set that failed
 * @param type the type of the record set that failed
 * @param keyTag of the signature that failed (RFC 4034 appendix B), if a signature failed
 * @param algorithm of the signature that failed, as its number in the IANA registry
 * @param time at which the signature ended, or begins
 */
public record FailedProof(
        String zone, String name, String type, OptionalInt keyTag, OptionalInt algorithm, Optional<Instant> time) {}
