package io.github.dane4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A refusal of a server by DANE, and the reason. Every exception of this library that reports one implements this interface.
 * Clients and mail stacks wrap them in exceptions of their own; {@link #in} finds them there.
 *
 * <pre>{@code
 * try {
 *     client.send(request, BodyHandlers.ofString());
 * } catch (IOException e) {
 *     DaneRefusal.in(e).ifPresent(refused -> log.warn(refused.reason() + "\n" + refused.explain()));
 *     throw e;
 * }
 * }</pre>
 *
 * <p>Never parse messages instead: they differ from one Java release to the next.
 */
public interface DaneRefusal {
    /** Why. */
    Reason reason();

    /**
     * Who has to act, if a DNS lookup failed. Empty otherwise: the server does not match its published TLSA records, or does
     * not offer what is required.
     */
    Optional<Culprit> culprit();

    /**
     * The server as messages name it: host and port, such as {@code mx.example.org:25}, or the host alone where the port is
     * not known; the mail domain if none of its hosts is known.
     */
    String server();

    /** The TLSA records that the server was held to, in presentation format; empty if there are none, or none is proven. */
    List<String> records();

    /** The whole explanation, in several lines, for a person: what was asked, what was found, and what to do. */
    String explain();

    /**
     * The refusal behind {@code failure}, which may be any exception of a client: itself, a cause, or one that was suppressed.
     * If there are several, the one that is nearest. Empty if DANE is not the reason.
     */
    static Optional<DaneRefusal> in(Throwable failure) {
        return allIn(failure).stream().findFirst();
    }

    /**
     * All refusals behind {@code failure}, the nearest first. A mail has one for each host that was not used, so there can be
     * several. The causes of a refusal are not searched: it explains them itself.
     *
     * <p>Stops where causes form a circle, and after 10,000 exceptions.
     */
    static List<DaneRefusal> allIn(Throwable failure) {
        final int most = 10_000;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<DaneRefusal> found = new ArrayList<>();
        Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
        while (!left.isEmpty() && seen.size() < most) {
            Throwable next = left.remove();
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof DaneRefusal refusal) {
                found.add(refusal);
            } else if (next.getCause() != null) {
                left.add(next.getCause());
            }
            left.addAll(List.of(next.getSuppressed()));
        }
        return List.copyOf(found);
    }
}
