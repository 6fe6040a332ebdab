package io.github.dane4j.testkit;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/** The keys of one zone: a single one for everything, or one for the keys and one for the rest (RFC 6781 section 3.1). */
final class ZoneKeys {

    private static final int ZONE_KEY = DNSKEYRecord.Flags.ZONE_KEY;
    private static final int SECURE_ENTRY_POINT = DNSKEYRecord.Flags.SEP_KEY;
    private static final int REVOKED = DNSKEYRecord.Flags.REVOKE;

    /** Above these two bits of RFC 2535 section 3.1.2 said that there is no key; some still read them. */
    private static final int PLAIN_FLAGS = 0x4000;

    /** What keys and signatures of an unknown algorithm are made with. */
    private static final int STAND_IN = DNSSEC.Algorithm.ECDSAP256SHA256;

    /** The one that signs the keys first, the one that signs the rest last; they may be the same one. */
    private final List<SigningKey> signers;

    private final List<DNSKEYRecord> published;
    private final int colliding;
    private final Optional<KeyPair> given;
    private @Nullable DNSKEYRecord stranger;

    private ZoneKeys(List<SigningKey> signers, List<DNSKEYRecord> published, int colliding, Optional<KeyPair> given) {
        this.signers = signers;
        this.published = published;
        this.colliding = colliding;
        this.given = given;
    }

    private record SigningKey(DNSKEYRecord dnskey, PrivateKey privateKey) {}

    static ZoneKeys generate(ZoneBuilder zone, KeyPairs pairs) {
        Name origin = zone.origin();
        List<SigningKey> signers = new ArrayList<>();
        int entryPoint = ZONE_KEY | SECURE_ENTRY_POINT;
        signers.add(zone.rsaKeys()
                .map(given -> key(origin, zone.algorithm(), given, entryPoint))
                .orElseGet(
                        () -> key(origin, zone.algorithm(), pairs.of(made(zone.algorithm()), entryPoint), entryPoint)));
        if (zone.hasKeySigningKeyApart()) {
            signers.add(key(origin, zone.algorithm(), pairs.of(made(zone.algorithm()), ZONE_KEY), ZONE_KEY));
        }
        List<DNSKEYRecord> published = new ArrayList<>();
        DNSKEYRecord last = signers.get(signers.size() - 1).dnskey;
        for (int i = 0; i < zone.collidingKeys(); i++) {
            published.add(colliding(last));
        }
        signers.stream()
                .limit(zone.hidesZoneSigningKey() ? 1 : signers.size())
                .map(SigningKey::dnskey)
                .forEach(published::add);
        return new ZoneKeys(List.copyOf(signers), List.copyOf(published), zone.collidingKeys(), zone.rsaKeys());
    }

    /** A key of its own, which signs nothing. */
    private static DNSKEYRecord stranger(Name zone, int algorithm, int flags) {
        return key(zone, algorithm, KeyPairs.generate(made(algorithm)), flags).dnskey;
    }

    private static int made(int algorithm) {
        return ZoneBuilder.isKnown(algorithm) ? algorithm : STAND_IN;
    }

    private static SigningKey key(Name zone, int algorithm, KeyPair pair, int flags) {
        int made = made(algorithm);
        try {
            DNSKEYRecord dnskey = new DNSKEYRecord(
                    zone,
                    DClass.IN,
                    ZoneBuilder.DEFAULT_TTL,
                    flags,
                    DNSKEYRecord.Protocol.DNSSEC,
                    made,
                    pair.getPublic());
            return new SigningKey(made == algorithm ? dnskey : changed(dnskey, flags, algorithm), pair.getPrivate());
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException("cannot make a key of algorithm " + made, e);
        }
    }

    private static DNSKEYRecord changed(DNSKEYRecord key, int flags, int algorithm) {
        return new DNSKEYRecord(
                key.getName(), key.getDClass(), key.getTTL(), flags, key.getProtocol(), algorithm, key.getKey());
    }

    /**
     * Another key with the same tag. The tag is a sum over the whole record (RFC 4034 appendix B), flags included, and of
     * the flags nearly all are free.
     */
    private static DNSKEYRecord colliding(DNSKEYRecord key) {
        while (true) {
            DNSKEYRecord other = stranger(key.getName(), key.getAlgorithm(), ZONE_KEY);
            int flags = Math.floorMod(ZONE_KEY + key.getFootprint() - other.getFootprint(), 0xffff);
            DNSKEYRecord fitting = changed(other, flags, key.getAlgorithm());
            boolean zoneKey = (flags & ZONE_KEY) != 0 && (flags & REVOKED) == 0 && flags < PLAIN_FLAGS;
            if (zoneKey && fitting.getFootprint() == key.getFootprint()) {
                return fitting;
            }
        }
    }

    boolean suit(ZoneBuilder definition) {
        int own = published.size() - colliding;
        return entryPoint().getAlgorithm() == definition.algorithm()
                && (signers.size() == 2) == definition.hasKeySigningKeyApart()
                && (own < signers.size()) == definition.hidesZoneSigningKey()
                && colliding == definition.collidingKeys()
                && given.equals(definition.rsaKeys());
    }

    List<DNSKEYRecord> dnskeys() {
        return published;
    }

    DSRecord ds(int digestType) {
        return ds(entryPoint(), digestType);
    }

    private DNSKEYRecord entryPoint() {
        return signers.get(0).dnskey;
    }

    /** A DS made from a key that the zone does not have; the same one each time. */
    DSRecord wrongDs(int digestType) {
        if (stranger == null) {
            DNSKEYRecord own = entryPoint();
            stranger = stranger(own.getName(), own.getAlgorithm(), own.getFlags());
        }
        return ds(stranger, digestType);
    }

    private static DSRecord ds(DNSKEYRecord key, int digestType) {
        boolean known = digestType == DNSSEC.Digest.SHA1
                || digestType == DNSSEC.Digest.SHA256
                || digestType == DNSSEC.Digest.SHA384;
        DSRecord made = new DSRecord(
                key.getName(), DClass.IN, ZoneBuilder.DEFAULT_TTL, known ? digestType : DNSSEC.Digest.SHA256, key);
        return known
                ? made
                : new DSRecord(
                        key.getName(),
                        DClass.IN,
                        ZoneBuilder.DEFAULT_TTL,
                        key.getFootprint(),
                        key.getAlgorithm(),
                        digestType,
                        made.getDigest());
    }

    RRSIGRecord sign(RRset rrset, Instant inception, Instant expiration) {
        SigningKey key = signers.get(rrset.getType() == Type.DNSKEY ? 0 : signers.size() - 1);
        DNSKEYRecord own = key.dnskey;
        boolean known = ZoneBuilder.isKnown(own.getAlgorithm());
        DNSKEYRecord signer = known ? own : changed(own, own.getFlags(), STAND_IN);
        try {
            RRSIGRecord signature = DNSSEC.sign(rrset, signer, key.privateKey, inception, expiration);
            return known ? signature : relabelled(signature, own);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException("cannot sign " + rrset.getName(), e);
        }
    }

    private static RRSIGRecord relabelled(RRSIGRecord signature, DNSKEYRecord key) {
        return new RRSIGRecord(
                signature.getName(),
                signature.getDClass(),
                signature.getTTL(),
                signature.getTypeCovered(),
                key.getAlgorithm(),
                signature.getOrigTTL(),
                signature.getExpire(),
                signature.getTimeSigned(),
                key.getFootprint(),
                signature.getSigner(),
                signature.getSignature());
    }
}
