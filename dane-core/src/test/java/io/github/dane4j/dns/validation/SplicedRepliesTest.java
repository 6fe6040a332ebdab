package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies spliced by chance from other names, zones and times, with real signatures: never another secure answer. */
class SplicedRepliesTest {
    /** Property {@code dane4j.splices}: how many for each seed. */
    private static final int RUNS = Integer.getInteger("dane4j.splices", 250);

    private static SplicedReplies replies;

    @BeforeAll
    static void record() {
        replies = new SplicedReplies(false);
    }

    @Test
    void repliesProveWhatIsTrueAsTheyAre() {
        assertThat(replies.truth())
                .hasSize(19)
                .containsEntry(Core.query("mx.nsec.test", "A"), "secure DATA [127.0.0.1]")
                .containsEntry(Core.query("mx.nsec.test", "AAAA"), "secure NO_DATA ")
                .containsEntry(Core.query("gone.deep.nsec3.test", "A"), "secure NO_NAME ")
                .containsEntry(Core.query("a.wild.nsec3.test", "A"), "secure DATA [127.0.0.7]")
                .containsEntry(Core.query("alias.nsec.test", "A"), "secure ALIAS mx.nsec3.test.")
                .containsEntry(Core.query("gone.optout.test", "TLSA"), "insecure NO_NAME ")
                .containsEntry(Core.query("mx.unsigned.test", "A"), "insecure DATA [127.0.0.6]");
        // Among them those of other times, which must not count.
        assertThat(replies.genuineSignatures()).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void rfc4035s5_splicedRepliesNeverProveAnythingElse(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            byte[] input = new byte[2 + 4 * (1 + random.nextInt(6))];
            random.nextBytes(input);
            assertThat(replies.wrong(input)).isNull();
        }
    }
}
