package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Looks for the place at which the chain of trust to a name ends, from the trust anchor down. An answer is insecure only
 * if there is one: a zone without a DS record that could be used, as its signed parent proves.
 */
final class CutSearch {
    /** As of dnsjava: all but DSA and GOST. */
    private static final Set<Integer> ALGORITHMS = Set.of(
            Algorithm.RSASHA1,
            Algorithm.RSA_NSEC3_SHA1,
            Algorithm.RSASHA256,
            Algorithm.RSASHA512,
            Algorithm.ECDSAP256SHA256,
            Algorithm.ECDSAP384SHA384,
            Algorithm.ED25519,
            Algorithm.ED448);

    private static final Set<Integer> DIGESTS = Set.of(Digest.SHA1, Digest.SHA256, Digest.SHA384);

    /** Records of one denial: RFC 5155 section 7.2 needs three. */
    private static final int MAX_PROOF = 8;

    private final Name name;
    private final Function<Message, CompletableFuture<Validated>> validator;
    private final Instant now;
    /** The deepest zone so far that is known to be signed. */
    private Name zone;

    /** What came of it: the name of the first unsigned zone, or why none is known. */
    record Result(@Nullable Name cut, Verdict.@Nullable Unproven failure) {}

    /** Searches above {@code name}, from the anchor that is nearest to it. */
    CutSearch(Name name, Name anchor, Function<Message, CompletableFuture<Validated>> validator, Instant now) {
        this.name = name;
        this.zone = anchor;
        this.validator = validator;
        this.now = now;
    }

    CompletableFuture<Result> run() {
        return at(zone.labels() + 1);
    }

    private CompletableFuture<Result> at(int labels) {
        if (labels > name.labels()) {
            return done(failure(query(name, Type.DS), "no unsigned zone is proven above it"));
        }
        Name candidate = DenialProof.ancestor(name, labels);
        Message query = query(candidate, Type.DS);
        return validator.apply(query).thenCompose(validated -> {
            if (validated.isSecure()) {
                return next(candidate, DenialProof.unsignedCut(validated.proof(), candidate), validated.proof());
            }
            Message reply = validated.reply();
            // Where a parent leaves unsigned zones out of its proof, the absence of a DS is not secure either.
            return reply == null
                            || reply.getSection(Section.AUTHORITY).stream().noneMatch(NSEC3Record.class::isInstance)
                    ? done(failure(query, validated.verdict()))
                    : keysOfZone()
                            .thenCompose(keys -> areSigned(reply, keys)
                                    ? next(candidate, DenialProof.unsignedCut(reply, candidate), reply)
                                    : done(failure(query, validated.verdict())));
        });
    }

    private CompletableFuture<Result> next(Name candidate, Optional<Boolean> unsigned, Message reply) {
        List<DSRecord> records = reply.getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(candidate))
                .filter(DSRecord.class::isInstance)
                .map(DSRecord.class::cast)
                .toList();
        boolean usable = records.stream()
                .anyMatch(ds -> ALGORITHMS.contains(ds.getAlgorithm()) && DIGESTS.contains(ds.getDigestID()));
        if (usable) {
            zone = candidate;
            return at(candidate.labels() + 1);
        }
        if (!records.isEmpty() || unsigned.orElse(false)) {
            return done(new Result(candidate, null));
        }
        boolean alias = !reply.getSection(Section.ANSWER).isEmpty();
        return alias || unsigned.isPresent()
                ? at(candidate.labels() + 1)
                : done(failure(query(candidate, Type.DS), "nothing proves that there are no such records"));
    }

    private CompletableFuture<List<DNSKEYRecord>> keysOfZone() {
        return validator
                .apply(query(zone, Type.DNSKEY))
                .thenApply(validated -> validated.isSecure()
                        ? validated.proof().getSection(Section.ANSWER).stream()
                                .filter(DNSKEYRecord.class::isInstance)
                                .map(DNSKEYRecord.class::cast)
                                .toList()
                        : List.of());
    }

    /** Whether all NSEC3 records are signed by the zone that has to know. */
    private boolean areSigned(Message reply, List<DNSKEYRecord> keys) {
        List<RRset> proof = reply.getSectionRRsets(Section.AUTHORITY).stream()
                .filter(set -> set.getType() == Type.NSEC3 || set.getType() == Type.NSEC)
                .toList();
        return proof.size() <= MAX_PROOF
                && proof.stream().allMatch(set -> set.first() instanceof NSEC3Record && isSigned(set, keys));
    }

    private boolean isSigned(RRset set, List<DNSKEYRecord> keys) {
        for (RRSIGRecord signature : set.sigs()) {
            for (DNSKEYRecord key : keys) {
                if (signature.getSigner().equals(zone)
                        && key.getFootprint() == signature.getFootprint()
                        && verifies(set, signature, key)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean verifies(RRset set, RRSIGRecord signature, DNSKEYRecord key) {
        try {
            DNSSEC.verify(set, signature, key, now);
            return true;
        } catch (DNSSEC.DNSSECException e) {
            return false;
        }
    }

    private static Message query(Name name, int type) {
        return Message.newQuery(Record.newRecord(name, type, DClass.IN));
    }

    private static Result failure(Message query, Verdict verdict) {
        return verdict instanceof Verdict.Unproven unproven
                ? new Result(null, unproven)
                : failure(query, "nothing proves that there are no such records");
    }

    private static Result failure(Message query, String problem) {
        String described = Exchange.describe(query.getQuestion());
        return new Result(
                null,
                new Verdict.Unproven(
                        described, Reason.DNSSEC_INDETERMINATE, described + ": " + problem, OptionalInt.empty()));
    }

    private static CompletableFuture<Result> done(Result result) {
        return CompletableFuture.completedFuture(result);
    }
}
