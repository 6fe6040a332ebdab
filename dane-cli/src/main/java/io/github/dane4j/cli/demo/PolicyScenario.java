package io.github.dane4j.cli.demo;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Two domains without DNSSEC and one session, whose policy file demands DANE of one of them.
 *
 * @param title what is shown
 * @param strict the domain of which DANE is demanded
 * @param other the domain that gets mail as the session says
 * @param server the server of both
 */
record PolicyScenario(String title, String strict, String other, SmtpServer server) implements Scenario {
    @Override
    public void publish(DnsTree.Builder tree) {
        tree.zone(strict, zone -> MailScenario.publishMailHost(zone.unsigned(), server));
        tree.zone(other, zone -> MailScenario.publishMailHost(zone.unsigned(), server));
    }

    @Override
    public Scene play(DemoNetwork network) {
        try {
            Path file = Files.createTempFile("dane-demo-policy", "");
            try {
                Files.writeString(file, strict + " mandatory\n");
                return play(network, file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the demo's policy file", e);
        }
    }

    private Scene play(DemoNetwork network, Path policies) {
        Session session = network.mailSession(DaneMode.OPPORTUNISTIC, server.port());
        session.getProperties().setProperty("mail.smtp-mx.dane.policyfile", policies.toString());
        Delivery first = Delivery.attempt(session, "alice@" + other);
        if (!first.accepted()) {
            return first.scene(network.proof(other, DaneMode.OPPORTUNISTIC, server.port()), Optional.empty());
        }
        return Delivery.attempt(session, "alice@" + strict)
                .scene(network.proof(strict, DaneMode.MANDATORY, server.port()), Optional.of(Reason.MX_INSECURE));
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
