package io.github.dane4j.dns.validation;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.utils.base32;

/** Denial by NSEC3 records, which name hashes of owners instead of owners (RFC 5155 section 8). */
final class Nsec3Denial implements Denial {
    /** Bytes of a SHA-1 hash, the only kind there is. */
    private static final int HASH_LENGTH = 20;

    private final Name zone;
    private final List<Link> links;
    private final Ledger ledger;

    /** One record: no hash of a name lies between the two. */
    private static final class Link {
        private final byte[] owner;
        private final SignedSet set;
        private final NSEC3Record record;

        Link(byte[] owner, SignedSet set, NSEC3Record record) {
            this.owner = owner;
            this.set = set;
            this.record = record;
        }

        SignedSet set() {
            return set;
        }

        NSEC3Record record() {
            return record;
        }

        boolean isAt(byte[] hash) {
            return Arrays.equals(owner, hash);
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

    /** The parameters that all records of one proof have in common (section 8.2). */
    private record Parameters(int iterations, String salt) {}

    /** The deepest ancestor of a name that is known to exist, and the record that says so. */
    private record Encloser(Name name, Link link) {}

    private Nsec3Denial(Name zone, List<Link> links, Ledger ledger) {
        this.zone = zone;
        this.links = links;
        this.ledger = ledger;
    }

    /** One for each set of parameters. What is no NSEC3 record, or asks for too many iterations, is left out: {@link #excess}. */
    static List<Denial> of(Name zone, List<SignedSet> sets, Ledger ledger) {
        Map<Parameters, List<Link>> byParameters = new LinkedHashMap<>();
        for (SignedSet set : sets) {
            for (NSEC3Record record : set.records(NSEC3Record.class)) {
                byte[] owner = ownerHash(zone, record);
                if (owner == null || !isKnown(record) || asksTooMuch(record)) {
                    continue;
                }
                Parameters parameters = new Parameters(record.getIterations(), Arrays.toString(record.getSalt()));
                byParameters
                        .computeIfAbsent(parameters, each -> new ArrayList<>())
                        .add(new Link(owner, set, record));
            }
        }
        List<Denial> denials = new ArrayList<>();
        byParameters.values().forEach(links -> denials.add(new Nsec3Denial(zone, links, ledger)));
        return denials;
    }

    /** The iterations that a set asks for, if those are more than are computed. */
    static OptionalInt excess(SignedSet set) {
        int most = 0;
        for (NSEC3Record record : set.records(NSEC3Record.class)) {
            if (isKnown(record) && asksTooMuch(record)) {
                most = Math.max(most, record.getIterations());
            }
        }
        return most == 0 ? OptionalInt.empty() : OptionalInt.of(most);
    }

    private static boolean asksTooMuch(NSEC3Record record) {
        return record.getIterations() > LookupLimits.NSEC3_ITERATIONS;
    }

    /** Section 8.1: unknown algorithms and flags say nothing. */
    private static boolean isKnown(NSEC3Record record) {
        return record.getHashAlgorithm() == NSEC3Record.SHA1_DIGEST_ID
                && (record.getFlags() & ~NSEC3Record.Flags.OPT_OUT) == 0
                && record.getNext().length == HASH_LENGTH;
    }

    /** Null if the owner is not a hashed name of the zone. */
    private static byte @Nullable [] ownerHash(Name zone, NSEC3Record record) {
        Name name = record.getName();
        if (name.labels() != zone.labels() + 1 || !name.subdomain(zone)) {
            return null;
        }
        byte[] owner = new base32(base32.Alphabet.BASE32HEX, false, false).fromString(name.getLabelString(0));
        return owner == null || owner.length != HASH_LENGTH ? null : owner;
    }

    static byte[] hash(Name name, NSEC3Record parameters) {
        try {
            return parameters.hashName(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every JDK", e);
        }
    }

    @Override
    public @Nullable Claim absence(Name name, int type) throws BogusException {
        Link own = at(name);
        if (own != null) {
            int[] types = own.record().getTypes();
            return Denial.lack(type, types) ? Claim.of(Denial.absenceIn(types), own.set()) : null;
        }
        // Section 8.3: the closest encloser exists, and the next closer name does not.
        Encloser encloser = encloser(name);
        if (encloser == null) {
            return null;
        }
        Claim closer = nonexistence(nextCloser(encloser.name(), name));
        Name wildcard = Denial.wildcard(encloser.name());
        if (closer == null || wildcard == null) {
            return null;
        }
        Claim proof = closer.and(encloser.link().set(), Finding.Kind.NO_NAME);
        // Sections 8.4 and 8.7: either there is no wildcard, or it lacks the type.
        Link ofWildcard = at(wildcard);
        if (ofWildcard != null) {
            return Denial.lack(type, ofWildcard.record().getTypes())
                    ? proof.and(ofWildcard.set(), Finding.Kind.NO_DATA)
                    : null;
        }
        Link covering = covering(wildcard);
        return covering == null ? null : proof.and(covering.set(), Finding.Kind.NO_NAME);
    }

    @Override
    public @Nullable Claim nonexistence(Name name) throws BogusException {
        Link covering = covering(name);
        return covering == null
                ? null
                : new Claim(List.of(covering.set()), Finding.Kind.NO_NAME, covering.optsOut() ? name : null);
    }

    @Override
    public @Nullable Claim unsignedZone(Name name) throws BogusException {
        Link own = at(name);
        if (own != null) {
            return Denial.isUnsignedZone(own.record().getTypes())
                    ? new Claim(List.of(own.set()), Finding.Kind.NO_DATA, null)
                    : null;
        }
        // Section 8.9: left out of the chain, where unsigned zones may be.
        Encloser encloser = encloser(name);
        if (encloser == null) {
            return null;
        }
        Claim closer = nonexistence(nextCloser(encloser.name(), name));
        return closer == null || closer.mayBeDelegated() == null
                ? null
                : closer.and(encloser.link().set(), Finding.Kind.NO_DATA);
    }

    /** The deepest ancestor that has a record, if the zone knows what is below it. */
    private @Nullable Encloser encloser(Name name) throws BogusException {
        for (int labels = name.labels() - 1; labels >= zone.labels(); labels--) {
            Name candidate = Denial.ancestor(name, labels);
            Link match = at(candidate);
            if (match != null) {
                return Denial.isCut(match.record().getTypes()) ? null : new Encloser(candidate, match);
            }
        }
        return null;
    }

    private static Name nextCloser(Name encloser, Name name) {
        return Denial.ancestor(name, encloser.labels() + 1);
    }

    private @Nullable Link at(Name name) throws BogusException {
        byte[] hash = hash(name);
        return links.stream().filter(link -> link.isAt(hash)).findFirst().orElse(null);
    }

    private @Nullable Link covering(Name name) throws BogusException {
        byte[] hash = hash(name);
        return links.stream().filter(link -> link.covers(hash)).findFirst().orElse(null);
    }

    private byte[] hash(Name name) throws BogusException {
        return ledger.hash(name, links.get(0).record(), zone);
    }
}
