package io.github.dane4j.dns.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.BeforeAll;

/** The core with recorded replies, changed as the input says: see {@link SplicedReplies}. */
class ValidatorFuzzTest {
    private static SplicedReplies replies;

    @BeforeAll
    static void start() {
        replies = new SplicedReplies(true);
    }

    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "2h")
    void whateverRepliesSayTheOutcomeIsTheTruthOrAFailure(byte[] input) {
        String wrong = replies.wrong(input);
        if (wrong != null) {
            assertThat(wrong).isNull();
        }
    }
}
