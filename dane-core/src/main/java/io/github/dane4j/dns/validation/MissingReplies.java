package io.github.dane4j.dns.validation;

import java.util.Set;

/** Ends a judgement that cannot go on: it becomes a {@link Judgement.Need}. */
final class MissingReplies extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Set<Query> queries;

    MissingReplies(Set<Query> queries) {
        super("", null, false, false);
        this.queries = queries;
    }

    Set<Query> queries() {
        return queries;
    }
}
