package io.github.dane4j.mail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The full names of the properties of one protocol. Those that each message asks for are composed once for each protocol:
 * to compose and hash one takes longer than to look it up.
 */
final class PropertyNames {
    /** For more protocols than any application has, names are composed each time. */
    private static final int MAX_KEPT = 100;

    /** By prefix. */
    private static final Map<String, PropertyNames> ALL = new ConcurrentHashMap<>();

    private final String prefix;
    private final Map<String, String> composed = new HashMap<>();
    private final List<String> ofConnections;
    private final Set<String> ofMessage;

    private PropertyNames(String prefix) {
        this.prefix = prefix;
        this.ofConnections = compose(ConnectionProperties.BY_NAME);
        this.ofMessage = new HashSet<>(compose(ConnectionProperties.OF_A_MESSAGE));
    }

    private List<String> compose(List<String> keys) {
        keys.forEach(key -> composed.put(key, prefix + key));
        return keys.stream().map(this::full).toList();
    }

    /**
     * Those of a protocol.
     *
     * @param prefix with the dot
     */
    static PropertyNames of(String prefix) {
        PropertyNames known = ALL.get(prefix);
        if (known == null) {
            known = new PropertyNames(prefix);
            if (ALL.size() < MAX_KEPT) {
                ALL.put(prefix, known);
            }
        }
        return known;
    }

    /** The full name for {@code key}, which may be any. */
    String full(String key) {
        String known = composed.get(key);
        return known == null ? prefix + key : known;
    }

    /** {@link ConnectionProperties#BY_NAME} in full. */
    List<String> ofConnections() {
        return ofConnections;
    }

    /** Whether {@code name} is one of {@link ConnectionProperties#OF_A_MESSAGE}, in full. */
    boolean isOfMessage(String name) {
        return ofMessage.contains(name);
    }
}
