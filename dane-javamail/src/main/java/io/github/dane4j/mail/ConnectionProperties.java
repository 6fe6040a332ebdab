package io.github.dane4j.mail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;

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
    static final List<String> OF_A_MESSAGE =
            List.of("from", "dsn.notify", "dsn.ret", "submitter", "mailextension", "sendpartial", "allow8bitmime");

    /** Those of one protocol that are looked up by name, listed or not. */
    static final List<String> BY_NAME = Stream.of(
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
        PropertyNames names = PropertyNames.of(session.prefix());
        Map<String, Object> values = new HashMap<>();
        for (String name : DaneProperty.namesInAnyOrder(session.properties())) {
            if (name.startsWith(MAIL) && !names.isOfMessage(name)) {
                put(values, session.properties(), name);
            }
        }
        for (String name : names.ofConnections()) {
            put(values, session.properties(), name);
        }
        put(values, session.properties(), Smtputf8.PROPERTY);
        return values;
    }

    private static void put(Map<String, Object> values, Properties session, String name) {
        Object value = session.get(name);
        Object known = value != null ? value : session.getProperty(name);
        if (known != null) {
            // An array is compared by its elements, which the application may replace at any time.
            values.put(name, known instanceof Object[] array ? Arrays.asList(array.clone()) : known);
        }
    }
}
