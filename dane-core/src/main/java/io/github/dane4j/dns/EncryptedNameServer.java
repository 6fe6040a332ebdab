package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.transport.DohServer;
import io.github.dane4j.dns.transport.DotServer;
import io.github.dane4j.dns.transport.PinnedKeys;
import io.github.dane4j.dns.transport.Server;
import io.github.dane4j.dns.transport.ServerAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A recursive name server that is reached through TLS, so that no one on the way sees or changes the queries. It must
 * prove who it is; a server that cannot is not used (RFC 8310 section 5, the strict profile). DNSSEC is validated all the
 * same: the server's replies are never trusted. Immutable.
 */
public final class EncryptedNameServer {
    private final @Nullable URI uri;
    private final @Nullable InetSocketAddress address;
    private final @Nullable DomainName name;
    private final @Nullable SSLContext context;

    private EncryptedNameServer(
            @Nullable URI uri,
            @Nullable InetSocketAddress address,
            @Nullable DomainName name,
            @Nullable SSLContext context) {
        this.uri = uri;
        this.address = address;
        this.name = name;
        this.context = context;
    }

    /**
     * DNS over TLS (RFC 7858). The server is authenticated by its name, with the JVM's default TLS context at the time when the
     * resolver is built.
     *
     * @param address with the port, usually 853
     * @throws IllegalArgumentException if {@code address} is a name
     */
    public static EncryptedNameServer overTls(InetSocketAddress address, DomainName name) {
        return new EncryptedNameServer(null, ServerAddress.checked(address), name, null);
    }

    /**
     * DNS over TLS (RFC 7858). The server is authenticated by its public key (section 4.2).
     *
     * @param address with the port, usually 853
     * @param pins SHA-256 digests of the SubjectPublicKeyInfo of keys that the server may have, in Base64
     * @throws IllegalArgumentException if {@code address} is a name, if there is no pin, or if a pin is not such a digest
     */
    public static EncryptedNameServer overTlsWithKey(InetSocketAddress address, String... pins) {
        if (pins.length == 0) {
            throw new IllegalArgumentException("at least one key is needed");
        }
        return new EncryptedNameServer(null, ServerAddress.checked(address), null, PinnedKeys.context(Set.of(pins)));
    }

    /**
     * DNS over HTTPS (RFC 8484), by POST. Redirects are not followed. Needs the JDK's module {@code java.net.http}: a
     * modular application requires it in its own {@code module-info}.
     *
     * @param uri for example {@code https://192.0.2.1/dns-query}. A host name in it is looked up by the JVM, without DNSSEC
     * @throws IllegalArgumentException if it is not an absolute https URI
     */
    public static EncryptedNameServer overHttps(URI uri) {
        if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("an https URI is needed, not " + uri);
        }
        return new EncryptedNameServer(uri, null, null, null);
    }

    /**
     * The same server, authenticated with this context instead of the JVM's default.
     *
     * @throws IllegalStateException if the server is authenticated by its key
     */
    public EncryptedNameServer with(SSLContext tls) {
        if (uri == null && name == null) {
            throw new IllegalStateException("the server is authenticated by its key");
        }
        return new EncryptedNameServer(uri, address, name, tls);
    }

    /**
     * Fixes the TLS context: if the JVM's default is later replaced by one that applies DANE, the resolver must not ask itself
     * before it can ask the server.
     */
    Server open() {
        SSLContext fixed = context == null ? defaultContext() : context;
        if (address != null) {
            return new DotServer(address, name == null ? null : name.toString(), fixed);
        }
        URI https = Objects.requireNonNull(uri);
        try {
            return new DohServer(https, fixed);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "DNS over HTTPS needs the JDK's module java.net.http: require it in your module-info, or add it with"
                            + " --add-modules java.net.http",
                    e);
        }
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no TLS: " + e.getMessage(), e);
        }
    }

    /** The address or URI. */
    @Override
    public String toString() {
        return uri != null ? uri.toString() : "tls://" + address + (name == null ? "" : " (" + name + ")");
    }
}
