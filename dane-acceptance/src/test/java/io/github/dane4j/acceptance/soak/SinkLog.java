package io.github.dane4j.acceptance.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the servers accepted, and what they should not have heard. Safe for use by several threads. */
final class SinkLog {
    /** A message for one recipient. */
    private record Key(String token, String recipient) {}

    private final Map<Key, Integer> accepted = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> offences = new ConcurrentLinkedQueue<>();

    /** A server is responsible for the message from now on. */
    void accepted(String token, List<String> recipients) {
        for (String recipient : recipients) {
            accepted.merge(new Key(token, recipient), 1, Integer::sum);
        }
    }

    /** A server got what it must not get. */
    void offence(String what) {
        offences.add(what);
    }

    /** How often the message was accepted for this recipient. */
    int count(String token, String recipient) {
        return accepted.getOrDefault(new Key(token, recipient), 0);
    }

    int total() {
        return accepted.values().stream().mapToInt(Integer::intValue).sum();
    }

    List<String> offences() {
        return new ArrayList<>(offences);
    }
}
