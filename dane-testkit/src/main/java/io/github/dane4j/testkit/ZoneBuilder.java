package io.github.dane4j.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Master;
import org.xbill.DNS.NSEC3PARAMRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/**
 * Says what a zone of a {@link DnsTree} holds and how it is signed.
 *
 * <p>By default a zone is signed with one P-256 key (algorithm 13), denies with NSEC, and its signatures run from an
 * hour before the tree's clock to two weeks after. SOA, NS, DNSKEY and the DS in the parent are made; a SOA, NS or DS
 * record that is written replaces the one that would be made.
 *
 * <p>Not safe for use by several threads, nor after the call in which it was handed over.
 */
public final class ZoneBuilder {

    /** Seconds; the TTL of records that name none, and of negative answers. */
    static final long DEFAULT_TTL = 300;

    private static final Set<Integer> ALGORITHMS = Set.of(
            DNSSEC.Algorithm.RSASHA1,
            DNSSEC.Algorithm.RSA_NSEC3_SHA1,
            DNSSEC.Algorithm.RSASHA256,
            DNSSEC.Algorithm.RSASHA512,
            DNSSEC.Algorithm.ECDSAP256SHA256,
            DNSSEC.Algorithm.ECDSAP384SHA384,
            DNSSEC.Algorithm.ED25519,
            DNSSEC.Algorithm.ED448);

    private final Name origin;
    private final List<Record> records = new ArrayList<>();
    private boolean signed = true;
    private boolean wrongDs;
    private boolean withoutDs;
    private int dsDigest = DNSSEC.Digest.SHA256;
    private final List<Record> moreDs = new ArrayList<>();
    private boolean keySigningKeyApart;
    private boolean zoneSigningKeyHidden;
    private int collidingKeys;
    private boolean optOut;
    private boolean compact;
    private int strayNsec3;
    private @Nullable KeyPair rsaKeys;
    private int algorithm = DNSSEC.Algorithm.ECDSAP256SHA256;
    private @Nullable NSEC3PARAMRecord nsec3;
    private @Nullable Instant inception;
    private @Nullable Instant expiration;

    ZoneBuilder(Name origin) {
        this.origin = origin;
    }

    /**
     * Adds a record.
     *
     * @param line a line of a zone file (RFC 1035 section 5.1) with names relative to the zone and {@code @} for the zone
     *     itself, for example {@code mx 60 IN A 127.0.0.1}. The class may be left out, and so may the TTL, which is then
     *     300 seconds. Several lines are several records
     * @return this builder
     * @throws IllegalArgumentException if the line is not a record, or its owner is outside of the zone
     */
    public ZoneBuilder record(String line) {
        List<Record> parsed = parse(line, origin);
        for (Record each : parsed) {
            requireInZone(each.getName());
        }
        records.addAll(parsed);
        return this;
    }

    /**
     * Adds a record with any data, malformed if need be.
     *
     * @param name relative to the zone, or {@code @}
     * @param type the number of the type, for example 52 for TLSA
     * @param rdata the bytes after the length
     * @return this builder
     * @throws IllegalArgumentException if the name is not valid, or outside of the zone
     */
    public ZoneBuilder rawRecord(String name, int type, byte[] rdata) {
        Name owner = parseName(name, origin);
        requireInZone(owner);
        records.add(new RawRecord(owner, type, DEFAULT_TTL, rdata));
        return this;
    }

    /**
     * Leaves the zone unsigned: no keys, no DS in the parent, an insecure delegation (RFC 4035 section 5.2).
     *
     * @return this builder
     */
    public ZoneBuilder unsigned() {
        this.signed = false;
        return this;
    }

    /**
     * Denies with NSEC3 as RFC 9276 wants it: no further iterations, no salt, no opt-out.
     *
     * @return this builder
     */
    public ZoneBuilder nsec3() {
        return nsec3(0, new byte[0], false);
    }

