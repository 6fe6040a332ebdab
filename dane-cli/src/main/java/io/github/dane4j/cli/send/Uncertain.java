package io.github.dane4j.cli.send;

import io.github.dane4j.mail.UncertainDeliveryException;
import jakarta.mail.MessagingException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Whether a server may have accepted a message without saying so. */
final class Uncertain {
    private Uncertain() {}

    static boolean isIn(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        while (!open.isEmpty()) {
            Throwable next = open.remove();
            if (next instanceof UncertainDeliveryException) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(List.of(next.getSuppressed()));
                if (next instanceof MessagingException mail && mail.getNextException() != null) {
                    open.add(mail.getNextException());
                }
            }
        }
        return false;
    }
}
