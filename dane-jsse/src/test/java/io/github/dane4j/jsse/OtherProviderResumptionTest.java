package io.github.dane4j.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.jsse.SessionResumptionTest.Memory;
import io.github.dane4j.jsse.SessionResumptionTest.Via;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Handshake;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TlsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Providers that may not have sessions, although the application asks for them: one that restarts the age of a session with
 * each ticket, and one of which nothing is known. It is the last of the nine rules that {@link SessionResumptionTest} shows.
 */
class OtherProviderResumptionTest {
    private static final String HOST = "www.example.test";
    private static final TestCertificate SERVER =
            TestCertificate.builder().dnsNames(HOST).build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final SwitchedResolver resolver = new SwitchedResolver(Duration.ofSeconds(20));

    private static List<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        for (TlsProvider provider : List.of(TlsProvider.CONSCRYPT, TlsProvider.UNKNOWN)) {
            for (Memory memory : Memory.values()) {
                for (Via via : Via.values()) {
                    ways.add(Arguments.of(provider, memory, via));
                }
            }
        }
        return ways;
    }

    // 9

    @ParameterizedTest
    @MethodSource("ways")
    void everyHandshakeIsFull(TlsProvider provider, Memory memory, Via via) throws Exception {
        TlsServer server = network.start(memory.server(SERVER, SERVER.chain()));
        resolver.on(network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("www A 127.0.0.1")
                                .record("_" + server.port() + "._tcp.www TLSA " + SERVER.tlsa(3, 1, 1)))));
        try (TlsProvider.Preferred preferred = provider.prefer()) {
            SSLContext context = DaneSslContext.builder(resolver)
                    .resumeSessions(Duration.ofHours(1))
                    .build();
            preferred.isOf(context);

            via.visit(context, HOST, server.port());
            via.visit(context, HOST, server.port());
        }

        assertThat(server.handshakes()).extracting(Handshake::resumed).containsExactly(false, false);
    }
}
