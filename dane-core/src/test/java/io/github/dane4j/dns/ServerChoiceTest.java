package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Which reply is believed to be one, and which server is left for the next. */
class ServerChoiceTest {
    private static final DomainName MX = DomainName.of("mx.example.test");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @RegisterExtension
    final Resolvers resolvers = new Resolvers();

    private final List<AutoCloseable> open = new ArrayList<>();
    private DnsTree tree;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("mx A 127.0.0.1"))
                .zone("unsigned.test", zone -> zone.unsigned().record("mx A 127.0.0.1")));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private InetSocketAddress stripping() {
        Interceptor server = new Interceptor(tree.address(), ServerChoiceTest::withoutSignatures);
        open.add(server);
        return server.address();
    }

    private static Message withoutSignatures(Message reply) {
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            for (Record record : List.copyOf(reply.getSection(section))) {
                if (record.getType() == Type.RRSIG) {
                    reply.removeRecord(record, section);
                }
            }
        }
        return reply;
    }

    @Test
    void serverThatStripsSignaturesIsLeftForTheNext() {
        DnssecResolver resolver = resolvers.over(tree, stripping(), stripping(), tree.address());
        assertThat(resolver.query(MX, RecordType.A).describe()).isEqualTo("secure, 1 record");
        assertThat(resolver.query(DomainName.of("mx.unsigned.test"), RecordType.A)
                        .describe())
                .isEqualTo("insecure, 1 record");
    }

    @Test
    void ifAllStripSignaturesThatIsTheReason() {
        Answer.Failure<?> failure = (Answer.Failure<?>)
                resolvers.over(tree, stripping(), stripping()).query(MX, RecordType.A);
        assertThat(failure.reason()).isEqualTo(Reason.RESOLVER_WITHOUT_DNSSEC);
        assertThat(failure.detail()).contains("does not pass on signatures").contains("127.0.0.1:");
    }

    @Test
    void rfc5452ForgedRepliesBeforeTheTrueOneAreIgnored() {
        try (Flooded server = new Flooded(tree.address())) {
            assertThat(resolvers
                            .over(tree, server.address())
                            .query(MX, RecordType.A)
                            .describe())
                    .isEqualTo("secure, 1 record");
        }
    }

    /** Before each reply it sends others: with another ID, another question, as a query, and from another port. */
    private static final class Flooded implements AutoCloseable {
        private final InetSocketAddress server;
        private final DatagramSocket front;

        Flooded(InetSocketAddress server) {
            this.server = server;
            try {
                front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            } catch (SocketException e) {
                throw new UncheckedIOException(e);
            }
            Thread thread = new Thread(this::serve, "flooded");
            thread.setDaemon(true);
            thread.start();
        }

        InetSocketAddress address() {
            return (InetSocketAddress) front.getLocalSocketAddress();
        }

        private void serve() {
            try (DatagramSocket back = new DatagramSocket();
                    DatagramSocket elsewhere = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                while (!front.isClosed()) {
                    DatagramPacket query = new DatagramPacket(new byte[4096], 4096);
                    front.receive(query);
                    back.send(new DatagramPacket(query.getData(), query.getLength(), server));
                    DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
                    back.receive(reply);
                    byte[] honest = Arrays.copyOf(reply.getData(), reply.getLength());
                    byte[] empty = new byte[] {honest[0], honest[1], (byte) 0x81, (byte) 0x83, 0, 0, 0, 0, 0, 0, 0, 0};
                    elsewhere.send(new DatagramPacket(empty, empty.length, query.getSocketAddress()));
                    send(empty, query);
                    send(changed(honest, 1), query);
                    send(changed(honest, 14), query);
                    send(Arrays.copyOf(query.getData(), query.getLength()), query);
                    send(new byte[] {1}, query);
                    send(honest, query);
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private static byte[] changed(byte[] message, int at) {
            byte[] changed = message.clone();
            changed[at] ^= 2;
            return changed;
        }

        private void send(byte[] message, DatagramPacket query) throws IOException {
            front.send(new DatagramPacket(message, message.length, query.getSocketAddress()));
        }

        @Override
        public void close() {
            front.close();
        }
    }
}
