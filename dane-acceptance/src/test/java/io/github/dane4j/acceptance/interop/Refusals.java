package io.github.dane4j.acceptance.interop;

import io.github.dane4j.mail.DaneRefusedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** DANE's refusals in what a transport throws: its causes, their causes, and what is suppressed. */
final class Refusals {
    private Refusals() {}

    static List<DaneRefusedException> in(Throwable thrown) {
        List<DaneRefusedException> found = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>(List.of(thrown));
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof DaneRefusedException refusal) {
                found.add(refusal);
            }
            if (next.getCause() != null) {
                open.add(next.getCause());
            }
            open.addAll(Arrays.asList(next.getSuppressed()));
        }
        return found;
    }
}
