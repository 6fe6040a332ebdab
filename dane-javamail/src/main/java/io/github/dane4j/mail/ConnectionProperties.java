package io.github.dane4j.mail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a Session says of connections at one moment. Its properties may change at any time, and a connection by other ones is
 * another connection: local address, proxy, name of the client, versions of TLS.
 */
final class ConnectionProperties {
    private static final String MAIL = "mail.";

    /** Those of a message alone, which some applications set anew for each. */
    private static final Set<String> OF_A_MESSAGE =
            Set.of("from", "dsn.notify", "dsn.ret", "submitter", "mailextension", "sendpartial", "allow8bitmime");

    private ConnectionProperties() {}

    /** All properties for mail but those that are about a message: comparable, and held apart from the Session. */
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

    /** Null if there is none, or if it is not about connections. */
    private static @Nullable Object value(ProtocolProperties session, String name) {
        String prefix = session.prefix();
        if (!name.startsWith(MAIL)
                || (name.startsWith(prefix) && OF_A_MESSAGE.contains(name.substring(prefix.length())))) {
            return null;
        }
        Properties properties = session.properties();
        Object value = properties.get(name);
        Object known = value != null ? value : properties.getProperty(name);
        // An array is compared by what is in it, which the application may replace at any time.
        return known instanceof Object[] array ? Arrays.asList(array.clone()) : known;
    }
}
