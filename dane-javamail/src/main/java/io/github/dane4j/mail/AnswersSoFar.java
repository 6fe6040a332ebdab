package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks each question only once, so that answers compared with older ones can be used for a new plan. For one plan and one
 * thread.
 */
final class AnswersSoFar implements DnssecResolver {
    private final DnssecResolver resolver;
    private final List<Answer<?>> answers = new ArrayList<>();

    AnswersSoFar(DnssecResolver resolver) {
        this.resolver = resolver;
    }

    /** Whether the resolver still gives these answers, as it does while they are cached. Stops at the first that differs. */
    @SuppressWarnings("ReferenceEquality") // A cached answer is the same object: the cheap case.
    boolean are(List<Answer<?>> before) {
        for (Answer<?> answer : before) {
            if (query(answer.name(), answer.type()) != answer) {
                return false;
            }
        }
        return true;
    }

    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        for (Answer<?> known : answers) {
            if (known.type().equals(type) && known.name().equals(name)) {
                // An answer has the type of its question.
                @SuppressWarnings("unchecked")
                Answer<T> same = (Answer<T>) known;
                return same;
            }
        }
        Answer<T> answer = resolver.query(name, type);
        answers.add(answer);
        return answer;
    }

    /** Does nothing: the resolver is the caller's to close. */
    @Override
    public void close() {}
}
