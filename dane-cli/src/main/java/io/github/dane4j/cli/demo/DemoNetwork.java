package io.github.dane4j.cli.demo;

import io.github.dane4j.DaneMode;
import io.github.dane4j.cli.send.DnsProof;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** The demo's Internet: a signed DNS tree on loopback, and clients that know its root key and nothing else. */
final class DemoNetwork implements AutoCloseable {
    /** Long enough for a slow machine, short enough to wait for in the scene where a name server keeps silent. */
    private static final Duration DNS_TIMEOUT = Duration.ofSeconds(3);

    private final DnsTree tree;
    private final Path trustAnchors;

    private DemoNetwork(DnsTree tree, Path trustAnchors) {
        this.tree = tree;
        this.trustAnchors = trustAnchors;
    }

    static DemoNetwork start(List<Scenario> scenarios) {
        DnsTree.Builder builder = DnsTree.builder();
        scenarios.forEach(scenario -> scenario.publish(builder));
        DnsTree tree = builder.start();
        try {
            Path file = Files.createTempFile("dane-demo-root-key", ".zone");
            file.toFile().deleteOnExit();
            return new DemoNetwork(tree, Files.writeString(file, tree.trustAnchors()));
        } catch (IOException e) {
            tree.close();
            throw new UncheckedIOException("cannot write the root key of the demo's DNS tree", e);
        }
    }

    DnsTree tree() {
        return tree;
    }

    /** A resolver of its own for each scene, so that none answers from what another one heard. */
    DnssecResolver resolver() {
        return DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.fromFile(trustAnchors))
                .timeout(DNS_TIMEOUT)
                .build();
    }

    /** What DNS proves of a mail domain. */
    DnsProof proof(String domain, DaneMode mode, int port) {
        try (DnssecResolver resolver = resolver()) {
            return DnsProof.of(resolver, domain, mode, port);
        }
    }

    /** A mail session that delivers by MX under DANE; properties are all it takes. */
    Session mailSession(DaneMode mode, int port) {
        return mailSession(mode, port, tree.address(), trustAnchors);
    }

    /** The same in another DNS. */
    static Session mailSession(DaneMode mode, int port, InetSocketAddress dns, Path trustAnchors) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty("mail.smtp-mx.dane", mode.name().toLowerCase(Locale.ROOT));
        properties.setProperty(
                "mail.smtp-mx.dane.nameservers", dns.getAddress().getHostAddress() + ":" + dns.getPort());
        properties.setProperty("mail.smtp-mx.dane.trustanchors", trustAnchors.toString());
        properties.setProperty("mail.smtp-mx.dane.timeout", Long.toString(DNS_TIMEOUT.toMillis()));
        properties.setProperty("mail.smtp-mx.port", Integer.toString(port));
        // The servers of the demonstration are on this machine, where no recipient's domain may lead otherwise.
        properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        return Session.getInstance(properties);
    }

    @Override
    public void close() {
        tree.close();
        try {
            Files.deleteIfExists(trustAnchors);
        } catch (IOException e) {
            // Gone at exit anyway.
        }
    }
}