    /**
     * Denies with NSEC3 (RFC 5155).
     *
     * @param iterations 0 to 65535 further iterations of the hash
     * @param salt at most 255 bytes
     * @param optOut whether unsigned delegations are left out of the chain (RFC 5155 section 6)
     * @return this builder
     */
    public ZoneBuilder nsec3(int iterations, byte[] salt, boolean optOut) {
        this.nsec3 = new NSEC3PARAMRecord(
                origin,
                DClass.IN,
                0,
                NSEC3Record.SHA1_DIGEST_ID,
                0,
                iterations,
                salt.length == 0 ? null : salt.clone());
        this.optOut = optOut;
        return this;
    }

    /**
     * Sets the algorithm of the keys, 13 by default.
     *
     * @param number 5 and 7 (RSA/SHA-1), 8 (RSA/SHA-256), 10 (RSA/SHA-512), 13 (P-256), 14 (P-384), 15 (Ed25519) or 16
     *     (Ed448)
     * @return this builder
     * @throws IllegalArgumentException for any other
     */
    public ZoneBuilder algorithm(int number) {
        if (!ALGORITHMS.contains(number)) {
            throw new IllegalArgumentException("no keys can be made for DNSSEC algorithm " + number);
        }
        this.algorithm = number;
        this.rsaKeys = null;
        return this;
    }

    /**
     * Signs with this key and RSA/SHA-256 (algorithm 8): for keys of a length that validators may refuse, or that take seconds
     * to make.
     *
     * @param keys an RSA key
     * @return this builder
     */
    public ZoneBuilder rsaKeys(KeyPair keys) {
        this.algorithm = DNSSEC.Algorithm.RSASHA256;
        this.rsaKeys = keys;
        return this;
    }

    /**
     * Puts NSEC3 records that prove nothing before each proof of a denial, all signed, each with a salt of its own: a validator
     * has to compute a hash for each. The iterations, and the length of the salts, are those of
     * {@link #nsec3(int, byte[], boolean)}, which has to be called too.
     *
     * @param number how many, at most 200
     * @return this builder
     * @throws IllegalArgumentException if there are more
     */
    public ZoneBuilder strayNsec3(int number) {
        if (number < 0 || number > 200) {
            throw new IllegalArgumentException("0 to 200 stray NSEC3 records, not " + number);
        }
        this.strayNsec3 = number;
        return this;
    }

    /**
     * Has keys and signatures of an unassigned algorithm: a validator must take the zone for unsigned (RFC
     * 4035 section 5.2). What they hold is made up.
     *
     * @param number 1 to 255, and none that {@link #algorithm} takes
     * @return this builder
     * @throws IllegalArgumentException for any other
     */
    public ZoneBuilder unknownAlgorithm(int number) {
        if (number < 1 || number > 255 || ALGORITHMS.contains(number)) {
            throw new IllegalArgumentException("not the number of an unknown algorithm: " + number);
        }
        this.algorithm = number;
        return this;
    }

    /**
     * Sets the time in which the signatures hold, for expired ones or for those not yet valid.
     *
     * @param from cut to whole seconds
     * @param until cut to whole seconds
     * @return this builder
     */
    public ZoneBuilder signatures(Instant from, Instant until) {
        this.inception = from;
        this.expiration = until;
        return this;
    }

    /**
     * Has the parent publish a DS that matches no key of this zone, which makes the zone bogus.
     *
     * @return this builder
     */
    public ZoneBuilder wrongDs() {
        this.wrongDs = true;
        return this;
    }

    /**
     * Has the parent publish no DS although the zone is signed, which makes the delegation insecure.
     *
     * @return this builder
     */
    public ZoneBuilder withoutDs() {
        this.withoutDs = true;
        return this;
    }

    /**
     * Sets the digest type of the DS in the parent, 2 (SHA-256) by default.
     *
     * @param type 1 (SHA-1), 2 or 4 (SHA-384); for any other up to 255 the digest is made up
     * @return this builder
     */
    public ZoneBuilder dsDigest(int type) {
        this.dsDigest = type;
        return this;
    }

