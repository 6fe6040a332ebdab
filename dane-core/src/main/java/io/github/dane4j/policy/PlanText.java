package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.List;
import java.util.stream.Collectors;

/** The lines of {@link TlsPlan#explain()}: a headline, then facts, each with a word in front that says which. */
final class PlanText {
    private static final int WORD = 7;

    private final StringBuilder text;

    PlanText(String server, String demand) {
        text = new StringBuilder(server).append(": ").append(demand);
    }

    PlanText because(Reason reason) {
        text.append(", because ").append(reason.description());
        return this;
    }

    PlanText answers(List<Answer<?>> answers) {
        for (Answer<?> answer : answers) {
            line("lookup", answer);
            answer.aliases().forEach(alias -> line("alias", alias));
            if (answer instanceof Answer.Failure<?> failure) {
                line("hint", failure.advice());
            }
        }
        return this;
    }

    PlanText base(DomainName baseDomain) {
        return line("base", baseDomain);
    }

    PlanText records(List<TlsaRecord> records) {
        records.forEach(record -> line("record", record));
        return this;
    }

    PlanText names(List<DomainName> names) {
        return names.isEmpty()
                ? this
                : line("names", names.stream().map(DomainName::toString).collect(Collectors.joining(", ")));
    }

    private PlanText line(String word, Object fact) {
        text.append("\n  ")
                .append(word)
                .append(" ".repeat(WORD - word.length()))
                .append(fact);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
