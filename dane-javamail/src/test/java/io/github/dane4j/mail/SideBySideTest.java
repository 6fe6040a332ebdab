package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message to several domains: none of them holds up another, and each has its time. */
class SideBySideTest extends MailTest {
    private final SmtpServer silent = network.start(mx().address(loopback(2)).silent());
    private final SmtpServer good = network.start(mx().address(loopback(3)).port(silent.port()));

    /** The domain a.test at the silent server, and b.test and c.test at the good one. */
    private Properties toBoth() {
        return byMx(
                network.start(DnsTree.builder()
                        .zone("a.test", records("@ MX 10 mx", "mx A 127.0.0.2"))
                        .zone("b.test", records("@ MX 10 mx", "mx A 127.0.0.3"))
                        .zone("c.test", records("@ MX 10 mx", "mx A 127.0.0.3"))),
                good);
    }

    /** So that a message is over, as the server sees it, soon after it was sent. */
    private static void closeAtOnce(Properties properties) {
        properties.setProperty("mail.smtp-mx.dane.idletimeout", "1");
    }

    private static SendFailedException failed(Properties properties, String... recipients) {
        return catchThrowableOfType(SendFailedException.class, () -> send(properties, recipients));
    }

    private static Address[] addresses(String... texts) throws MessagingException {
        return InternetAddress.parse(String.join(",", texts));
    }

    private static FutureTask<Throwable> inBackground(Properties properties, String... recipients) {
        FutureTask<Throwable> sending = new FutureTask<>(() -> catchThrowable(() -> send(properties, recipients)));
        Thread thread = new Thread(sending, "sender");
        thread.setDaemon(true);
        thread.start();
        return sending;
    }

