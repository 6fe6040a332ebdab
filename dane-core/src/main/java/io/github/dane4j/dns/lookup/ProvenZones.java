package io.github.dane4j.dns.lookup;

import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.query.BoundedCache;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.dns.validation.Delegation;
import io.github.dane4j.dns.validation.Life;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.ProvenStore;
import io.github.dane4j.dns.validation.Query;
import io.github.dane4j.dns.validation.ZoneTrust;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * What all lookups of a resolver have proven of zones, until the first TTL or signature ends. Zones are known by the bytes of
 * their names as a string, which the JVM compares with less code than names. Thread-safe.
 */
public final class ProvenZones implements ProvenStore {
    /** Of a zone with two or three keys, parsed: about. */
    private static final int ZONE_BYTES = 3_000;

    private final CacheSettings settings;
    private final BoundedCache<String, ZoneTrust> keys =
            new BoundedCache<>(LookupLimits.CACHED_ZONES, LookupLimits.CACHED_ZONE_BYTES);
    private final BoundedCache<String, Delegation> delegations =
            new BoundedCache<>(LookupLimits.CACHED_ZONES, LookupLimits.CACHED_ZONE_BYTES);

    ProvenZones(CacheSettings settings) {
        this.settings = settings;
    }

    /** Whether the keys of a zone are known, or that nothing is signed there. */
    boolean isKnown(Name zone, Instant now) {
        String key = key(zone);
        return keys.find(key, now) != null || delegations.find(key, now) instanceof Delegation.Unsigned;
    }

    private static String key(Name zone) {
        return new String(zone.toWireCanonical(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public @Nullable ZoneTrust keys(Name zone, Instant now) {
        return keys.find(key(zone), now);
    }

    @Override
    public void put(Name zone, ZoneTrust trust, Instant now) {
        keys.put(key(zone), trust, expiry(trust.life(), now), ZONE_BYTES, now);
    }

    @Override
    public @Nullable Delegation delegation(Name zone, Instant now) {
        return delegations.find(key(zone), now);
    }

    @Override
    public void put(Name zone, Delegation delegation, Instant now) {
        if (delegation instanceof Delegation.Signed signed) {
            delegations.put(key(zone), delegation, expiry(signed.life(), now), ZONE_BYTES, now);
        } else if (delegation instanceof Delegation.Unsigned unsigned) {
            delegations.put(key(zone), delegation, expiry(unsigned.life(), now), ZONE_BYTES, now);
        }
    }

    private Instant expiry(Life life, Instant now) {
        return settings.clamp(life.expiry(), Security.SECURE, now);
    }

    /** This store, for one lookup; tells what it finds. */
    ProvenStore watched(LookupObserver watch, long lookup) {
        return new ProvenStore() {
            @Override
            public @Nullable ZoneTrust keys(Name zone, Instant now) {
                ZoneTrust known = ProvenZones.this.keys(zone, now);
                if (known != null) {
                    watch.reused(new Query(zone, Type.DNSKEY), lookup);
                }
                return known;
            }

            @Override
            public void put(Name zone, ZoneTrust trust, Instant now) {
                ProvenZones.this.put(zone, trust, now);
            }

            @Override
            public @Nullable Delegation delegation(Name zone, Instant now) {
                Delegation known = ProvenZones.this.delegation(zone, now);
                if (known != null) {
                    watch.reused(new Query(zone, Type.DS), lookup);
                }
                return known;
            }

            @Override
            public void put(Name zone, Delegation delegation, Instant now) {
                ProvenZones.this.put(zone, delegation, now);
            }
        };
    }

    void clear() {
        keys.clear();
        delegations.clear();
    }
}
