package io.github.dane4j.dns;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.utils.base32;

/** Denial by NSEC3 records, which name hashes of owners instead of owners (RFC 5155 section 8). Not thread-safe. */
final class Nsec3Proof implements DenialProof {
    /** The octets of a SHA-1 hash, the only kind there is. */
    private static final int HASH_LENGTH = 20;

    private final Name zone;
    private final List<Link> links;
    private final Map<Name, byte[]> hashes = new HashMap<>();

    /** One record: no hash of a name lies between the two. */
    private static final class Link {
        private final byte[] owner;
        private final NSEC3Record record;

        Link(byte[] owner, NSEC3Record record) {
            this.owner = owner;
            this.record = record;
        }

        boolean covers(byte[] hash) {
            boolean after = Arrays.compareUnsigned(owner, hash) < 0;
            boolean before = Arrays.compareUnsigned(hash, record.getNext()) < 0;
            // The last record of the zone points back to the first.
            return Arrays.compareUnsigned(owner, record.getNext()) < 0 ? after && before : after || before;
        }

        /** Whether unsigned delegations are left out between the two (section 6). */
        boolean optsOut() {
            return (record.getFlags() & NSEC3Record.Flags.OPT_OUT) != 0;
        }
    }

    Nsec3Proof(Name zone, List<NSEC3Record> records) {
        this.zone = zone;
        this.links = consistent(records)
                ? records.stream()
                        .flatMap(record -> link(zone, record).stream())
                        .toList()
                : List.of();
    }

    /** Section 8.2: one set of parameters for all. Section 8.1: unknown algorithms and flags prove nothing. */
    private static boolean consistent(List<NSEC3Record> records) {
        return records.stream()
                .allMatch(nsec3 -> nsec3.getHashAlgorithm() == NSEC3Record.SHA1_DIGEST_ID
                        && (nsec3.getFlags() & ~NSEC3Record.Flags.OPT_OUT) == 0
                        && nsec3.getIterations() <= ReplyFilter.MAX_ITERATIONS
                        && nsec3.getIterations() == records.get(0).getIterations()
                        && Arrays.equals(nsec3.getSalt(), records.get(0).getSalt()));
    }

    /** Empty for an owner that is no hash of a name in the zone. */
    private static Optional<Link> link(Name zone, NSEC3Record record) {
        Name name = record.getName();
        if (name.labels() != zone.labels() + 1 || !name.subdomain(zone) || record.getNext().length != HASH_LENGTH) {
            return Optional.empty();
        }
        byte[] owner = new base32(base32.Alphabet.BASE32HEX, false, false).fromString(name.getLabelString(0));
        return owner == null || owner.length != HASH_LENGTH ? Optional.empty() : Optional.of(new Link(owner, record));
    }

    @Override
    public boolean deniesName(Name name) {
        return closestEncloser(name)
                .flatMap(Nsec3Proof::wildcardBelow)
                .map(this::covers)
                .orElse(false);
    }

    @Override
    public boolean deniesType(Name name, int type) {
        Optional<NSEC3Record> own = at(name);
        if (own.isPresent()) {
            return DenialProof.lack(type, own.get().getTypes());
        }
        return closestEncloser(name)
                .flatMap(Nsec3Proof::wildcardBelow)
                .flatMap(this::at)
                .map(nsec3 -> DenialProof.lack(type, nsec3.getTypes()))
                .orElse(false);
    }

    @Override
    public Optional<Boolean> unsignedCut(Name name) {
        Optional<NSEC3Record> own = at(name);
        if (own.isPresent()) {
            return DenialProof.unsignedCutIn(own.get().getTypes());
        }
        return knownEncloser(name)
                .flatMap(encloser -> covering(nextCloser(encloser, name)))
                .map(Link::optsOut);
    }

    @Override
    public boolean deniesCloserThan(Name encloser, Name name) {
        return covers(nextCloser(encloser, name));
    }

    /** The deepest ancestor that exists, if it is proven that the next name towards {@code name} does not. */
    private Optional<Name> closestEncloser(Name name) {
        return knownEncloser(name).filter(encloser -> covers(nextCloser(encloser, name)));
    }

    /** The deepest ancestor that has a record, if the zone knows what is below it. */
    private Optional<Name> knownEncloser(Name name) {
        for (int labels = name.labels() - 1; labels >= zone.labels() && !links.isEmpty(); labels--) {
            Name candidate = DenialProof.ancestor(name, labels);
            Optional<NSEC3Record> match = at(candidate);
            if (match.isPresent()) {
                return DenialProof.isCut(match.get().getTypes()) ? Optional.empty() : Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static Name nextCloser(Name encloser, Name name) {
        return DenialProof.ancestor(name, encloser.labels() + 1);
    }

    private static Optional<Name> wildcardBelow(Name encloser) {
        try {
            return Optional.of(DenialProof.wildcard(encloser));
        } catch (NameTooLongException e) {
            return Optional.empty();
        }
    }

    private Optional<NSEC3Record> at(Name name) {
        return links.stream()
                .filter(link -> Arrays.equals(link.owner, hash(name)))
                .map(link -> link.record)
                .findFirst();
    }

    /** Whether there is no room for the name; where unsigned delegations are left out, there is. */
    private boolean covers(Name name) {
        return covering(name).filter(link -> !link.optsOut()).isPresent();
    }

    private Optional<Link> covering(Name name) {
        return links.stream().filter(link -> link.covers(hash(name))).findFirst();
    }

    /** Once for each name, whatever the number of records: iterations are work. */
    private byte[] hash(Name name) {
        byte @Nullable [] known = hashes.get(name);
        if (known == null) {
            try {
                known = links.get(0).record.hashName(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-1 is part of every JDK", e);
            }
            hashes.put(name, known);
        }
        return known;
    }
}
