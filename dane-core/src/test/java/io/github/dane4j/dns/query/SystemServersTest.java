package io.github.dane4j.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.transport.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The name servers of a system whose list has lines that are no address, and changes. */
class SystemServersTest {
    private static final InetSocketAddress GONE = InetSocketAddress.createUnresolved("fe80::1%gone0", 53);
    private static final InetSocketAddress FIRST = loopback(1);
    private static final InetSocketAddress SECOND = loopback(2);

    private static InetSocketAddress loopback(int last) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), 53);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @TempDir
    Path folder;

    private Path file;
    private List<InetSocketAddress> configured = List.of(GONE, FIRST);
    private final AtomicInteger read = new AtomicInteger();

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("resolv.conf");
        Files.writeString(file, "nameserver fe80::1%gone0\nnameserver 127.0.0.1\n");
    }

    private SystemServers servers() {
        return new SystemServers(file, Duration.ZERO, () -> {
            read.incrementAndGet();
            return configured;
        });
    }

    private static List<String> names(SystemServers servers) {
        return servers.current().stream().map(Server::toString).toList();
    }

    @Test
    void lineThatIsNotAnAddressIsLeftOutWithAWordInTheLog() {
        List<String> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(SystemServers.class.getName());
        logger.addHandler(handler);
        try {
            assertThat(names(servers())).containsExactly("127.0.0.1:53");
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged)
                .containsExactly(
                        "left out of the name servers of this system: a name server is given by its IP address,"
                                + " not as fe80::1%gone0");
    }

    @Test
    void ifNoneIsLeftTheFailureSaysSo() {
        configured = List.of(GONE);
        try (NameServers servers = new NameServers(servers(), Duration.ofSeconds(1))) {
            Message query = Message.newQuery(Record.newRecord(Name.root, Type.SOA, DClass.IN));

            QueryOutcome exchange = servers.exchange(
                    query,
                    System.nanoTime() + Duration.ofSeconds(10).toNanos(),
                    Attempt.FIRST,
                    UnaryOperator.identity());

            assertThat(exchange.reason()).isEqualTo(Reason.DNS_UNREACHABLE);
            assertThat(exchange.problem())
                    .contains("this system has no name server that can be used")
                    .contains("fe80::1%gone0");
        }
    }

    @Test
    void listIsReadAgainWhenTheFileHasChanged() throws IOException {
        SystemServers servers = servers();
        Server kept = servers.current().get(0);
        servers.current();
        assertThat(read).hasValue(1);

        configured = List.of(SECOND, FIRST);
        Files.writeString(file, "nameserver 127.0.0.2\nnameserver 127.0.0.1\n");

        assertThat(names(servers)).containsExactly("127.0.0.2:53", "127.0.0.1:53");
        assertThat(servers.current().get(1)).isSameAs(kept);
        assertThat(read).hasValue(2);
    }

    @Test
    void listStaysWhileTheFileIsLookedAtLater() throws IOException {
        SystemServers servers = new SystemServers(file, Duration.ofHours(1), () -> configured);
        configured = List.of(SECOND);
        Files.delete(file);

        assertThat(names(servers)).containsExactly("127.0.0.1:53");
    }

    @Test
    void thisSystemHasAList() {
        assertThat(new SystemServers().current()).isNotEmpty();
    }
}
