package io.github.dane4j.cli.demo;

import io.github.dane4j.DaneMode;
import io.github.dane4j.cli.send.DnsProof;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.ZoneBuilder;
import jakarta.mail.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A change of keys in the order of RFC 7671 section 8.1, with a mail after each step: none may wait.
 *
 * @param title what is shown
 * @param domain the recipient's domain
 * @param server its server, with the current key
 * @param current that key
 * @param next the key that takes its place
 */
record KeyChangeScenario(String title, String domain, SmtpServer server, TestCertificate current, TestCertificate next)
        implements Scenario {
    private static final String STEPS = """
            1. The zone has the record of the current key.
            2. The record of the next key is published beside it.
            3. The server switches to the next key.
            4. The record of the old key is removed.
            A mail was delivered after each step. How long to wait between them, dane rollover tells.""";

    private static final int MAILS = 4;

    @Override
    public void publish(DnsTree.Builder tree) {
        tree.zone(domain, zone -> zone(zone, current));
    }

    /** With a TTL of zero, which saves the demo the waits. */
    private void zone(ZoneBuilder zone, TestCertificate... keys) {
        MailScenario.publishMailHost(zone, server);
        Stream.of(keys).forEach(key -> zone.record("_" + server.port() + "._tcp.mx 0 TLSA " + key.tlsa(3, 1, 1)));
    }

    @Override
    public Scene play(DemoNetwork network) {
        Session session = network.mailSession(DaneMode.MANDATORY, server.port());
        List<Runnable> steps = List.of(
                () -> {},
                () -> network.tree().replaceZone(domain, zone -> zone(zone, current, next)),
                () -> server.certificate(next),
                () -> network.tree().replaceZone(domain, zone -> zone(zone, next)));
        for (Runnable step : steps) {
            step.run();
            Delivery delivery = Delivery.attempt(session, "alice@" + domain);
            if (!delivery.accepted()) {
                return delivery.scene(proof(network), Optional.empty());
            }
        }
        DnsProof dns = proof(network);
        return new Scene(
                true,
                MAILS + " mails for alice@" + domain + " to " + dns.host(),
                dns.summary(),
                "delivered",
                "before, during and after the change",
                STEPS);
    }

    private DnsProof proof(DemoNetwork network) {
        return network.proof(domain, DaneMode.MANDATORY, server.port());
    }

    @Override
    public int arrived() {
        return server.received().size();
    }

    @Override
    public int expected() {
        return MAILS;
    }

    @Override
    public void close() {
        server.close();
    }
}
