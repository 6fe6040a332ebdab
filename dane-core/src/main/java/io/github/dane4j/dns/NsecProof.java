package io.github.dane4j.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/** Denial by NSEC records: each names an owner, its types, and the next owner in canonical order (RFC 4034 section 4). */
record NsecProof(Name zone, List<NSECRecord> records) implements DenialProof {
    @Override
    public boolean deniesName(Name name) {
        return wildcardFor(name).map(this::deniesExactly).orElse(false);
    }

    @Override
    public boolean deniesType(Name name, int type) {
        Optional<NSECRecord> own = at(name);
        if (own.isPresent()) {
            return DenialProof.lack(type, own.get().getTypes());
        }
        // The name exists without records of its own, because the next owner lies below it.
        if (records.stream()
                .anyMatch(nsec -> spans(nsec, name) && nsec.getNext().subdomain(name))) {
            return true;
        }
        return wildcardFor(name)
                .flatMap(this::at)
                .map(nsec -> DenialProof.lack(type, nsec.getTypes()))
                .orElse(false);
    }

    @Override
    public Optional<Boolean> unsignedCut(Name name) {
        Optional<NSECRecord> own = at(name);
        if (own.isPresent()) {
            return DenialProof.unsignedCutIn(own.get().getTypes());
        }
        // A name that does not exist, or only because of one below it, is no cut.
        return records.stream().anyMatch(nsec -> spans(nsec, name)) ? Optional.of(false) : Optional.empty();
    }

    @Override
    public boolean deniesCloserThan(Name encloser, Name name) {
        return covering(name)
                .map(nsec -> closestEncloser(nsec, name).equals(encloser))
                .orElse(false);
    }

    /** The wildcard that would stand in for a name which is proven not to exist itself. */
    private Optional<Name> wildcardFor(Name name) {
        try {
            Optional<NSECRecord> covering = covering(name);
            return covering.isEmpty()
                    ? Optional.empty()
                    : Optional.of(DenialProof.wildcard(closestEncloser(covering.get(), name)));
        } catch (NameTooLongException e) {
            return Optional.empty();
        }
    }

    private boolean deniesExactly(Name name) {
        return covering(name).isPresent();
    }

    private Optional<NSECRecord> at(Name name) {
        return records.stream().filter(nsec -> nsec.getName().equals(name)).findFirst();
    }

    /** The record that leaves no room for the name. */
    private Optional<NSECRecord> covering(Name name) {
        return records.stream()
                .filter(nsec -> spans(nsec, name) && !nsec.getNext().subdomain(name))
                .findFirst();
    }

    private boolean spans(NSECRecord nsec, Name name) {
        if (name.subdomain(nsec.getName()) && DenialProof.isCut(nsec.getTypes())) {
            return false;
        }
        return nsec.getName().compareTo(name) < 0
                && (nsec.getNext().equals(zone) || name.compareTo(nsec.getNext()) < 0);
    }

    /** The deepest ancestor that exists: one that the name shares with its neighbours in canonical order. */
    private static Name closestEncloser(NSECRecord covering, Name name) {
        int shared = Math.max(shared(name, covering.getName()), shared(name, covering.getNext()));
        return DenialProof.ancestor(name, shared);
    }

    private static int shared(Name a, Name b) {
        int labels = Math.min(a.labels(), b.labels());
        while (!DenialProof.ancestor(a, labels).equals(DenialProof.ancestor(b, labels))) {
            labels--;
        }
        return labels;
    }
}
