package io.github.dane4j.dns;

import java.util.List;

/** The lines of {@link TlsaLookup#explain()}: a headline, then facts, each with a word in front that says which. */
final class LookupExplanation {
    private static final int WORD = 7;

    private final StringBuilder text = new StringBuilder();

    LookupExplanation(Service service, String result) {
        text.append(service).append(": ").append(result);
    }

    LookupExplanation answers(List<Answer<?>> answers) {
        for (Answer<?> answer : answers) {
            line("lookup", answer);
            answer.aliases().forEach(alias -> line("alias", alias));
            if (answer instanceof Answer.Failure<?> failure) {
                line("hint", failure.advice());
            }
        }
        return this;
    }

    void line(String word, Object fact) {
        text.append("\n  ")
                .append(word)
                .append(" ".repeat(WORD - word.length()))
                .append(fact);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
