package io.github.dane4j.cli.demo;

import io.github.dane4j.DaneMode;
import io.github.dane4j.cli.sink.SinkTrial;
import io.github.dane4j.testkit.DnsTree;
import jakarta.mail.Session;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mail to each destination of {@code dane sink}, which judges the sender. For one thread. */
final class SinkScenario implements Scenario {
    private final String title;
    private @Nullable SinkTrial sink;

    SinkScenario(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Optional<String> obstacle() {
        return SinkTrial.obstacle();
    }

    /** The sink has a tree of its own. */
    @Override
    public void publish(DnsTree.Builder tree) {}

    @Override
    public Scene play(DemoNetwork network) {
        SinkTrial trial = SinkTrial.start();
        sink = trial;
        Session session =
                DemoNetwork.mailSession(DaneMode.OPPORTUNISTIC, trial.port(), trial.nameServer(), trial.trustAnchors());
        long delivered = trial.domains().stream()
                .filter(domain -> Delivery.attempt(session, "alice@" + domain).accepted())
                .count();
        List<String> notRight = trial.notRight();
        int all = trial.domains().size();
        return new Scene(
                notRight.isEmpty(),
                "a mail to each of " + all + " domains of a sink",
                "right, wrong, stale, bogus, …",
                notRight.isEmpty() ? "right in each" : "not right in " + String.join(", ", notRight),
                delivered + " delivered, " + (all - delivered) + " kept",
                String.join("\n", trial.words()));
    }

    @Override
    public int arrived() {
        return sink == null ? 0 : sink.arrived();
    }

    @Override
    public int expected() {
        return sink == null ? 0 : sink.expected();
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }
}
