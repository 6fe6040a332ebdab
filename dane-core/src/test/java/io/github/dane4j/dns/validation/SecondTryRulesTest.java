package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;

/** What a second try of a lookup takes from the first (RFC 6840 section 5.9): nothing proven, and the work that is left. */
class SecondTryRulesTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    private static final Name ZONE = Core.name("example.test");
    private static final ZoneTrust.Unsigned UNSIGNED = new ZoneTrust.Unsigned(ZONE, Life.UNBOUNDED);
    private static final Delegation.Unsigned DELEGATION = new Delegation.Unsigned(ZONE, Life.UNBOUNDED);

    @Test
    void rfc6840s5_9_whatIsStoredIsNotFoundButWhatIsProvenIsStored() {
        ProvenStore store = new Core.MapStore();
        store.put(ZONE, UNSIGNED, NOW);
        store.put(ZONE, DELEGATION, NOW);
        ProvenStore unread = store.unread();
        assertThat(store.keys(ZONE, NOW)).isSameAs(UNSIGNED);
        assertThat(store.delegation(ZONE, NOW)).isSameAs(DELEGATION);
        assertThat(unread.keys(ZONE, NOW)).isNull();
        assertThat(unread.delegation(ZONE, NOW)).isNull();

        ZoneTrust.Unsigned better = new ZoneTrust.Unsigned(Core.name("test"), Life.UNBOUNDED);
        Delegation.Unsigned betterToo = new Delegation.Unsigned(Core.name("test"), Life.UNBOUNDED);
        unread.put(ZONE, better, NOW);
        unread.put(ZONE, betterToo, NOW);
        assertThat(store.keys(ZONE, NOW)).isSameAs(better);
        assertThat(store.delegation(ZONE, NOW)).isSameAs(betterToo);
    }

    /** All tries of a lookup share one budget: else a zone could have it three times. */
    @Test
    void workThatWasDoneIsNotGivenBack() throws BogusException {
        NSEC3Record parameters = (NSEC3Record) SigningKey.records(Hashed.in("example.test")
                        .iterations(LookupLimits.NSEC3_ITERATIONS - 1)
                        .at("example.test", "A"))
                .get(0);
        Ledger first = new Ledger();
        first.put(ZONE, UNSIGNED);
        int most = LookupLimits.NSEC3_HASHES / LookupLimits.NSEC3_ITERATIONS;
        for (int i = 1; i < most; i++) {
            first.hash(Core.name("n" + i + ".example.test"), parameters, ZONE);
        }
        Ledger second = first.again();
        assertThat(second.keys(ZONE)).isNull();
        byte[] hash = second.hash(Core.name("last.example.test"), parameters, ZONE);
        assertThatThrownBy(() -> second.hash(Core.name("more.example.test"), parameters, ZONE))
                .isInstanceOf(BogusException.class);
        // What was computed costs nothing.
        assertThat(second.hash(Core.name("last.example.test"), parameters, ZONE))
                .isSameAs(hash);
    }

    @Test
    void everyQueryThatWasMadeIsKnownSoThatItsReplyCanBeForgotten() {
        Evidence replies = new Evidence();
        Query answered = Core.query("mx.example.test", "A");
        Query unanswered = Core.query("example.test", "DS");
        replies.add(answered, Reply.of(WrittenReplies.message(List.of(), List.of())));
        replies.addUnanswered(unanswered);
        assertThat(replies.queries()).containsExactlyInAnyOrder(answered, unanswered);
    }
}
