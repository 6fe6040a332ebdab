package io.github.dane4j.mail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the properties of a Session that affect connections: local address, proxy, client name, TLS versions and so
 * on. They may change at any time, and a connection made with other values is a different connection.
 *
 * <p>Of a subclass of Properties that answers by name and lists nothing, the snapshot has the properties that settings are read
 * from, and those by which Angus makes and uses a connection.
 */
final class ConnectionProperties {
    private static final String MAIL = "mail.";

    /** Those that affect only a message; some applications set them for each message. */
    private static final Set<String> OF_A_MESSAGE =
            Set.of("from", "dsn.notify", "dsn.ret", "submitter", "mailextension", "sendpartial", "allow8bitmime");

    /** Those of one protocol that are looked up by name, listed or not. */
    private static final List<String> BY_NAME = Stream.of(
                    Arrays.stream(DaneProperty.values()).map(DaneProperty::key),
                    DaneSettings.SWITCHES.stream(),
                    Stream.of("port", "localhost", "localaddress", "localport", "ehlo"),
                    Stream.of("connectiontimeout", "timeout", "writetimeout", "executor.writetimeout"),
                    Stream.of("proxy.host", "proxy.port", "proxy.user", "proxy.password", "socks.host", "socks.port"),
                    Stream.of("ssl.protocols", "ssl.ciphersuites", "ssl.trust"),
                    Stream.of("ssl.hostnameverifier", "ssl.hostnameverifier.class"),
                    Stream.of("ssl.socketFactory", "ssl.socketFactory.class", "ssl.socketFactory.port"),
                    Stream.of("socketFactory", "socketFactory.class", "socketFactory.port", "socketFactory.fallback"),
                    Stream.of("usesocketchannels", "sasl.usecanonicalhostname"),
                    Stream.of("chunksize", "noop.strict", "quitonsessionreject", "quitwait", "userset"))
            .flatMap(Function.identity())
            .toList();

    private ConnectionProperties() {}

    /** All mail properties except those for a message, copied from the Session so that they can be compared. */
    static Map<String, Object> of(ProtocolProperties session) {
        Map<String, Object> values = new HashMap<>();
        DaneProperty.namesInAnyOrder(session.properties()).forEach(name -> put(values, session, name));
        BY_NAME.forEach(key -> put(values, session, session.name(key)));
        return values;
    }

    private static void put(Map<String, Object> values, ProtocolProperties session, String name) {
        Object value = value(session, name);
        if (value != null) {
            values.put(name, value);
        }
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
