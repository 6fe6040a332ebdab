package io.github.dane4j.cli.demo;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TlsServer;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * One TLS connection that has nothing to do with mail.
 *
 * @param title what is shown
 * @param host the server's name
 * @param server the server that answers: the host's own, or an attacker's
 * @param tlsa what the host publishes
 * @param refusal why the connection must fail; empty if it must not
 */
record TlsScenario(String title, String host, TlsServer server, String tlsa, Optional<Reason> refusal)
        implements Scenario {
    @Override
    public void publish(DnsTree.Builder tree) {
        tree.zone(
                host.substring(host.indexOf('.') + 1),
                zone -> zone.record(host + ". A " + server.address().getHostAddress())
                        .record("_" + server.port() + "._tcp." + host + ". TLSA " + tlsa));
    }

    @Override
    public Scene play(DemoNetwork network) {
        String connection = "client to " + host + ":" + server.port();
        try (DnssecResolver resolver = network.resolver();
                Socket plain = new Socket(server.address(), server.port());
                SSLSocket tls = (SSLSocket) DaneSslContext.mandatory(resolver)
                        .getSocketFactory()
                        .createSocket(plain, host, server.port(), true)) {
            tls.startHandshake();
            return new Scene(
                    refusal.isEmpty(),
                    connection,
                    "TLSA secure (1)",
                    "connected",
                    "the server's key matches",
                    tls.getSession().getProtocol());
        } catch (IOException e) {
            RefusalText found = RefusalText.in(e);
            return new Scene(
                    refusal.isPresent() && refusal.equals(found.reason()),
                    connection,
                    "TLSA secure (1)",
                    "refused",
                    found.summary(),
                    found.explanation());
        }
    }

    @Override
    public int arrived() {
        return 0;
    }

    @Override
    public int expected() {
        return 0;
    }

    @Override
    public void close() {
        server.close();
    }
}
