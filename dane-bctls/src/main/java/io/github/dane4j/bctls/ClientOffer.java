package io.github.dane4j.bctls;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.ProtocolVersion;

/**
 * What a client offers, as far as it can choose: it may narrow what the options allow, never widen it. Immutable.
 *
 * @param suites in the order of preference
 * @param protocols by their JSSE names
 * @param applicationProtocols for ALPN (RFC 7301), the preferred ones first
 */
record ClientOffer(List<Suite> suites, List<String> protocols, List<String> applicationProtocols) {
    private static final Map<String, ProtocolVersion> VERSIONS = new LinkedHashMap<>();

    static {
        VERSIONS.put("TLSv1.3", ProtocolVersion.TLSv13);
        VERSIONS.put("TLSv1.2", ProtocolVersion.TLSv12);
    }

    static ClientOffer of(BouncyCastleOptions options) {
        return new ClientOffer(Suite.of(options), allProtocols(), List.of());
    }

    static List<String> allProtocols() {
        return List.copyOf(VERSIONS.keySet());
    }

    /** The JSSE name of a version. */
    static String name(ProtocolVersion version) {
        return VERSIONS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(version))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a version that was not offered: " + version));
    }

    /** Those of {@code names} that the options allow, in our order of preference. */
    ClientOffer withSuites(BouncyCastleOptions options, String[] names) {
        List<String> wanted = List.of(names);
        return new ClientOffer(
                Suite.of(options).stream()
                        .filter(suite -> wanted.contains(suite.name()))
                        .toList(),
                protocols,
                applicationProtocols);
    }

    ClientOffer withProtocols(String[] names) {
        List<String> wanted = List.of(names);
        return new ClientOffer(
                suites, allProtocols().stream().filter(wanted::contains).toList(), applicationProtocols);
    }

    ClientOffer withApplicationProtocols(String[] names) {
        return new ClientOffer(suites, protocols, List.of(names));
    }

    String[] suiteNames() {
        return suites.stream().map(Suite::name).toArray(String[]::new);
    }

    /** The versions that have a cipher suite, the newest first. */
    ProtocolVersion[] versions() throws SSLException {
        ProtocolVersion[] versions = protocols.stream()
                .map(VERSIONS::get)
                .filter(version ->
                        suites.stream().anyMatch(suite -> suite.version().equals(version)))
                .toArray(ProtocolVersion[]::new);
        if (versions.length == 0) {
            throw new SSLException("no protocol version with a cipher suite is left: enabled are the protocols "
                    + protocols + " of " + allProtocols() + " and the cipher suites " + suites);
        }
        return versions;
    }

    /** The numbers of the cipher suites of {@code versions}. */
    int[] suiteNumbers(ProtocolVersion[] versions) {
        List<ProtocolVersion> enabled = Arrays.asList(versions);
        return suites.stream()
                .filter(suite -> enabled.contains(suite.version()))
                .mapToInt(Suite::number)
                .toArray();
    }
}
