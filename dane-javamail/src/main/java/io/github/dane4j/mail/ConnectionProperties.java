package io.github.dane4j.mail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the properties of a Session that affect connections: local address, proxy, client name, TLS versions and so
 * on. They may change at any time, and a connection made with other values is a different connection.
 */
final class ConnectionProperties {
    private static final String MAIL = "mail.";

    /** Those that affect only a message; some applications set them for each message. */
    private static final Set<String> OF_A_MESSAGE =
            Set.of("from", "dsn.notify", "dsn.ret", "submitter", "mailextension", "sendpartial", "allow8bitmime");

    private ConnectionProperties() {}

    /** All mail properties except those for a message, copied from the Session so that they can be compared. */
    static Map<String, Object> of(ProtocolProperties session) {
        Map<String, Object> values = new HashMap<>();
        for (String name : DaneProperty.namesInAnyOrder(session.properties())) {
            Object value = value(session, name);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    /** Whether {@link #of} would be {@code before}. */
    static boolean are(Map<String, Object> before, ProtocolProperties session) {
        int count = 0;
        for (String name : DaneProperty.namesInAnyOrder(session.properties())) {
            Object value = value(session, name);
            if (value != null) {
                count++;
                if (!value.equals(before.get(name))) {
                    return false;
                }
            }
        }
        return count == before.size();
    }

    /** Null if there is none, or if it does not affect connections. */
    private static @Nullable Object value(ProtocolProperties session, String name) {
        String prefix = session.prefix();
        if (!name.startsWith(MAIL)
                || (name.startsWith(prefix) && OF_A_MESSAGE.contains(name.substring(prefix.length())))) {
            return null;
        }
        Properties properties = session.properties();
        Object value = properties.get(name);
        Object known = value != null ? value : properties.getProperty(name);
        // An array is compared by its elements, which the application may replace at any time.
        return known instanceof Object[] array ? Arrays.asList(array.clone()) : known;
    }
}
