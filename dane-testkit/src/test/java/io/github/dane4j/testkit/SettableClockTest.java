package io.github.dane4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class SettableClockTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");

    @Test
    void standsStillUntilItIsMoved() {
        SettableClock clock = new SettableClock(START);

        assertThat(clock.instant()).isEqualTo(START);
        clock.advance(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3600));
        clock.advance(Duration.ofHours(-2));
        assertThat(clock.instant()).isEqualTo(START.minusSeconds(3600));
        clock.set(START);
        assertThat(clock.instant()).isEqualTo(START);
    }

    @Test
    void beginsAtTheLastFullSecond() {
        Instant before = Instant.now();
        Instant start = new SettableClock().instant();

        assertThat(start).isEqualTo(start.truncatedTo(ChronoUnit.SECONDS));
        assertThat(start).isAfter(before.minusSeconds(1)).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void anotherZoneIsTheSameClock() {
        SettableClock clock = new SettableClock(START);

        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(clock.withZone(ZoneId.of("Europe/Berlin"))).isSameAs(clock);
    }
}
