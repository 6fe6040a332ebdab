package io.github.dane4j.policy;

import io.github.dane4j.Culprit;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import java.util.List;
import java.util.Optional;

/** Finds the answer that a refusal rests on. */
final class Failures {
    private Failures() {}

    /** Whose fault the first failure for this reason is; empty if there is none. */
    static Optional<Culprit> culprit(Reason reason, List<Answer<?>> evidence) {
        return evidence.stream()
                .filter(Answer.Failure.class::isInstance)
                .map(answer -> (Answer.Failure<?>) answer)
                .filter(failure -> failure.reason() == reason)
                .map(Answer.Failure::culprit)
                .findFirst();
    }
}
