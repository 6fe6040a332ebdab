package io.github.dane4j.testkit;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.NSEC3PARAMRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * One zone and how it answers (RFC 1034 section 4.3.2, RFC 4035 section 3.1).
 *
 * <p>Data is signed when first asked for, so that a tree starts fast. Thread-safe.
 */
final class Zone {

    /** No one asks for the addresses of a name server: the tree answers for all zones at one address. */
    private static final Name NAME_SERVER = Name.fromConstantString("ns.invalid.");

    /** Signed record sets to remember: those of a large zone are signed anew when they are asked for again. */
    private static final int MAX_SIGNED = 10_000;

    private final Name origin;
    private final NavigableMap<Name, Map<Integer, RRset>> nodes = new TreeMap<>();
    private final @Nullable ZoneKeys keys;
    private final Instant inception;
    private final Instant expiration;
    private final Denial denial;
    /** Signed records that prove nothing, before each proof. */
    private final List<RRset> strays;

    /** Guarded by itself. */
    private final Map<SetKey, RRset> signed = new RecentlyUsed<>(MAX_SIGNED);

    private record SetKey(Name name, int type) {}

    /**
     * Builds the zone.
     *
     * @param keys null for an unsigned zone
     * @param delegations the NS and DS records of the zones below
     */
    Zone(ZoneBuilder definition, @Nullable ZoneKeys keys, Collection<Record> delegations, Clock clock) {
        this.origin = definition.origin();
        this.keys = keys;
        this.inception = definition.inception(clock);
        this.expiration = definition.expiration(clock);
        definition.records().forEach(this::add);
        delegations.stream()
                .filter(each -> find(each.getName(), each.getType()).isEmpty())
                .toList()
                .forEach(this::add);
        if (find(origin, Type.SOA).isEmpty()) {
            long ttl = ZoneBuilder.DEFAULT_TTL;
            add(new SOARecord(origin, DClass.IN, ttl, NAME_SERVER, NAME_SERVER, 1, 3600, 600, 86400, ttl));
        }
        if (find(origin, Type.NS).isEmpty()) {
            add(new NSRecord(origin, DClass.IN, ZoneBuilder.DEFAULT_TTL, NAME_SERVER));
        }
        this.strays = Nsec3Denial.strays(definition);
        if (keys == null) {
            this.denial = Denial.none();
            return;
        }
        keys.dnskeys().forEach(this::add);
        if (definition.deniesCompactly()) {
            this.denial = new CompactDenial(this);
            return;
        }
        Optional<NSEC3PARAMRecord> nsec3 = definition.nsec3Parameters();
        if (nsec3.isPresent()) {
            add(nsec3.get());
            this.denial = Nsec3Denial.of(this, nsec3.get(), definition.optsOut());
        } else {
            NsecDenial nsec = NsecDenial.of(this);
            nsec.records().forEach(this::add);
            this.denial = nsec;
        }
    }

    static NSRecord delegation(Name child) {
        return new NSRecord(child, DClass.IN, ZoneBuilder.DEFAULT_TTL, NAME_SERVER);
    }

    private void add(Record record) {
        nodes.computeIfAbsent(record.getName(), name -> new TreeMap<>())
                .computeIfAbsent(record.getType(), type -> new RRset())
                .addRR(record);
    }

    Name origin() {
        return origin;
    }

    /** Every name with records, in the canonical order of RFC 4034 section 6.1, with the types it has. */
    NavigableMap<Name, Map<Integer, RRset>> nodes() {
        return nodes;
    }

    long negativeTtl() {
        SOARecord soa = (SOARecord) soa().first();
        return Math.min(soa.getTTL(), soa.getMinimum());
    }

    /**
     * Adds what the zone knows about a name.
     *
     * @return where an alias leads, or empty if this was the end
     */
    Optional<Name> answer(Name name, int type, ZoneAnswer answer) {
        if (isDelegated(name, type)) {
            // The tree would serve a zone of its own here if there were one: a lame delegation.
            answer.fail(Rcode.SERVFAIL);
            return Optional.empty();
        }
        Optional<RRset> dname = dnameAbove(name);
        if (dname.isPresent() && dname.get().first() instanceof DNAMERecord alias) {
            answer.add(signed(dname.get()));
            return substitute(name, alias, answer);
        }
        if (exists(name)) {
            return answerFrom(name, name, type, answer);
        }
        Name encloser = closestEncloser(name);
        Name wildcard = wildcardOf(encloser);
        if (nodes.containsKey(wildcard)) {
            return answerFrom(wildcard, name, type, answer);
        }
        if (denial.hasNameErrors()) {
            answer.nameError();
        }
        deny(answer, denial.ofName(name, encloser, wildcard));
        return Optional.empty();
    }

