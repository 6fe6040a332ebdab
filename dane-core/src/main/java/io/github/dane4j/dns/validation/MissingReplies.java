package io.github.dane4j.dns.validation;

import java.util.List;

/** Ends a judgement that cannot go on: it becomes a {@link Judgement.Need}. */
final class MissingReplies extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Query> queries;

    MissingReplies(List<Query> queries) {
        super("", null, false, false);
        this.queries = queries;
    }

    List<Query> queries() {
        return queries;
    }
}
