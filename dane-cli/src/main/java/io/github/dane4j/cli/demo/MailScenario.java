package io.github.dane4j.cli.demo;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.ZoneBuilder;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One mail to a domain, by MX lookup.
 *
 * @param title what is shown
 * @param domain the recipient's domain
 * @param mode what the sender asks of it
 * @param server the server that answers: the domain's own, or an attacker's
 * @param zone what the domain publishes
 * @param attack what happens to DNS before the mail is sent
 * @param refusal why the mail must not arrive; empty if it must
 */
record MailScenario(
        String title,
        String domain,
        DaneMode mode,
        SmtpServer server,
        Consumer<DnsTree.Builder> zone,
        Consumer<DnsTree> attack,
        Optional<Reason> refusal)
        implements Scenario {

    /** A domain with one MX host, {@code server}, and these TLSA records. */
    static MailScenario of(String title, String domain, SmtpServer server, String... tlsa) {
        return new MailScenario(
                title,
                domain,
                DaneMode.MANDATORY,
                server,
                tree -> tree.zone(domain, zone -> publishMailHost(zone, server, tlsa)),
                tree -> {},
                Optional.empty());
    }

    static void publishMailHost(ZoneBuilder zone, SmtpServer server, String... tlsa) {
        zone.record("@ MX 10 mx").record("mx A " + server.address().getHostAddress());
        for (String record : tlsa) {
            zone.record("_" + server.port() + "._tcp.mx TLSA " + record);
        }
    }

    /** The same domain in a zone that is not signed. */
    MailScenario unsigned() {
        return new MailScenario(
                title,
                domain,
                mode,
                server,
                tree -> tree.zone(domain, zone -> publishMailHost(zone.unsigned(), server)),
                attack,
                refusal);
    }

    MailScenario with(DaneMode other) {
        return new MailScenario(title, domain, other, server, zone, attack, refusal);
    }

    /** With one more zone in the tree. */
    MailScenario beside(String origin, Consumer<ZoneBuilder> contents) {
        return new MailScenario(
                title, domain, mode, server, zone.andThen(tree -> tree.zone(origin, contents)), attack, refusal);
    }

    /** With DNS interfered with at the MX host's TLSA name. */
    MailScenario tlsaAttacked(BiConsumer<DnsTree, String> interference) {
        String name = "_" + server.port() + "._tcp.mx." + domain + ".";
        return attacked(tree -> interference.accept(tree, name));
    }

    MailScenario attacked(Consumer<DnsTree> interference) {
        return new MailScenario(title, domain, mode, server, zone, interference, refusal);
    }

    MailScenario refused(Reason reason) {
        return new MailScenario(title, domain, mode, server, zone, attack, Optional.of(reason));
    }

    @Override
    public void publish(DnsTree.Builder tree) {
        zone.accept(tree);
    }

    @Override
    public Scene play(DemoNetwork network) {
        attack.accept(network.tree());
        Delivery delivery = Delivery.attempt(network.mailSession(mode, server.port()), "alice@" + domain);
        return delivery.scene(network.proof(domain, mode, server.port()), refusal);
    }

    @Override
    public int arrived() {
        return server.received().size();
    }

    @Override
    public int expected() {
        return refusal.isPresent() ? 0 : 1;
    }

    @Override
    public void close() {
        server.close();
    }
}