    /**
     * Adds a DS in the parent, beside the one that is made from the zone's key.
     *
     * @param rdata for example {@code 12345 13 2 1F40…}
     * @return this builder
     * @throws IllegalArgumentException if it is not valid
     */
    public ZoneBuilder ds(String rdata) {
        moreDs.addAll(parse("@ DS " + rdata, origin));
        return this;
    }

    /**
     * Signs the keys with a key signing key and everything else with a zone signing key, instead of all with one key.
     *
     * @return this builder
     */
    public ZoneBuilder keySigningKeyApart() {
        this.keySigningKeyApart = true;
        return this;
    }

    /**
     * Has a zone signing key that is not among the published keys, so that nothing but the keys validates. The key
     * signing key stands apart.
     *
     * @return this builder
     */
    public ZoneBuilder hiddenZoneSigningKey() {
        this.keySigningKeyApart = true;
        this.zoneSigningKeyHidden = true;
        return this;
    }

    /**
     * Publishes more keys, with the algorithm and the key tag of the one that signs, and all valid but of no use: a
     * validator has to try one after the other (RFC 4035 section 5.3.3).
     *
     * @param number how many more
     * @return this builder
     */
    public ZoneBuilder collidingKeys(int number) {
        this.collidingKeys = number;
        return this;
    }

    /**
     * Denies as a server does that signs on demand: each NSEC stands at the very name that was asked for, and says that it
     * has not the type, or by the pseudo type NXNAME that it does not exist; the reply code is NOERROR (RFC 9824). Not for
     * zones with wildcards.
     *
     * @return this builder
     */
    public ZoneBuilder compactDenial() {
        this.compact = true;
        return this;
    }

    boolean deniesCompactly() {
        return compact;
    }

    Name origin() {
        return origin;
    }

    List<Record> records() {
        return List.copyOf(records);
    }

    boolean isSigned() {
        return signed;
    }

    boolean hasWrongDs() {
        return wrongDs;
    }

    boolean hasDs() {
        return !withoutDs;
    }

    int dsDigest() {
        return dsDigest;
    }

    List<Record> moreDs() {
        return List.copyOf(moreDs);
    }

    boolean hasKeySigningKeyApart() {
        return keySigningKeyApart;
    }

    boolean hidesZoneSigningKey() {
        return zoneSigningKeyHidden;
    }

    int collidingKeys() {
        return collidingKeys;
    }

    static boolean isKnown(int algorithm) {
        return ALGORITHMS.contains(algorithm);
    }

    int algorithm() {
        return algorithm;
    }

    Optional<KeyPair> rsaKeys() {
        return Optional.ofNullable(rsaKeys);
    }

    int strayNsec3() {
        return strayNsec3;
    }

    Optional<NSEC3PARAMRecord> nsec3Parameters() {
        return Optional.ofNullable(nsec3);
    }

    boolean optsOut() {
        return optOut;
    }

    Instant inception(Clock clock) {
        return inception != null ? inception : clock.instant().minus(Duration.ofHours(1));
    }

    Instant expiration(Clock clock) {
        return expiration != null ? expiration : clock.instant().plus(Duration.ofDays(14));
    }

    private void requireInZone(Name name) {
        if (!name.subdomain(origin)) {
            throw new IllegalArgumentException(name + " is outside of the zone " + origin);
        }
    }

    static List<Record> parse(String lines, Name origin) {
        List<Record> parsed = new ArrayList<>();
        try (Master zoneFile =
                new Master(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), origin, DEFAULT_TTL)) {
            zoneFile.disableIncludes(true);
            for (Record next = zoneFile.nextRecord(); next != null; next = zoneFile.nextRecord()) {
                parsed.add(next);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not a line of a zone file: " + lines, e);
        }
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException("not a line of a zone file: \"" + lines + "\"");
        }
        return parsed;
    }

    static Name parseName(String name, Name origin) {
        try {
            return name.equals("@") ? origin : Name.fromString(name, origin);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a domain name: " + name, e);
        }
    }
}