    @Test
    void silentDomainDoesNotHoldUpAnother() throws Exception {
        Properties properties = toBoth();
        closeAtOnce(properties);
        FutureTask<Throwable> sending = inBackground(properties, "x@a.test", "y@b.test");

        good.awaitClosed(1, SOON);
        silent.awaitConnections(1, SOON);

        assertThat(good.received()).hasSize(1);
        assertThat(sending).isNotDone();
        silent.close();
        assertThat(sending.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(SendFailedException.class, e -> {
            assertThat(e.getValidSentAddresses()).extracting(Address::toString).containsExactly("y@b.test");
            assertThat(e.getValidUnsentAddresses())
                    .extracting(Address::toString)
                    .containsExactly("x@a.test");
        });
    }

    @Test
    void noMoreDomainsAtOnceThanAllowed() throws Exception {
        Properties properties = toBoth();
        properties.setProperty("mail.smtp-mx.dane.paralleldomains", "1");
        FutureTask<Throwable> sending = inBackground(properties, "x@a.test", "y@b.test");

        silent.awaitConnections(1, SOON);
        assertThat(good.connections()).isZero();
        silent.close();

        assertThat(sending.get(20, TimeUnit.SECONDS)).isInstanceOf(SendFailedException.class);
        assertThat(good.received()).hasSize(1);
    }

    @Test
    void domainHasItsTime() {
        Properties properties = toBoth();
        properties.setProperty("mail.smtp-mx.dane.domaintimeout", "4000");
        properties.setProperty("mail.smtp-mx.dane.paralleldomains", "1");

        SendFailedException failure = failed(properties, "x@a.test", "y@b.test");

        assertThat(failure.getValidSentAddresses())
                .extracting(Address::toString)
                .containsExactly("y@b.test");
        assertThat(failure.getValidUnsentAddresses())
                .extracting(Address::toString)
                .containsExactly("x@a.test");
        assertThat(failure).hasMessageContaining("4.4.7 a.test: the delivery was stopped after 4000 ms");
    }

    @Test
    void onlyDomainHasItsTimeToo() {
        Properties properties = toBoth();
        properties.setProperty("mail.smtp-mx.dane.domaintimeout", "300");

        assertThat(failed(properties, "x@a.test")).hasMessageContaining("4.4.7 a.test");
        silent.awaitClosed(silent.connections(), SOON);
    }

    @Test
    void messageHasItsTimeAndWhatIsNotBegunByThenIsNotSent() {
        Properties properties = toBoth();
        properties.setProperty("mail.smtp-mx.dane.messagetimeout", "300");
        properties.setProperty("mail.smtp-mx.dane.paralleldomains", "1");

        SendFailedException failure = failed(properties, "x@a.test", "y@b.test");

        assertThat(failure.getValidUnsentAddresses())
                .extracting(Address::toString)
                .containsExactly("x@a.test", "y@b.test");
        assertThat(failure).hasMessageContaining("4.4.7 a.test").hasMessageContaining("4.4.7 b.test");
        assertThat(good.connections()).isZero();
    }

    @Test
    void interruptedCallerGetsWhatIsKnown() throws Exception {
        Properties properties = toBoth();
        closeAtOnce(properties);
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        FutureTask<Throwable> sending = new FutureTask<>(() -> {
            Throwable thrown = catchThrowable(() -> send(properties, "x@a.test", "y@b.test"));
            interrupted.add(Thread.currentThread().isInterrupted());
            return thrown;
        });
        Thread thread = new Thread(sending, "sender");
        thread.setDaemon(true);
        thread.start();
        good.awaitClosed(1, SOON);
        silent.awaitConnections(1, SOON);

        thread.interrupt();

        assertThat(sending.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(SendFailedException.class, e -> {
            assertThat(e.getValidSentAddresses()).extracting(Address::toString).containsExactly("y@b.test");
            assertThat(e.getValidUnsentAddresses())
                    .extracting(Address::toString)
                    .containsExactly("x@a.test");
        });
        assertThat(interrupted.take()).isTrue();
    }

    @Test
    void recipientsAreReportedInTheOrderOfTheirDomains() {
        String[] recipients = new String[20];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "x" + i + "@d" + i + ".missing.test";
        }

        SendFailedException failure = failed(toBoth(), recipients);

        assertThat(failure.getInvalidAddresses()).extracting(Address::toString).containsExactly(recipients);
    }

    @Test
    void noThreadIsLeft() {
        failed(toBoth(), "y@b.test", "z@c.test", "x@missing.test");

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("dane4j-delivery");
    }

    /** A data source that must not be read twice, nor anywhere else. */
    private static final class OnceInThisThread implements DataSource {
        private final Thread owner = Thread.currentThread();
        private final AtomicInteger read = new AtomicInteger();

        @Override
        public InputStream getInputStream() throws IOException {
            if (Thread.currentThread() != owner || read.getAndIncrement() > 0) {
                throw new IOException("read again, or in another thread");
            }
            return new ByteArrayInputStream("only once\r\n.dot\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("for reading");
        }

        @Override
        public String getContentType() {
            return "text/plain; charset=us-ascii";
        }

        @Override
        public String getName() {
            return "once";
        }
    }

    @Test
    void messageIsWrittenOnceInTheThreadOfTheCaller() throws Exception {
        Session session = Session.getInstance(toBoth());
        SMTPMessage message = new SMTPMessage(session);
        message.setEnvelopeFrom("bounces@example.net");
        message.setFrom(new InternetAddress("alice@example.net"));
        message.setRecipients(Message.RecipientType.TO, "y@b.test");
        message.setRecipients(Message.RecipientType.BCC, "z@c.test");
        message.setDataHandler(new DataHandler(new OnceInThisThread()));
        message.setHeader("Content-Transfer-Encoding", "7bit");

        Transport.send(message);

        assertThat(good.received()).hasSize(2).allSatisfy(mail -> {
            assertThat(mail.sender()).isEqualTo("bounces@example.net");
            assertThat(mail.content()).endsWith("\r\n\r\nonly once\r\n.dot\r\n").doesNotContain("z@c.test");
        });
        assertThat(good.received())
                .extracting(mail -> mail.content())
                .containsOnly(good.received().get(0).content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NoClassDefFoundError", "IllegalStateException", "IOException"})
    void messageThatCannotBeWrittenConnectsToNobody(String kind) throws Exception {
        Throwable failure = switch (kind) {
            case "NoClassDefFoundError" -> new NoClassDefFoundError("gone");
            case "IOException" -> new IOException("gone");
            default -> new IllegalStateException("gone");
        };
        Session session = Session.getInstance(toBoth());
        MimeMessage half = new HalfMessage(message(session, "y@b.test", "z@c.test"), failure);

        Throwable thrown = catchThrowable(() -> Transport.send(half));

        SendFailedException outcome;
        if (failure instanceof Error) {
            assertThat(thrown).isSameAs(failure);
            outcome = (SendFailedException) thrown.getSuppressed()[0];
        } else {
            outcome = (SendFailedException) thrown;
        }
        assertThat(outcome.getValidUnsentAddresses()).hasSize(2);
        assertThat(outcome).hasMessageContaining("gone");
        assertThat(good.connections()).isZero();
    }

    @Test
    void errorInTheBodyDropsTheConnectionAndReachesTheCallerWithTheOutcome() throws Exception {
        try (ScriptedServer server = new ScriptedServer(loopback(4), 0).start()) {
            DnsTree dns = network.start(DnsTree.builder().zone("d.test", records("@ MX 10 mx", "mx A 127.0.0.4")));
            Properties properties = byMx(dns, good);
            properties.setProperty("mail.smtp-mx.port", String.valueOf(server.port()));
            Session session = Session.getInstance(properties);
            Error error = new StackOverflowError("deep");
            MimeMessage alone = new HalfMessage(message(session, "x@d.test"), error);

            assertThatThrownBy(() -> Transport.send(alone)).isSameAs(error);

            assertThat(error.getSuppressed()).singleElement().isInstanceOfSatisfying(SendFailedException.class, e -> {
                assertThat(e.getValidUnsentAddresses())
                        .extracting(Address::toString)
                        .containsExactly("x@d.test");
                assertThat(e.getValidSentAddresses()).isEmpty();
            });
            assertThat(server.unendedData()).isNotEmpty().allMatch(HalfMessage::hasPart);
            assertThat(server.commands()).doesNotContain("QUIT", ".");
        }
    }

    /** Asks another resolver, but for one domain. */
    private record ErrorFor(DnssecResolver resolver, DomainName domain, Error error) implements DnssecResolver {
        @Override
        public <T> Answer<T> query(DomainName name, RecordType<T> type) {
            if (name.equals(domain)) {
                throw error;
            }
            return resolver.query(name, type);
        }

        @Override
        public void close() {
            resolver.close();
        }
    }

    @Test
    void errorOfOneDomainDoesNotHideWhatTheOthersAccepted() throws Exception {
        Properties properties = toBoth();
        String[] server =
                properties.getProperty("mail.smtp-mx.dane.nameservers").split(":", -1);
        Error error = new NoClassDefFoundError("gone");
        BlockingQueue<TransportEvent> events = new LinkedBlockingQueue<>();
        try (DnssecResolver resolver = new ErrorFor(
                DnssecResolver.builder()
                        .nameServers(new InetSocketAddress(server[0], Integer.parseInt(server[1])))
                        .trustAnchors(TrustAnchors.fromFile(
                                Path.of(properties.getProperty("mail.smtp-mx.dane.trustanchors"))))
                        .build(),
                DomainName.of("a.test"),
                error)) {
            properties.put("mail.smtp-mx.dane.resolver", resolver);
            Session session = Session.getInstance(properties);
            try (Transport transport = session.getTransport("smtp-mx")) {
                transport.addTransportListener(new TransportAdapter() {
                    @Override
                    public void messagePartiallyDelivered(TransportEvent e) {
                        events.add(e);
                    }
                });
                transport.connect();

                assertThatThrownBy(() ->
                                transport.sendMessage(message(session), addresses("x@a.test", "y@b.test", "z@c.test")))
                        .isSameAs(error);
                assertThat(events.poll(5, TimeUnit.SECONDS)).isNotNull();
            }
        }
        assertThat(error.getSuppressed()).singleElement().isInstanceOfSatisfying(SendFailedException.class, e -> {
            assertThat(e.getValidSentAddresses()).extracting(Address::toString).containsExactly("y@b.test", "z@c.test");
            assertThat(e.getValidUnsentAddresses())
                    .extracting(Address::toString)
                    .containsExactly("x@a.test");
        });
        assertThat(good.received()).hasSize(2);
        assertThat(events).isEmpty();
    }

    private static PeerSocket connected(ServerSocket listening) throws IOException {
        PeerSocket peer = PeerSocket.to(
                InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1}), listening.getLocalPort(), Optional.empty());
        peer.connect(listening.getLocalSocketAddress());
        return peer;
    }

    @Test
    void waitForTheReplyToTheEndOfTheDataIsNotCutShort() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PeerSocket peer = connected(listening);
                DeliveryTime time = new DeliveryTime(60_000)) {
            time.opened(peer);
            time.suspend();
            time.expire();
            assertThat(peer.isClosed()).isFalse();

            time.resume();

            assertThat(peer.isClosed()).isTrue();
            assertThat(time.isOver()).isTrue();
        }
    }

    @Test
    void noConnectionIsOpenedWhenTheTimeIsOver() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PeerSocket peer = connected(listening);
                DeliveryTime time = new DeliveryTime(0)) {
            assertThat(time.isOver()).isTrue();
            assertThatThrownBy(() -> time.opened(peer)).isInstanceOf(IOException.class);
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void tasksRunInAsManyThreadsAsAllowed() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<Runnable> tasks = Stream.<Runnable>generate(() -> () -> threads.add(Thread.currentThread()))
                .limit(50)
                .toList();

        SideBySide.run(tasks, 3, () -> {});
        assertThat(threads).hasSizeBetween(1, 3).doesNotContain(Thread.currentThread());
        threads.clear();
        SideBySide.run(tasks.subList(0, 1), 3, () -> {});
        assertThat(threads).containsExactly(Thread.currentThread());
    }
}
