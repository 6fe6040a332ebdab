package io.github.dane4j.acceptance.interop;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * A DNS of its own with a signed root, mail servers and web servers, all made of programs of others, on 127.0.0.1 and in a
 * temporary folder.
 *
 * <p>Mail for {@code NAME.secure.test} goes to {@code mx.NAME.secure.test}. Which one proves what stands in {@link #zones()}.
 */
final class Laboratory implements AutoCloseable {
    /** The host of the web servers; it also stands in the file of hosts that the JVM is given. */
    static final String WEB_HOST = "www.secure.test";

    private final Parts parts;
    private final Path folder;

    private final Certificate mailCertificate;
    private final Certificate authority;
    private final Certificate webCertificate;

    private final Postfix.Listener pinned;
    private final Postfix.Listener issued;
    private final Postfix.Listener late;
    private final Postfix.Listener cleartext;
    private final int webPort = Loopback.freePort();
    private final int impostorPort = Loopback.freePort();

    private final Bind bind;
    private final Delv delv;
    private final Unbound unbound;
    private final Postfix postfix;

    private Laboratory(Parts parts) {
        this.parts = parts;
        folder = parts.keep(TemporaryFolder.create()).path();
        Path certificates = folder("certificates");
        // None of the names is that of a host: with DANE-EE they do not matter (RFC 7671 section 5.1).
        mailCertificate = Certificate.selfSigned(certificates, "mail", "mail.invalid");
        webCertificate = Certificate.selfSigned(certificates, "web", "web.invalid");
        authority = Certificate.authority(certificates, "authority");
        pinned = Postfix.Listener.withTls("pinned", mailCertificate);
        issued =
                Postfix.Listener.withTls("issued", authority.issue(certificates, "issued", "mx.authority.secure.test"));
        late = Postfix.Listener.withTls("late", authority.issueExpired(certificates, "late", "mx.late.secure.test"));
        cleartext = Postfix.Listener.withoutTls("cleartext");

        bind = parts.keep(Bind.start(folder("bind"), zones()));
        delv = Delv.at(bind, folder("delv"));
        unbound = parts.keep(Unbound.start(folder("unbound"), bind));
        postfix = parts.keep(Postfix.start(folder("postfix"), List.of(pinned, issued, late, cleartext)));
        Certificate impostor = Certificate.selfSigned(certificates, "impostor", WEB_HOST);
        parts.keep(OpenSslServer.start(folder("web"), webPort, WEB_HOST, webCertificate, impostor));
        parts.keep(OpenSslServer.start(folder("impostor"), impostorPort, WEB_HOST, impostor, impostor));
    }

    /** Starts all of it; says what is missing if it cannot. */
    static Laboratory open() {
        Prerequisites.check();
        Parts parts = new Parts();
        try {
            return new Laboratory(parts);
        } catch (RuntimeException | AssertionError e) {
            parts.close();
            throw e;
        }
    }

    private List<Zone> zones() {
        return List.of(
                Zone.signed(".", "").with(Zone.Algorithm.RSASHA256),
                Zone.signed("test", "").with(Zone.Denial.NSEC3_OPT_OUT),
                Zone.signed("secure.test", secure()),
                Zone.signed("ed25519.test", pinnedMailHost()).with(Zone.Algorithm.ED25519),
                Zone.signed("nsec3.test", mailHost("_25._tcp.mx TXT unrelated\n"))
                        .with(Zone.Algorithm.RSASHA256)
                        .with(Zone.Denial.NSEC3),
                Zone.signed("salted.test", mailHost("_25._tcp.mx TXT unrelated\n"))
                        .with(Zone.Denial.NSEC3_SALTED),
                Zone.signed("expired.test", pinnedMailHost()).with(Zone.Signatures.EXPIRED),
                Zone.signed("unsigned.test", pinnedMailHost()).with(Zone.Signatures.NONE));
    }

    /** The apex takes mail at the host {@code mx}, to which {@code more} belongs. */
    private static String mailHost(String more) {
        return "@ MX 10 mx\nmx A 127.0.0.1\n" + more;
    }

    private String pinnedMailHost() {
        return mailHost("_%d._tcp.mx TLSA 3 1 1 %s\n".formatted(pinned.port(), mailCertificate.keyDigest()));
    }

    private String secure() {
        String key = mailCertificate.keyDigest();
        String ca = authority.keyDigest();
        String web = webCertificate.keyDigest();
        String other = "00".repeat(32);
        int port = pinned.port();
        return String.join(
                "\n",
                host("key") + tlsa("key", port, "3 1 1 " + key),
                host("authority") + tlsa("authority", issued.port(), "2 1 1 " + ca),
                // The right authority, but its certificate is for the host above.
                host("elsewhere") + tlsa("elsewhere", issued.port(), "2 1 1 " + ca),
                host("late") + tlsa("late", late.port(), "2 1 1 " + ca),
                // With DANE-EE the dates do not matter (RFC 7671 section 5.1).
                host("old") + tlsa("old", late.port(), "3 1 1 " + late.tls().keyDigest()),
                host("wrong") + tlsa("wrong", port, "3 1 1 " + other),
                // A key that is about to be replaced.
                host("rollover") + tlsa("rollover", port, "3 1 1 " + other) + tlsa("rollover", port, "3 1 1 " + key),
                host("shared") + "_%d._tcp.mx.shared CNAME _dane\n_dane TLSA 3 1 1 %s\n".formatted(port, key),
                host("stripped") + tlsa("stripped", cleartext.port(), "3 1 1 " + key),
                host("plain"),
                "backup MX 10 mx.wrong\nbackup MX 20 mx.key",
                "www A 127.0.0.1",
                "_%d._tcp.www TLSA 3 1 1 %s".formatted(webPort, web),
                // The key of the other server: who answers here is somebody else.
                "_%d._tcp.www TLSA 3 1 1 %s".formatted(impostorPort, web));
    }

    private static String host(String name) {
        return "%1$s MX 10 mx.%1$s\nmx.%1$s A 127.0.0.1\n".formatted(name);
    }

    private static String tlsa(String name, int port, String data) {
        return "_%d._tcp.mx.%s TLSA %s\n".formatted(port, name, data);
    }

    Bind bind() {
        return bind;
    }

    /** The second opinion on what {@link #bind()} serves. */
    Delv delv() {
        return delv;
    }

    /** Where to ask. */
    InetSocketAddress address(NameServer nameServer) {
        return switch (nameServer) {
            case BIND -> bind.address();
            case UNBOUND -> unbound.address();
        };
    }

    /** The library's resolver, which asks there and validates by itself. */
    DnssecResolver resolver(NameServer nameServer) {
        return DnssecResolver.builder()
                .nameServers(address(nameServer))
                .trustAnchors(TrustAnchors.fromFile(rootAnchor()))
                .build();
    }

    /** The address at which a validating resolver listens on port 53. */
    String standardPortResolver() {
        return unbound.standardPortAddress();
    }

    Postfix postfix() {
        return postfix;
    }

    /** Takes mail with STARTTLS under a certificate that nobody issued. */
    Postfix.Listener pinned() {
        return pinned;
    }

    /** Takes mail with STARTTLS under a certificate for {@code mx.authority.secure.test}, and sends its issuer along. */
    Postfix.Listener issued() {
        return issued;
    }

    /** Takes mail with STARTTLS under a certificate of the same issuer for {@code mx.late.secure.test}, which has expired. */
    Postfix.Listener late() {
        return late;
    }

    /** Takes mail and does not offer STARTTLS. */
    Postfix.Listener cleartext() {
        return cleartext;
    }

    /** A web server with the published key, for those who name {@link #WEB_HOST}; its certificate is for another name. */
    int webPort() {
        return webPort;
    }

    /** A web server with another key, and with the right name in its certificate. */
    int impostorPort() {
        return impostorPort;
    }

    /** Issued the certificate of {@link #issued()}. */
    Certificate authority() {
        return authority;
    }

    /** The keys of the root as a file. */
    Path rootAnchor() {
        return bind.rootAnchor();
    }

    private Path folder(String name) {
        return TemporaryFolder.open(folder.resolve(name));
    }

    /** What the servers logged, for whoever has to find out why a test failed. */
    String logs() {
        return "BIND:\n" + bind.log() + "\nUnbound:\n" + unbound.log() + "\nPostfix:\n" + postfix.wholeLog();
    }

    @Override
    public void close() {
        parts.close();
    }
}
