package io.github.dane4j.cli.batch;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What a batch works on, one entry after the other. */
@FunctionalInterface
public interface Entries {
    /** The next entry; empty at the end. */
    Optional<String> next() throws IOException;

    /** Those of a command line. */
    static Entries of(List<String> entries) {
        Iterator<String> left = entries.iterator();
        return () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }

    /** This entry, and then the others. */
    static Entries of(String first, Entries others) {
        Iterator<String> once = List.of(first).iterator();
        return () -> once.hasNext() ? Optional.of(once.next()) : others.next();
    }
}
