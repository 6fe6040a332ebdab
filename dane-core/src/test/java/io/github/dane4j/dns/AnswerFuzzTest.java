package io.github.dane4j.dns;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Signed replies, changed as the input says: see {@link AnswerMutationTest}, which tries a few by chance. */
class AnswerFuzzTest {
    @BeforeAll
    static void record() {
        AnswerMutationTest.record();
    }

    @AfterAll
    static void close() {
        AnswerMutationTest.close();
    }

    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "30m")
    void answerIsTheRightOneOrAFailure(byte[] input) {
        AnswerMutationTest.check(input);
    }
}