    private Optional<Name> answerFrom(Name node, Name name, int type, ZoneAnswer answer) {
        Optional<RRset> wanted = find(node, type);
        Optional<RRset> found = wanted.isPresent() ? wanted : find(node, Type.CNAME);
        boolean expanded = !node.equals(name);
        if (found.isEmpty()) {
            deny(
                    answer,
                    expanded
                            ? denial.ofTypeAtWildcard(name, closestEncloser(name), node)
                            : denial.ofType(name, closestEncloserWithProof(name)));
            return Optional.empty();
        }
        RRset signedSet = signed(found.get());
        answer.add(expanded ? renamed(signedSet, name) : signedSet);
        if (expanded) {
            denial.ofExactMatch(name, closestEncloser(name)).forEach(each -> answer.prove(signed(each)));
        }
        return wanted.isEmpty() && found.get().first() instanceof CNAMERecord alias
                ? Optional.of(alias.getTarget())
                : Optional.empty();
    }

    /** RFC 6672 section 3: the DNAME is signed, the CNAME made from it is not. */
    private static Optional<Name> substitute(Name name, DNAMERecord alias, ZoneAnswer answer) {
        try {
            Name target = name.fromDNAME(alias);
            answer.add(new RRset(new CNAMERecord(name, DClass.IN, alias.getTTL(), target)));
            return Optional.of(target);
        } catch (NameTooLongException e) {
            answer.fail(Rcode.YXDOMAIN);
            return Optional.empty();
        }
    }

    private void deny(ZoneAnswer answer, List<RRset> proof) {
        answer.prove(signed(soa()));
        strays.forEach(each -> answer.prove(signed(each)));
        proof.forEach(each -> answer.prove(signed(each)));
    }

    private RRset soa() {
        return find(origin, Type.SOA).orElseThrow();
    }

    Optional<RRset> find(Name name, int type) {
        return Optional.ofNullable(nodes.getOrDefault(name, Map.of()).get(type));
    }

    /** Whether the name has records or names below it that do (an empty non-terminal, RFC 4592 section 2.2.2). */
    private boolean exists(Name name) {
        Name next = nodes.ceilingKey(name);
        return next != null && next.subdomain(name);
    }

    private Name closestEncloser(Name name) {
        Name encloser = name;
        while (!exists(encloser)) {
            encloser = parentOf(encloser);
        }
        return encloser;
    }

    private Name closestEncloserWithProof(Name name) {
        Name encloser = name;
        while (!denial.knows(encloser) && !encloser.equals(origin)) {
            encloser = parentOf(encloser);
        }
        return encloser;
    }

    /** Whether a name belongs to another zone. The DS of a zone is its parent's (RFC 4035 section 3.1.4.1). */
    private boolean isDelegated(Name name, int type) {
        Name last = type == Type.DS ? parentOf(name) : name;
        for (Name each = last; !each.equals(origin) && each.subdomain(origin); each = parentOf(each)) {
            if (isDelegationPoint(each)) {
                return true;
            }
        }
        return false;
    }

    boolean isDelegationPoint(Name name) {
        return !name.equals(origin) && find(name, Type.NS).isPresent();
    }

    /** Whether a delegation or a DNAME above hides the name, so that it is not part of the zone's signed data. */
    boolean isOccluded(Name name) {
        for (Name each = name; !each.equals(origin); ) {
            each = parentOf(each);
            if (isDelegationPoint(each) || find(each, Type.DNAME).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private Optional<RRset> dnameAbove(Name name) {
        Optional<RRset> highest = Optional.empty();
        for (Name each = name; !each.equals(origin); ) {
            each = parentOf(each);
            Optional<RRset> here = find(each, Type.DNAME);
            highest = here.isPresent() ? here : highest;
        }
        return highest;
    }

    private RRset signed(RRset plain) {
        ZoneKeys signers = keys;
        if (signers == null) {
            return plain;
        }
        SetKey key = new SetKey(plain.getName(), plain.getType());
        synchronized (signed) {
            RRset known = signed.get(key);
            if (known != null) {
                return known;
            }
        }
        RRset copy = new RRset(plain);
        copy.addRR(signers.sign(plain, inception, expiration));
        synchronized (signed) {
            RRset first = signed.putIfAbsent(key, copy);
            return first == null ? copy : first;
        }
    }

    /** What a wildcard gives for a name: its records and its signature, under that name (RFC 4035 section 3.1.3.3). */
    private static RRset renamed(RRset rrset, Name name) {
        RRset renamed = new RRset();
        rrset.rrs(false).forEach(each -> renamed.addRR(each.withName(name)));
        rrset.sigs().forEach(each -> renamed.addRR((RRSIGRecord) each.withName(name)));
        return renamed;
    }

    static Name parentOf(Name name) {
        return name.equals(Name.root) ? name : new Name(name, 1);
    }

    static Name wildcardOf(Name encloser) {
        try {
            return Name.concatenate(Name.fromConstantString("*"), encloser);
        } catch (NameTooLongException e) {
            // No name of full length has room for one more label, so nothing was ever asked below it.
            throw new IllegalStateException(e);
        }
    }
}
