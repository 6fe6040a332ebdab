package io.github.dane4j.dns.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.dns.validation.Delegation;
import io.github.dane4j.dns.validation.Life;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.ZoneTrust;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

/** Whoever makes zones by the thousand does not fill the memory with what was proven of them. */
class ProvenZonesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Life LIFE = new Life(NOW.plusSeconds(100), NOW.plusSeconds(100));
    private static final int MORE = LookupLimits.CACHED_ZONES + 500;

    private final ProvenZones proven = new ProvenZones(CacheSettings.DEFAULT);

    private static Name zone(int number) {
        return Name.fromConstantString("zone" + number + ".test.");
    }

    @Test
    void soManyZonesAreKept() {
        for (int i = 0; i < MORE; i++) {
            proven.put(zone(i), new ZoneTrust.Unsigned(zone(i), LIFE), NOW);
            proven.put(zone(i), new Delegation.Unsigned(zone(i), LIFE), NOW);
        }
        assertThat(IntStream.range(0, MORE).filter(i -> proven.keys(zone(i), NOW) != null))
                .hasSizeBetween(LookupLimits.CACHED_ZONES / 2, LookupLimits.CACHED_ZONES);
        assertThat(IntStream.range(0, MORE).filter(i -> proven.delegation(zone(i), NOW) != null))
                .hasSizeBetween(LookupLimits.CACHED_ZONES / 2, LookupLimits.CACHED_ZONES);
    }
}
