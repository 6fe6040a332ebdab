package io.github.dane4j.dns.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.dns.validation.Anchors;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.Query;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;

/** A long name costs no more queries than another one before it is known that its labels are zones. */
class KeyPrefetchTest {
    private static final Anchors ANCHORS =
            new Anchors(List.of(new DSRecord(Name.root, DClass.IN, 0, 1, 13, 2, new byte[32])), Set.of());

    private static Set<String> guessed(String name, String... proven) {
        return KeyPrefetch.likelyFor(
                        Name.fromConstantString(name + "."),
                        ANCHORS,
                        zone -> List.of(proven).contains(zone.toString()))
                .stream()
                .map(Query::toString)
                .collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void soManyZonesAreGuessed() {
        assertThat(guessed("_25._tcp.mx.example.org"))
                .containsExactlyInAnyOrder(". DNSKEY", "org DS", "org DNSKEY", "example.org DS", "example.org DNSKEY");
        assertThat(guessed("a.".repeat(30) + "example.org"))
                .hasSize(1 + 2 * LookupLimits.GUESSED_ZONES)
                .contains("a.a.example.org DNSKEY")
                .doesNotContain("a.a.a.example.org DNSKEY");
    }

    @Test
    void nothingAtOrAboveAProvenZoneIsAskedFor() {
        assertThat(guessed("mx.example.org", ".")).doesNotContain(". DNSKEY").contains("org DS", "example.org DNSKEY");
        assertThat(guessed("mx.example.org", "org.")).containsExactlyInAnyOrder("example.org DS", "example.org DNSKEY");
        assertThat(guessed("mx.example.org", "example.org.")).isEmpty();
    }
}
