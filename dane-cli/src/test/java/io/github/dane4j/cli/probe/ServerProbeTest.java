package io.github.dane4j.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long servers are waited for. */
class ServerProbeTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(60);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        watchdog.shutdownNow();
    }

    private Observation observe(SmtpServer.Builder server, ServerProbe.Patience patience) {
        int port = network.start(server).port();
        return new ServerProbe(
                        new ServerProbe.Target(port, "example.test", Optional.empty(), Optional.of(Protocol.SMTP)),
                        ServerProbe.Families.BOTH,
                        patience,
                        watchdog)
                .observe(InetAddress.getLoopbackAddress());
    }

    /** Servers that greet late, to drive spammers away, may take longer than a connection may. */
    @Test
    void greetingHasMoreTimeThanTheConnection() {
        Observation seen = observe(
                SmtpServer.builder("mx.example.test").greetAfter(SHORT.multipliedBy(3)),
                new ServerProbe.Patience(SHORT, LONG));

        assertThat(seen.outcome()).isEqualTo(Observation.Outcome.SECURED);
    }

    @Test
    void serverThatSaysNothingHasAnEnd() {
        Observation seen =
                observe(SmtpServer.builder("mx.example.test").silent(), new ServerProbe.Patience(LONG, SHORT));

        assertThat(seen.outcome()).isEqualTo(Observation.Outcome.SLOW);
    }

    @Test
    void patienceOfACommand() {
        assertThat(ServerProbe.Patience.of(Duration.ofSeconds(10), false))
                .isEqualTo(new ServerProbe.Patience(Duration.ofSeconds(10), Duration.ofSeconds(60)));
        assertThat(ServerProbe.Patience.of(Duration.ofSeconds(10), true))
                .isEqualTo(new ServerProbe.Patience(Duration.ofSeconds(10), Duration.ofSeconds(10)));
    }
}
