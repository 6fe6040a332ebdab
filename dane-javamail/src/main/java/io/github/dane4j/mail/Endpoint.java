package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that the application asks for. TLSA records are looked up for exactly this, and exactly this is connected to;
 * in Angus several properties change the one without the other.
 *
 * @param name the host as the application spells it
 * @param host the same, normalised as a DNS name, or an address literal
 * @param port 1 to 65535
 * @param implicitTls whether TLS begins with the first byte
 * @param byFactory whether it does so only because {@code socketFactory} is for TLS
 */
record Endpoint(String name, String host, int port, boolean implicitTls, boolean byFactory) {
    private static final int DEFAULT_PORT = 25;
    private static final int DEFAULT_TLS_PORT = 465;
    private static final int MAX_PORT = 65535;
    private static final String CLASS_NAME = "the name of a class that can be loaded";

    /**
     * Combines arguments and properties.
     *
     * @param port -1 if not given
     * @param implicitTls whether the transport or its protocol is for implicit TLS
     */
    static Endpoint of(ProtocolProperties properties, @Nullable String host, int port, boolean implicitTls)
            throws MessagingException {
        boolean oldRecipe = socketFactoryIsForTls(properties);
        boolean tls = implicitTls || properties.flag("ssl.enable");
        if (host == null || host.isBlank()) {
            // Angus would connect to localhost. That was never asked for, and nothing could be proven about it.
            throw new MessagingException("no host to connect to: " + properties.name("host") + " is "
                    + (properties.value("host").isPresent() ? "empty" : "not set"));
        }
        String name = host.trim();
        return new Endpoint(
                name,
                HostName.normalised(properties, name),
                port(properties, port, tls, oldRecipe),
                tls || oldRecipe,
                oldRecipe && !tls);
    }

    /**
     * Makes Angus's method for STARTTLS, which we use for implicit TLS too, choose the trust settings that Angus itself
     * would choose: {@code ssl.trust} before any factory, and {@code ssl.socketFactory} only if {@code ssl.enable} or the
     * protocol asks for TLS.
     *
     * <p>With one exception: Angus replaces a failing factory with the JVM's, unless {@code socketFactory.fallback} is
     * false. That fails open: an application that sets a factory wants its checks.
     */
    void pickTrust(LayeredProperties.Builder layered, ProtocolProperties properties) {
        boolean trust = properties.properties().getProperty(properties.name("ssl.trust")) != null;
        if (implicitTls && (byFactory || trust)) {
            layered.without(properties.name("ssl.socketFactory"), properties.name("ssl.socketFactory.class"));
        }
        if (implicitTls && trust) {
            layered.without(properties.name("socketFactory"), properties.name("socketFactory.class"));
        }
    }

    private static int port(ProtocolProperties properties, int given, boolean tls, boolean oldRecipe)
            throws MessagingException {
        int port = given;
        if (port == -1) {
            port = properties.number("port").orElse(-1);
        }
        if (port == -1) {
            port = tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        }
        // With a factory, Angus connects to this port instead.
        if (tls && isSet(properties, "ssl.socketFactory")) {
            port = properties.number("ssl.socketFactory.port").orElse(port);
        } else if (oldRecipe) {
            port = properties.number("socketFactory.port").orElse(port);
        }
        if (port < 1 || port > MAX_PORT) {
            throw new MessagingException("the port must be 1 to " + MAX_PORT + ", but is " + port);
        }
        return port;
    }

    private static boolean isSet(ProtocolProperties properties, String factory) throws MessagingException {
        return properties.value(factory).filter(SocketFactory.class::isInstance).isPresent()
                || properties.setting(factory + ".class", CLASS_NAME).isPresent();
    }

    /**
     * Whether {@code socketFactory} is an {@code SSLSocketFactory}: the recipe for implicit TLS from before there was
     * {@code ssl.enable}.
     *
     * @throws MessagingException for any other factory: we connect to the validated addresses ourselves, and taking another
     *     route than the configured one could be worse than not connecting
     */
    private static boolean socketFactoryIsForTls(ProtocolProperties properties) throws MessagingException {
        Optional<Object> factory = properties.value("socketFactory").filter(SocketFactory.class::isInstance);
        if (factory.isPresent()) {
            return isForTls(properties, "socketFactory", factory.get().getClass());
        }
        Optional<String> name = properties.setting("socketFactory.class", CLASS_NAME);
        return name.isPresent() && isForTls(properties, "socketFactory.class", load(properties, name.get()));
    }

    private static boolean isForTls(ProtocolProperties properties, String key, Class<?> factory)
            throws MessagingException {
        if (!SSLSocketFactory.class.isAssignableFrom(factory)) {
            throw properties.invalid(
                    key, "unset, or an SSLSocketFactory; to connect through a proxy, use proxy.* or socks.*");
        }
        return true;
    }

    private static Class<?> load(ProtocolProperties properties, String name) throws MessagingException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader : new ClassLoader[] {context, Endpoint.class.getClassLoader()}) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // The next class loader may know it.
            }
        }
        throw properties.invalid("socketFactory.class", CLASS_NAME);
    }
}
