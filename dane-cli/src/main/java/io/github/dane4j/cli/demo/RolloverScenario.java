package io.github.dane4j.cli.demo;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.send.DnsProof;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.ZoneBuilder;
import jakarta.mail.Session;
import java.util.Optional;

/**
 * Two mails through one session. Between them the domain replaces its TLSA record, while the server keeps its old key and
 * would gladly resume the first TLS session, in which no certificate is shown any more.
 *
 * @param title what is shown
 * @param domain the recipient's domain
 * @param server the domain's server
 * @param before the TLSA record that the first mail finds
 * @param after the TLSA record that the second mail finds
 */
record RolloverScenario(String title, String domain, SmtpServer server, String before, String after)
        implements Scenario {
    @Override
    public void publish(DnsTree.Builder tree) {
        tree.zone(domain, zone -> zone(zone, before));
    }

    /** With a TTL of zero: nobody may still know the old record when the second mail is sent. */
    private void zone(ZoneBuilder zone, String tlsa) {
        MailScenario.publishMailHost(zone, server);
        zone.record("_" + server.port() + "._tcp.mx 0 TLSA " + tlsa);
    }

    @Override
    public Scene play(DemoNetwork network) {
        Session session = network.mailSession(DaneMode.MANDATORY, server.port());
        Delivery first = Delivery.attempt(session, "alice@" + domain);
        DnsProof firstProof = network.proof(domain, DaneMode.MANDATORY, server.port());
        if (!first.accepted()) {
            return first.scene(firstProof, Optional.empty());
        }
        network.tree().replaceZone(domain, zone -> zone(zone, after));
        Delivery second = Delivery.attempt(session, "alice@" + domain);
        return second.scene(
                network.proof(domain, DaneMode.MANDATORY, server.port()), Optional.of(Reason.LEAF_MISMATCH));
    }

    @Override
    public int arrived() {
        return server.received().size();
    }

    @Override
    public int expected() {
        return 1;
    }

    @Override
    public void close() {
        server.close();
    }
}
