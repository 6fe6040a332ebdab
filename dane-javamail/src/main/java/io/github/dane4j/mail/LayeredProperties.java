package io.github.dane4j.mail;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of the application's properties with some of them replaced or hidden. The properties below are never
 * changed; their current values show through.
 */
final class LayeredProperties extends Properties {
    private static final long serialVersionUID = 1L;

    private final transient Properties below;

    /** The overlay; an empty value hides the key. */
    private final transient Map<String, Optional<Object>> layer;

    private LayeredProperties(Properties below, Map<String, Optional<Object>> layer) {
        this.below = below;
        // Asked hundreds of times for each connection, and faster at that than an immutable map.
        this.layer = new HashMap<>(layer);
    }

    static Builder over(Properties below) {
        return new Builder(below);
    }

    // Not synchronized: nothing changes here.
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public @Nullable Object get(Object key) {
        Optional<Object> replaced = layer.get(key);
        return replaced == null ? below.get(key) : replaced.orElse(null);
    }

    @Override
    public @Nullable String getProperty(String key) {
        Optional<Object> replaced = layer.get(key);
        if (replaced == null) {
            return below.getProperty(key);
        }
        return replaced.orElse(null) instanceof String text ? text : null;
    }

    @Override
    public @Nullable String getProperty(String key, @Nullable String otherwise) {
        String value = getProperty(key);
        return value == null ? otherwise : value;
    }

    @Override
    public Set<String> stringPropertyNames() {
        Set<String> names = new TreeSet<>(below.stringPropertyNames());
        layer.forEach((key, value) -> {
            if (value.orElse(null) instanceof String) {
                names.add(key);
            } else {
                names.remove(key);
            }
        });
        return names;
    }

    /** Not supported: the change would have no effect. */
    @Override
    public synchronized Object put(Object key, Object value) {
        throw new UnsupportedOperationException();
    }

    /** Builds the overlay. Not thread-safe. */
    static final class Builder {
        private final Properties below;
        private final Map<String, Optional<Object>> layer = new HashMap<>();

        private Builder(Properties below) {
            this.below = below;
        }

        Builder with(String key, Object value) {
            layer.put(key, Optional.of(value));
            return this;
        }

        Builder without(String... keys) {
            for (String key : keys) {
                layer.put(key, Optional.empty());
            }
            return this;
        }

        LayeredProperties build() {
            return new LayeredProperties(below, layer);
        }
    }
}
