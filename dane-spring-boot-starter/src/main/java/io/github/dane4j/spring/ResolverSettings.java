package io.github.dane4j.spring;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.dns.DnssecResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the application's resolver is made from.
 *
 * @param nameServers empty for those of the system
 * @param trustAnchors a file; empty for the root keys of IANA
 * @param negativeTrustAnchors names to treat as unsigned (RFC 7646)
 * @param timeout the timeout of a lookup; empty for the default of {@link DnssecResolver}
 */
record ResolverSettings(
        List<InetSocketAddress> nameServers,
        Optional<Path> trustAnchors,
        Set<DomainName> negativeTrustAnchors,
        Optional<Duration> timeout) {
    static final String NAME_SERVERS = DaneProperties.PREFIX + "name-servers";
    static final String TRUST_ANCHORS = DaneProperties.PREFIX + "trust-anchors";
    static final String NEGATIVE_TRUST_ANCHORS = DaneProperties.PREFIX + "negative-trust-anchors";
    static final String TIMEOUT = DaneProperties.PREFIX + "timeout";

    private static final String SERVERS = "a list of host or host:port";
    private static final String NAMES = "a list of domain names, without the root";
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int DNS_PORT = 53;
    private static final int MAX_PORT = 65535;

    ResolverSettings {
        nameServers = List.copyOf(nameServers);
        negativeTrustAnchors = Set.copyOf(negativeTrustAnchors);
    }

    /** A null argument is a setting that is not set. */
    static ResolverSettings of(
            @Nullable List<String> nameServers,
            @Nullable String trustAnchors,
            @Nullable List<String> negativeTrustAnchors,
            @Nullable String timeout) {
        return new ResolverSettings(
                SettingText.list(NAME_SERVERS, SERVERS, nameServers).stream()
                        .map(ResolverSettings::nameServer)
                        .toList(),
                Optional.ofNullable(trustAnchors)
                        .map(text -> SettingText.path(text.trim())
                                .orElseThrow(() -> SettingText.invalid(TRUST_ANCHORS, "the name of a file", text))),
                names(SettingText.list(NEGATIVE_TRUST_ANCHORS, NAMES, negativeTrustAnchors)),
                Optional.ofNullable(timeout)
                        .map(text -> SettingText.duration(text.trim(), LONGEST)
                                .orElseThrow(() -> SettingText.invalid(
                                        TIMEOUT, "a duration of 1 ms to 5 minutes, such as 10s", text))));
    }

    private static InetSocketAddress nameServer(String text) {
        int colon = text.lastIndexOf(':');
        // An IPv6 address has colons of its own: only with brackets can a port follow.
        boolean withPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        try {
            int port = withPort ? Integer.parseInt(text.substring(colon + 1)) : DNS_PORT;
            if (port < 1 || port > MAX_PORT || colon == 0) {
                throw SettingText.invalid(NAME_SERVERS, SERVERS, text);
            }
            return new InetSocketAddress(InetAddress.getByName(withPort ? text.substring(0, colon) : text), port);
        } catch (UnknownHostException | NumberFormatException e) {
            throw SettingText.invalid(NAME_SERVERS, SERVERS, text);
        }
    }

    private static Set<DomainName> names(List<String> texts) {
        Set<DomainName> names = new LinkedHashSet<>();
        for (String text : texts) {
            try {
                names.add(DomainName.of(text));
            } catch (InvalidNameException e) {
                throw SettingText.invalid(NEGATIVE_TRUST_ANCHORS, NAMES, text);
            }
        }
        if (names.contains(DomainName.ROOT)) {
            throw SettingText.invalid(NEGATIVE_TRUST_ANCHORS, NAMES, ".");
        }
        return names;
    }

    /** The name of a setting that is set; empty if none is. */
    Optional<String> anySetting() {
        if (!nameServers.isEmpty()) {
            return Optional.of(NAME_SERVERS);
        }
        if (trustAnchors.isPresent()) {
            return Optional.of(TRUST_ANCHORS);
        }
        if (!negativeTrustAnchors.isEmpty()) {
            return Optional.of(NEGATIVE_TRUST_ANCHORS);
        }
        return timeout.map(unused -> TIMEOUT);
    }

    DnssecResolver.Builder builder() {
        DnssecResolver.Builder builder = DnssecResolver.builder();
        if (!nameServers.isEmpty()) {
            builder.nameServers(nameServers.toArray(InetSocketAddress[]::new));
        }
        trustAnchors.ifPresent(builder::trustAnchorFile);
        negativeTrustAnchors.forEach(name -> builder.negativeTrustAnchor(name, "setting " + NEGATIVE_TRUST_ANCHORS));
        timeout.ifPresent(builder::timeout);
        return builder;
    }
}
