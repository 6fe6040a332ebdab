package io.github.dane4j.mail;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.jsse.JudgedConnectionFactory;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.policy.InsecureMx;
import io.github.dane4j.policy.MailPolicy;
import io.github.dane4j.verify.KeyStrength;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;

/**
 * The settings in the properties {@code dane} and {@code dane.*}. An empty or unknown value is an error, and so is an
 * unknown name: misspelling {@code mandatory}, or using a variable that is not set, must not let mail out without it.
 *
 * @param mode what DANE requires of a destination
 * @param resolver the application's own, if it has one
 * @param shared which of the shared resolvers to use otherwise
 * @param keyManagers hold client certificates; may be empty
 * @param tls makes the TLS of connections that DANE authenticates; the JDK's, unless the application sets another
 * @param keyStrength the smallest keys by which a server is authenticated
 * @param insecureMx what TLSA records are used for where the MX records that name a host are not signed
 * @param pkix whether PKIX must authenticate a server where no usable TLSA record does
 * @param tlsRequiredNo whether a message can lift all of that
 * @param mtaSts whether MTA-STS policies apply
 * @param policies the exceptions for single destinations
 */
record DaneSettings(
        DaneMode mode,
        Optional<DnssecResolver> resolver,
        ResolverSettings shared,
        List<KeyManager> keyManagers,
        JudgedConnectionFactory tls,
        KeyStrength keyStrength,
        InsecureMx insecureMx,
        boolean pkix,
        TlsRequiredNo tlsRequiredNo,
        MtaStsSettings mtaSts,
        PolicySettings policies) {
    /**
     * Angus's own switches that decide what is sent to whom. Angus treats an unknown value as unset, and would send in the
     * clear where {@code starttls.required} is {@code yes}.
     */
    static final List<String> SWITCHES =
            List.of("auth", "ssl.enable", "starttls.enable", "starttls.required", "ssl.checkserveridentity");

    /** A single object, so that connections made with it compare as equal. */
    private static final JudgedConnectionFactory JDK_TLS = SingleConnectionTls::authenticated;

    private static final int DNS_PORT = 53;
    private static final int MAX_PORT = 65535;

    /** Twice a resolver's default time for one query. */
    private static final int DEFAULT_TIMEOUT_MILLIS = 20_000;

    /** Twice the longest time for one query that a resolver can be set to. */
    static final int MAX_TIMEOUT_MILLIS = 600_000;

    DaneSettings {
        keyManagers = List.copyOf(keyManagers);
    }

    static DaneSettings of(ProtocolProperties properties, ServiceKind kind) throws MessagingException {
        DaneProperty.checkNames(properties, kind);
        for (String name : SWITCHES) {
            properties.flag(name);
        }
        Optional<DnssecResolver> resolver = resolver(properties);
        ResolverSettings shared = shared(properties);
        PolicySettings policies = kind == ServiceKind.STORE ? PolicySettings.NONE : PolicySettings.of(properties, kind);
        MtaStsSettings mtaSts = kind == ServiceKind.BY_MX
                ? MtaStsSettings.of(
                        properties, resolver, shared, policies.policies().isPresent())
                : MtaStsSettings.NONE;
        policies.checkMtaSts(properties, mtaSts);
        return new DaneSettings(
                mode(properties),
                resolver,
                shared,
                keyManagers(properties),
                tls(properties),
                keyStrength(properties),
                insecureMx(properties),
                false,
                tlsRequiredNo(properties),
                mtaSts,
                policies);
    }

    /** The same for a destination that has a policy of its own. */
    DaneSettings with(MailPolicy policy) {
        return new DaneSettings(
                policy.mode(),
                resolver,
                shared,
                keyManagers,
                tls,
                policy.keyStrength().orElse(keyStrength),
                policy.insecureMx().orElse(insecureMx),
                policy.pkix(),
                tlsRequiredNo,
                policy.mtaSts().map(mtaSts::with).orElse(mtaSts),
                policies);
    }

    /** The same for what a message asks; it lifts nothing that the administrator demands, unless they allow that. */
    DaneSettings with(MessageTls asked) {
        return switch (asked) {
            case AS_CONFIGURED -> this;
            // An audit refuses nothing, but this message asks for a refusal.
            case REQUIRED -> with(mode == DaneMode.AUDIT ? DaneMode.OPPORTUNISTIC : mode, true, mtaSts);
            case OPTIONAL -> {
                MtaStsSettings left =
                        tlsRequiredNo.liftsMtaSts(mode, mtaSts.ofDestination()) ? mtaSts.lifted() : mtaSts;
                yield tlsRequiredNo.lifts(mode) ? with(DaneMode.AUDIT, false, left) : with(mode, pkix, left);
            }
        };
    }

    private DaneSettings with(DaneMode otherMode, boolean otherPkix, MtaStsSettings otherMtaSts) {
        return new DaneSettings(
                otherMode,
                resolver,
                shared,
                keyManagers,
                tls,
                keyStrength,
                insecureMx,
                otherPkix,
                tlsRequiredNo,
                otherMtaSts,
                policies);
    }

    private static DaneMode mode(ProtocolProperties properties) throws MessagingException {
        Optional<String> text = setting(properties, DaneProperty.MODE);
        if (text.isEmpty()) {
            return DaneMode.OPPORTUNISTIC;
        }
        return Stream.of(DaneMode.values())
                .filter(mode -> mode.word().equalsIgnoreCase(text.get()))
                .findFirst()
                .orElseThrow(() -> invalid(properties, DaneProperty.MODE));
    }

    private static TlsRequiredNo tlsRequiredNo(ProtocolProperties properties) throws MessagingException {
        Optional<String> text = setting(properties, DaneProperty.TLS_REQUIRED_NO);
        if (text.isEmpty()) {
            return TlsRequiredNo.OPPORTUNISTIC;
        }
        return Stream.of(TlsRequiredNo.values())
                .filter(each -> each.word().equalsIgnoreCase(text.get()))
                .findFirst()
                .orElseThrow(() -> invalid(properties, DaneProperty.TLS_REQUIRED_NO));
    }

    private static InsecureMx insecureMx(ProtocolProperties properties) throws MessagingException {
        Optional<String> text = setting(properties, DaneProperty.INSECURE_MX);
        if (text.isEmpty()) {
            return InsecureMx.DANE;
        }
        return Stream.of(InsecureMx.values())
                .filter(each -> each.word().equalsIgnoreCase(text.get()))
                .findFirst()
                .orElseThrow(() -> invalid(properties, DaneProperty.INSECURE_MX));
    }

    private static KeyStrength keyStrength(ProtocolProperties properties) throws MessagingException {
        Optional<String> text = setting(properties, DaneProperty.KEY_STRENGTH);
        if (text.isEmpty()) {
            return KeyStrength.ofJvm();
        }
        return switch (text.get().toLowerCase(Locale.ROOT)) {
            case "jvm" -> KeyStrength.ofJvm();
            // A JVM may be configured to accept only larger keys than are recommended.
            case "recommended" -> KeyStrength.RECOMMENDED.atLeast(KeyStrength.ofJvm());
            default -> throw invalid(properties, DaneProperty.KEY_STRENGTH);
        };
    }

    private static Optional<DnssecResolver> resolver(ProtocolProperties properties) throws MessagingException {
        Optional<Object> value = properties.value(DaneProperty.RESOLVER.key());
        if (value.isPresent() && !(value.get() instanceof DnssecResolver)) {
            throw invalid(properties, DaneProperty.RESOLVER);
        }
        return value.map(DnssecResolver.class::cast);
    }

    private static ResolverSettings shared(ProtocolProperties properties) throws MessagingException {
        int timeoutMillis = properties.number(DaneProperty.TIMEOUT.key()).orElse(DEFAULT_TIMEOUT_MILLIS);
        if (timeoutMillis < 1 || timeoutMillis > MAX_TIMEOUT_MILLIS) {
            throw invalid(properties, DaneProperty.TIMEOUT);
        }
        return new ResolverSettings(
                nameServers(properties), trustAnchors(properties), negativeTrustAnchors(properties), timeoutMillis);
    }

    private static List<InetSocketAddress> nameServers(ProtocolProperties properties) throws MessagingException {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String server : list(properties, DaneProperty.NAME_SERVERS)) {
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
                // The JDK would take an empty name for this machine.
                throw new UnknownHostException();
            }
            int port = withPort ? Integer.parseInt(text.substring(colon + 1)) : DNS_PORT;
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException();
            }
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw invalid(properties, DaneProperty.NAME_SERVERS);
        }
    }

    private static Optional<Path> trustAnchors(ProtocolProperties properties) throws MessagingException {
        try {
            return setting(properties, DaneProperty.TRUST_ANCHORS).map(Path::of);
        } catch (InvalidPathException e) {
            throw invalid(properties, DaneProperty.TRUST_ANCHORS);
        }
    }

    private static Set<DomainName> negativeTrustAnchors(ProtocolProperties properties) throws MessagingException {
        Set<DomainName> names = new HashSet<>();
        for (String text : list(properties, DaneProperty.NEGATIVE_TRUST_ANCHORS)) {
            try {
                names.add(DomainName.of(text));
            } catch (InvalidNameException e) {
                throw invalid(properties, DaneProperty.NEGATIVE_TRUST_ANCHORS);
            }
        }
        if (names.contains(DomainName.ROOT)) {
            throw invalid(properties, DaneProperty.NEGATIVE_TRUST_ANCHORS);
        }
        return names;
    }

    /** The parts between commas. An empty part is an error, and so is an empty list. */
    private static List<String> list(ProtocolProperties properties, DaneProperty property) throws MessagingException {
        Optional<String> text = setting(properties, property);
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> parts =
                Stream.of(text.get().split(",", -1)).map(String::trim).toList();
        if (parts.contains("")) {
            throw invalid(properties, property);
        }
        return parts;
    }

    private static Optional<String> setting(ProtocolProperties properties, DaneProperty property)
            throws MessagingException {
        return properties.setting(property.key(), property.expected());
    }

    private static MessagingException invalid(ProtocolProperties properties, DaneProperty property) {
        return properties.invalid(property.key(), property.expected());
    }

    private static List<KeyManager> keyManagers(ProtocolProperties properties) throws MessagingException {
        Optional<Object> value = properties.value(DaneProperty.KEY_MANAGERS.key());
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof KeyManager[] managers)) {
            throw invalid(properties, DaneProperty.KEY_MANAGERS);
        }
        int missing = Arrays.asList(managers).indexOf(null);
        if (missing >= 0) {
            throw new MessagingException(properties.name(DaneProperty.KEY_MANAGERS.key()) + " must be "
                    + DaneProperty.KEY_MANAGERS.expected() + ", but element " + missing + " of the array is null");
        }
        return List.of(managers);
    }

    private static JudgedConnectionFactory tls(ProtocolProperties properties) throws MessagingException {
        Optional<Object> value = properties.value(DaneProperty.TLS.key());
        if (value.isEmpty()) {
            return JDK_TLS;
        }
        if (!(value.get() instanceof JudgedConnectionFactory factory)) {
            throw invalid(properties, DaneProperty.TLS);
        }
        if (properties.value(DaneProperty.KEY_MANAGERS.key()).isPresent()) {
            throw new MessagingException(properties.name(DaneProperty.KEY_MANAGERS.key())
                    + " has no effect together with " + properties.name(DaneProperty.TLS.key())
                    + ", which presents no client certificate: remove one of them");
        }
        return factory;
    }
}
