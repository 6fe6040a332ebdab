package io.github.dane4j.dns.validation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** What lookups have proven of zones, for other lookups: each until its expiry. Thread-safe. */
public interface ProvenStore {
    /** The keys of a zone, or that it is unsigned; null if that is not known. */
    @Nullable
    ZoneTrust keys(Name zone, Instant now);

    /** Stores the keys of a zone. */
    void put(Name zone, ZoneTrust trust, Instant now);

    /** What the parent says of a zone; null if that is not known. */
    @Nullable
    Delegation delegation(Name zone, Instant now);

    /** Stores what the parent says of a zone. */
    void put(Name zone, Delegation delegation, Instant now);

    /** This store for a lookup that believes nothing of what it holds: it finds nothing, but stores. */
    default ProvenStore unread() {
        ProvenStore store = this;
        return new ProvenStore() {
            @Override
            public @Nullable ZoneTrust keys(Name zone, Instant now) {
                return null;
            }

            @Override
            public void put(Name zone, ZoneTrust trust, Instant now) {
                store.put(zone, trust, now);
            }

            @Override
            public @Nullable Delegation delegation(Name zone, Instant now) {
                return null;
            }

            @Override
            public void put(Name zone, Delegation delegation, Instant now) {
                store.put(zone, delegation, now);
            }
        };
    }
}
