package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;

/** Denial by NSEC records: each names an owner, its types, and the next owner in canonical order (RFC 4034 section 4). */
final class NsecDenial implements Denial {
    private final Name zone;
    private final List<Link> links;

    private record Link(SignedSet set, NSECRecord record) {
        Name owner() {
            return record.getName();
        }

        int[] types() {
            return record.getTypes();
        }
    }

    /** What is no NSEC record is left out. */
    NsecDenial(Name zone, List<SignedSet> sets) {
        this.zone = zone;
        this.links = new ArrayList<>();
        for (SignedSet set : sets) {
            for (NSECRecord record : set.records(NSECRecord.class)) {
                if (record.getName().subdomain(zone) && record.getNext().subdomain(zone)) {
                    links.add(new Link(set, record));
                }
            }
        }
    }

    @Override
    public @Nullable Claim absence(Name name, int type) {
        Claim own = lacking(name, type);
        if (own != null) {
            return own;
        }
        Link covering = covering(name);
        if (covering == null) {
            return null;
        }
        Name wildcard = Denial.wildcard(closestEncloser(covering, name));
        if (wildcard == null) {
            return null;
        }
        // RFC 4035 section 5.4: either there is no wildcard, or it lacks the type.
        Link alsoCovering = covering(wildcard);
        if (alsoCovering != null) {
            return Claim.of(Finding.Kind.NO_NAME, covering.set()).and(alsoCovering.set(), Finding.Kind.NO_NAME);
        }
        Claim ofWildcard = lacking(wildcard, type);
        return ofWildcard == null ? null : ofWildcard.and(covering.set(), Finding.Kind.NO_DATA);
    }

    /** That a name exists, by a record of its own or because of a name below it, and lacks the type. */
    private @Nullable Claim lacking(Name name, int type) {
        Link own = first(link -> link.owner().equals(name));
        if (own != null) {
            return Denial.lack(type, own.types()) ? Claim.of(Denial.absenceIn(own.types()), own.set()) : null;
        }
        Link above = first(link -> spans(link, name) && link.record().getNext().subdomain(name));
        return above == null ? null : Claim.of(Finding.Kind.NO_DATA, above.set());
    }

    @Override
    public @Nullable Claim nonexistence(Name name) {
        Link covering = covering(name);
        return covering == null ? null : Claim.of(Finding.Kind.NO_NAME, covering.set());
    }

    @Override
    public @Nullable Claim unsignedZone(Name name) {
        Link own = first(link -> link.owner().equals(name) && Denial.isUnsignedZone(link.types()));
        return own == null ? null : Claim.of(Finding.Kind.NO_DATA, own.set());
    }

    private @Nullable Link first(Predicate<Link> wanted) {
        for (Link link : links) {
            if (wanted.test(link)) {
                return link;
            }
        }
        return null;
    }

    /** The record that leaves no room for the name. One whose next name lies below it proves that it exists. */
    private @Nullable Link covering(Name name) {
        return first(link -> spans(link, name) && !link.record().getNext().subdomain(name));
    }

    private boolean spans(Link link, Name name) {
        if (name.subdomain(link.owner()) && Denial.isCut(link.types())) {
            return false;
        }
        Name next = link.record().getNext();
        return name.subdomain(zone)
                && link.owner().compareTo(name) < 0
                && (next.equals(zone) || name.compareTo(next) < 0);
    }

    /** The deepest ancestor that exists: one that the name shares with its neighbours in canonical order. */
    private static Name closestEncloser(Link covering, Name name) {
        int shared = Math.max(
                shared(name, covering.owner()), shared(name, covering.record().getNext()));
        return Denial.ancestor(name, shared);
    }

    private static int shared(Name a, Name b) {
        int labels = Math.min(a.labels(), b.labels());
        while (!Denial.ancestor(a, labels).equals(Denial.ancestor(b, labels))) {
            labels--;
        }
        return labels;
    }
}
