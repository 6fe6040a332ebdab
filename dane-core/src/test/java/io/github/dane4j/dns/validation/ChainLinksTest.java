package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.crypto.SignatureVerifier;
import io.github.dane4j.testkit.DnsTree;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The links of the chain of trust (RFC 4035 section 5) that a lookup keeps for those who want to see them. */
class ChainLinksTest {
    private static final Query HOST = Core.query("mx.example.test", "A");

    private static void prove(DnsTree tree, Ledger ledger) {
        Anchors anchors = new Anchors(List.of(Core.anchor(tree.trustAnchors())), Set.of());
        Validator validator = new ChainValidator(anchors, KeyParser.of(SignatureVerifier.standard()), Algorithms.ALL);
        Evidence replies = new Evidence();
        AtHand atHand = new AtHand(replies, new Core.MapStore(), ledger, Instant.now());
        Judgement judgement = validator.judge(HOST, atHand);
        while (judgement instanceof Judgement.Need need) {
            need.queries().forEach(query -> replies.add(query, Reply.of(Core.ask(tree, query))));
            judgement = validator.judge(HOST, atHand);
        }
        assertThat(judgement).isInstanceOf(Judgement.Secure.class);
    }

    private static String text(Link link) {
        return link.kind() + " " + link.set() + " " + link.zone()
                + (link.digestType().isPresent() ? " by digest" : "");
    }

    private static DnsTree tree() throws IOException {
        return DnsTree.builder()
                .zone("example.test", zone -> zone.record("mx A 127.0.0.1"))
                .start();
    }

    @Test
    void everyKeyIsNamedByWhatVouchesForItAndEverySetByTheKeyThatSignedIt() throws IOException {
        try (DnsTree tree = tree()) {
            Ledger ledger = Ledger.withLinks();
            prove(tree, ledger);
            assertThat(ledger.newLinks())
                    .extracting(ChainLinksTest::text)
                    .containsExactlyInAnyOrder(
                            "ANCHORED . DNSKEY . by digest",
                            "SIGNED . DNSKEY .",
                            "SIGNED test DS .",
                            "DELEGATED test DNSKEY test by digest",
                            "SIGNED test DNSKEY test",
                            "SIGNED example.test DS test",
                            "DELEGATED example.test DNSKEY example.test by digest",
                            "SIGNED example.test DNSKEY example.test",
                            "SIGNED mx.example.test A example.test");
            assertThat(ledger.newLinks()).isEmpty();
        }
    }

    @Test
    void anotherTryKeepsThemTooAndWhoDoesNotAskGetsNone() throws IOException {
        try (DnsTree tree = tree()) {
            Ledger again = Ledger.withLinks().again();
            prove(tree, again);
            assertThat(again.newLinks()).hasSize(9);

            Ledger without = new Ledger();
            prove(tree, without);
            assertThat(without.newLinks()).isEmpty();
            assertThat(without.again().newLinks()).isEmpty();
        }
    }
}
