package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks each question once: whoever has to plan anew gets the answers that showed it. For one plan, in one thread.
 */
final class AnswersSoFar implements DnssecResolver {
    private final DnssecResolver resolver;
    private final List<Answer<?>> answers = new ArrayList<>();

    AnswersSoFar(DnssecResolver resolver) {
        this.resolver = resolver;
    }

    /** Whether the resolver gives these very answers now, as it does while they are cached; asks until one differs. */
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
                // The answer to a question is of its type.
                @SuppressWarnings("unchecked")
                Answer<T> same = (Answer<T>) known;
                return same;
            }
        }
        Answer<T> answer = resolver.query(name, type);
        answers.add(answer);
        return answer;
    }

    /** Does nothing: the resolver is not ours. */
    @Override
    public void close() {}
}
