package io.github.dane4j.mail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

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
        Properties properties = session.properties();
        String prefix = session.prefix();
        Map<String, Object> values = new HashMap<>();
        for (String name : DaneProperty.names(properties)) {
            boolean ofAMessage = name.startsWith(prefix) && OF_A_MESSAGE.contains(name.substring(prefix.length()));
            if (name.startsWith(MAIL) && !ofAMessage) {
                Object value = properties.get(name);
                Object known = value != null ? value : properties.getProperty(name);
                if (known != null) {
                    // An array is compared by what is in it, which the application may replace at any time.
                    values.put(name, known instanceof Object[] array ? Arrays.asList(array.clone()) : known);
                }
            }
        }
        return values;
    }
}
