package io.github.dane4j.mail;

import jakarta.mail.Session;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Session for a block of code, with properties of its own and without credentials. There is a single one, with per-thread
 * properties: making a Session takes longer than making a connection.
 */
final class ScopedSession {
    private static final ThreadLocal<Properties> CURRENT = new ThreadLocal<>();

    private static final Session INSTANCE = Session.getInstance(new CurrentProperties());

    /** Ends what {@link #open} began. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    private ScopedSession() {}

    /** The Session; it has no properties outside a scope. */
    static Session instance() {
        return INSTANCE;
    }

    /** Gives the Session {@code properties}, in this thread, until the scope is closed. */
    static Scope open(Properties properties) {
        Properties outer = CURRENT.get();
        CURRENT.set(properties);
        return () -> {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        };
    }

    /** The properties of a Session; for this one those of the current scope, also after another scope has been opened. */
    static Properties propertiesOf(Session session) {
        Properties current = CURRENT.get();
        return session == INSTANCE && current != null ? current : session.getProperties();
    }

    /** Those of the scope. */
    private static final class CurrentProperties extends Properties {
        private static final long serialVersionUID = 1L;

        private static final Properties NONE = new Properties();

        private static Properties current() {
            Properties current = CURRENT.get();
            return current == null ? NONE : current;
        }

        // Not synchronized: every thread has its own.

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        public @Nullable Object get(Object key) {
            return current().get(key);
        }

        @Override
        public @Nullable String getProperty(String key) {
            return current().getProperty(key);
        }

        @Override
        public @Nullable String getProperty(String key, @Nullable String otherwise) {
            return current().getProperty(key, otherwise);
        }

        @Override
        public Set<String> stringPropertyNames() {
            return current().stringPropertyNames();
        }

        /** Not supported: the change would have no effect. */
        @Override
        public synchronized Object put(Object key, Object value) {
            throw new UnsupportedOperationException();
        }
    }
}
