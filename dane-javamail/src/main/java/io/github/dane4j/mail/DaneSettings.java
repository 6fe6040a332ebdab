package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.smtp.DaneMode;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;

/**
 * What the properties {@code dane} and {@code dane.*} say. A value that is not understood is an error: whoever mistypes
 * {@code mandatory} must not get mail that goes out without it.
 *
 * @param mode what is asked of a destination
 * @param resolver the application's own, if it has one
 * @param shared which of the shared resolvers to use otherwise
 * @param keyManagers hold client certificates; may be empty
 */
record DaneSettings(
        DaneMode mode, Optional<DnssecResolver> resolver, ResolverSettings shared, List<KeyManager> keyManagers) {
    static final String MODE = "dane";
    static final String RESOLVER = "dane.resolver";
    static final String NAME_SERVERS = "dane.nameservers";
    static final String TRUST_ANCHORS = "dane.trustanchors";
    static final String NEGATIVE_TRUST_ANCHORS = "dane.negativetrustanchors";
    static final String TIMEOUT = "dane.timeout";
    static final String KEY_MANAGERS = "dane.keymanagers";

    private static final int DNS_PORT = 53;
    private static final String NAMES = "a list of domain names, separated by commas, without the root";

    /** Twice the time that a resolver takes by default for one query. */
    private static final int DEFAULT_TIMEOUT_MILLIS = 20_000;

    /** Twice the longest time that a resolver can be told to take. */
    private static final int MAX_TIMEOUT_MILLIS = 600_000;

    DaneSettings {
        keyManagers = List.copyOf(keyManagers);
    }

    static DaneSettings of(ProtocolProperties properties) throws MessagingException {
        return new DaneSettings(mode(properties), resolver(properties), shared(properties), keyManagers(properties));
    }

    private static DaneMode mode(ProtocolProperties properties) throws MessagingException {
        Optional<String> text = properties.text(MODE);
        if (text.isEmpty()) {
            return DaneMode.OPPORTUNISTIC;
        }
        return switch (text.get().toLowerCase(Locale.ROOT)) {
            case "opportunistic" -> DaneMode.OPPORTUNISTIC;
            case "mandatory" -> DaneMode.MANDATORY;
            default -> throw properties.invalid(MODE, "opportunistic or mandatory");
        };
    }

    private static Optional<DnssecResolver> resolver(ProtocolProperties properties) throws MessagingException {
        Optional<Object> value = properties.value(RESOLVER);
        if (value.isPresent() && !(value.get() instanceof DnssecResolver)) {
            throw properties.invalid(RESOLVER, "a DnssecResolver, set with Properties.put");
        }
        return value.map(DnssecResolver.class::cast);
    }

    private static ResolverSettings shared(ProtocolProperties properties) throws MessagingException {
        int timeoutMillis = properties.number(TIMEOUT).orElse(DEFAULT_TIMEOUT_MILLIS);
        if (timeoutMillis < 1 || timeoutMillis > MAX_TIMEOUT_MILLIS) {
            throw properties.invalid(TIMEOUT, "a number of milliseconds, 1 to " + MAX_TIMEOUT_MILLIS);
        }
        return new ResolverSettings(
                nameServers(properties), trustAnchors(properties), negativeTrustAnchors(properties), timeoutMillis);
    }

    private static List<InetSocketAddress> nameServers(ProtocolProperties properties) throws MessagingException {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String server : list(properties, NAME_SERVERS)) {
            servers.add(nameServer(properties, server));
        }
        return servers;
    }

    private static InetSocketAddress nameServer(ProtocolProperties properties, String text) throws MessagingException {
        int colon = text.lastIndexOf(':');
        // An IPv6 address has colons of its own: only with brackets can a port follow.
        boolean withPort = colon >= 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = withPort ? text.substring(0, colon) : text;
        try {
            if (host.isEmpty()) {
                // The JDK would take it for this machine.
                throw new UnknownHostException();
            }
            int port = withPort ? Integer.parseInt(text.substring(colon + 1)) : DNS_PORT;
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw properties.invalid(NAME_SERVERS, "a list of host or host:port, separated by commas");
        }
    }

    private static Optional<Path> trustAnchors(ProtocolProperties properties) throws MessagingException {
        try {
            return properties.text(TRUST_ANCHORS).map(Path::of);
        } catch (InvalidPathException e) {
            throw properties.invalid(TRUST_ANCHORS, "the name of a file");
        }
    }

    private static Set<DomainName> negativeTrustAnchors(ProtocolProperties properties) throws MessagingException {
        Set<DomainName> names = new HashSet<>();
        for (String text : list(properties, NEGATIVE_TRUST_ANCHORS)) {
            try {
                names.add(DomainName.of(text));
            } catch (InvalidNameException e) {
                throw properties.invalid(NEGATIVE_TRUST_ANCHORS, NAMES);
            }
        }
        if (names.contains(DomainName.ROOT)) {
            throw properties.invalid(NEGATIVE_TRUST_ANCHORS, NAMES);
        }
        return names;
    }

    /** What stands between commas. */
    private static List<String> list(ProtocolProperties properties, String key) {
        return Stream.of(properties.text(key).orElse("").split(",", -1))
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static List<KeyManager> keyManagers(ProtocolProperties properties) throws MessagingException {
        Optional<Object> value = properties.value(KEY_MANAGERS);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof KeyManager[] managers) {
            return List.of(managers);
        }
        throw properties.invalid(KEY_MANAGERS, "an array of KeyManager, set with Properties.put");
    }
}
