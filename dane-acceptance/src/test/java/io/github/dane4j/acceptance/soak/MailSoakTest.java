package io.github.dane4j.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.mail.RecipientOutcome;
import io.github.dane4j.mail.UncertainDeliveryException;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TrustedRoot;
import io.github.dane4j.testkit.ZoneBuilder;
import io.github.dane4j.tlsrpt.ResultType;
import io.github.dane4j.tlsrpt.SessionRecorder;
import io.github.dane4j.tlsrpt.SessionStore;
import io.github.dane4j.tlsrpt.SessionStoreException;
import io.github.dane4j.tlsrpt.SqliteSessionStore;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages by the thousand, to domains whose DNS, connections, TLS and servers fail at random. What the servers logged is held
 * against what the sender was told: each recipient is accepted for exactly once, or reported; nothing goes in the clear
 * against policy, be it that of all destinations or of one; and what is left over gets through as soon as the faults are gone.
 * Every other connection offers PIPELINING, where a fault meets several replies at once.
 * A part of the domains has MTA-STS policies beside DANE or without it, whose hosts fail too, and one of which becomes another in
 * the middle of each batch. All sessions are recorded for TLS reports (RFC 8460), whose counts, by DANE and by MTA-STS, are held
 * against the handshakes that the servers completed.
 *
 * <p>{@code -Ddane4j.soak.messages=200000} makes it long, {@code -Ddane4j.soak.seed=…} repeats the plan of a run whose seed was
 * printed. Without the former it begins no batch after 25 seconds.
 */
class MailSoakTest {
    private static final List<Domain> DOMAINS = List.of(Domain.values());
    private static final int MESSAGES_BY_DEFAULT = 2_000;
    private static final int BATCH = 100;
    private static final int SENDERS = 16;
    private static final int SOUGHT_AFTER = 5;

    /** So many messages that each kind of domain has had some. */
    private static final int ENOUGH = 500;

    private static final Duration AT_MOST = Duration.ofSeconds(25);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** RFC 3463 section 3.5: the delivery took too long. */
    private static final String EXPIRED = "4.4.7";

    /** How a message is sent. */
    private enum Way {
        BY_MX,
        BY_MX_MANDATORY,
        /** To the first host of {@link Domain#DANE_A}. */
        FIXED_HOST;

        String protocol() {
            return this == FIXED_HOST ? "smtp" : "smtp-mx";
        }
    }

    /**
     * One message.
     *
     * @param token the local part of its sender, which no other message has
     * @param failure what its body ends with; null if it is whole
     */
    private record Mail(
            String token,
            Way way,
            List<String> recipients,
            @Nullable Throwable failure) {}

    /** What the sender was told about one message. */
    private record Told(
            Mail mail, List<String> sent, List<String> unsent, List<String> invalid, Set<String> uncertain) {}

    private final long seed = Long.getLong("dane4j.soak.seed", System.nanoTime());
    private final int messages = Integer.getInteger("dane4j.soak.messages", MESSAGES_BY_DEFAULT);
    private final boolean isLong = System.getProperty("dane4j.soak.messages") != null;
    private final Random random = new Random(seed);

    @TempDir
    private Path directory;

    private @Nullable SessionRecorder recorder;
    private @Nullable Policies policies;
    private final ChangingResolver announced = new ChangingResolver();
    private final SinkLog log = new SinkLog();
    private final List<FaultyServer> servers = new ArrayList<>();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean troubled;
    private int resent;

    /** Deliveries to one domain that ran out of time; of the session that was begun then, nobody is told. */
    private final AtomicInteger expired = new AtomicInteger();

    /** The lines of a message's body; some begin with a dot, and some bodies are long. */
    static String body(String token) {
        int hash = token.hashCode();
        return ".begins with a dot " + token + "\n..two\n.\n" + "x".repeat(Math.floorMod(hash, 70)) + "\n"
                + ("line of " + token + "\n").repeat(Math.floorMod(hash, 5) == 0 ? 2_000 : 3);
    }

    @Test
    void acceptedExactlyOnceOrReported() throws Exception {
        System.out.println("soak: seed " + seed + " (-Ddane4j.soak.seed=" + seed + ")");
        long begin = System.nanoTime();
        // The JDK keeps one socket of its own once it has opened any.
        new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close();
        Set<String> socketsBefore = sockets();
        int done = 0;
        TestCertificate right = TestCertificate.builder().dnsNames("mx.test").build();
        TestCertificate ca = TestCertificate.builder().certificateAuthority().build();
        start(right, ca);
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        LocalDate firstDay = LocalDate.now(ZoneOffset.UTC);
        try (DnsTree dns = tree(right);
                DnssecResolver healthy = resolver(dns, Duration.ofSeconds(20));
                SessionStore store = SqliteSessionStore.open(directory.resolve("sessions.db"));
                TrustedRoot trusted = new TrustedRoot(ca, directory);
                Policies all = new Policies(
                        ca, trusted, announced, directory.resolve("policies"), new Random(seed + 2), () -> troubled)) {
            announced.use(healthy);
            policies = all;
            all.refresh();
            SessionRecorder recording = new SessionRecorder(store);
            recorder = recording;
            try (recording) {
                while (done < messages && (isLong || System.nanoTime() - begin < AT_MOST.toNanos())) {
                    done += batch(dns, healthy, senders, done);
                    assertThat(complaints).isEmpty();
                    assertThat(log.offences()).isEmpty();
                }
            }
            assertThat(recording.missing()).isZero();
            assertReportsAreTrue(store, firstDay, done);
        } finally {
            senders.shutdownNow();
            servers.forEach(FaultyServer::close);
        }
        System.out.printf(
                "soak: %d messages, %d sent again, %d acceptances, %d connections, used again %d times, %d with PIPELINING, %.1f s%n",
                done,
                resent,
                log.total(),
                servers.stream().mapToInt(FaultyServer::connections).sum(),
                servers.stream().mapToInt(FaultyServer::laterMessages).sum(),
                servers.stream().mapToInt(FaultyServer::messagesAhead).sum(),
                (System.nanoTime() - begin) / 1e9);
        assertThat(senders.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertNothingIsLeft(socketsBefore);
        assertThat(log.total()).isPositive();
        assertThat(servers.stream().mapToInt(FaultyServer::laterMessages).sum()).isPositive();
        assertThat(servers.stream().mapToInt(FaultyServer::messagesAhead).sum()).isPositive();
    }

    /** The reports have each session that was told, and the servers had no others. */
    private void assertReportsAreTrue(SessionStore store, LocalDate firstDay, int done) throws SessionStoreException {
        long missing = 0;
        Map<Domain, Reported> all = new EnumMap<>(Domain.class);
        // Two for each domain, in order.
        Iterator<FaultyServer> server = servers.iterator();
        for (Domain domain : Domain.values()) {
            Reported reported = Reported.of(store, domain, firstDay);
            all.put(domain, reported);
            long completed = server.next().handshakes();
            completed += server.next().handshakes();
            System.out.printf(
                    "soak: %s: %d sessions reported by DANE or none, %d by MTA-STS (%d successful), %d failed, %d handshakes%n",
                    domain.domain(),
                    reported.byDaneOrNone(),
                    reported.byMtaSts(),
                    reported.succeededByMtaSts(),
                    reported.failed(),
                    completed);
            if (domain == Domain.STS_DANE) {
                // Each session counts for both policies.
                assertThat(reported.byMtaSts()).as(domain.domain()).isEqualTo(reported.byDaneOrNone());
                missing += missing(domain, completed, reported.byDaneOrNone());
            } else {
                missing += missing(domain, completed, reported.byDaneOrNone() + reported.byMtaSts());
            }
        }
        // Those that were begun when the time for the delivery was over.
        assertThat(missing).isBetween(0L, expired.longValue());
        System.out.printf(
                "soak: %d handshakes are not reported, of %d deliveries out of time%n", missing, expired.get());
        assertThat(reported(all, Domain.TAKEN).byDaneOrNone()).isZero();
        assertThat(reported(all, Domain.STS_TAKEN).byDaneOrNone()).isZero();
        assertThat(reported(all, Domain.STS_TAKEN).succeededByMtaSts()).isZero();
        assertThat(reported(all, Domain.STS_DANE).succeededByMtaSts()).isZero();
        if (done >= ENOUGH) {
            assertThat(reported(all, Domain.TAKEN).failed()).isPositive();
            assertThat(reported(all, Domain.STS).succeededByMtaSts()).isPositive();
            assertThat(reported(all, Domain.STS_CHANGING).succeededByMtaSts()).isPositive();
            assertThat(reported(all, Domain.STS_CHANGING).byDaneOrNone()).isPositive();
            assertThat(reported(all, Domain.STS_TAKEN).failed(ResultType.CERTIFICATE_NOT_TRUSTED))
                    .isPositive();
            assertThat(reported(all, Domain.STS_TAKEN).failed(ResultType.VALIDATION_FAILURE))
                    .as("hosts that the policy does not name")
                    .isPositive();
            assertThat(reported(all, Domain.STS_TESTING).failed(ResultType.CERTIFICATE_NOT_TRUSTED))
                    .isPositive();
            assertThat(reported(all, Domain.STS_LOST).failed(ResultType.STS_WEBPKI_INVALID))
                    .isPositive();
        }
    }

    private static Reported reported(Map<Domain, Reported> all, Domain domain) {
        return Objects.requireNonNull(all.get(domain));
    }

    private static long missing(Domain domain, long completed, long reported) {
        assertThat(reported).as(domain.domain()).isLessThanOrEqualTo(completed);
        return completed - reported;
    }

    private Policies policies() {
        return Objects.requireNonNull(policies);
    }

    private void start(TestCertificate right, TestCertificate ca) {
        TestCertificate wrong = TestCertificate.builder().dnsNames("mx.test").build();
        TestCertificate byCa = TestCertificate.builder()
                .issuedBy(ca)
                .dnsNames(Stream.of(Domain.values())
                        .flatMap(domain -> Stream.of(domain.host(0), domain.host(1)))
                        .toArray(String[]::new))
                .build();
        Random troubles = new Random(seed + 1);
        Supplier<Trouble> next = () -> {
            synchronized (troubles) {
                return troubled && troubles.nextInt(3) == 0 ? Trouble.of(troubles) : Trouble.NONE;
            }
        };
        int port = 0;
        for (Domain domain : Domain.values()) {
            for (int i = 0; i < 2; i++) {
                int host = i;
                FaultyServer server = new FaultyServer(
                        domain.host(i),
                        phase -> domain.policy(host, phase),
                        switch (domain.policy(i, 0)) {
                            case DANE -> right;
                            case STS, UNNAMED -> byCa;
                            case IMPOSTOR, UNUSABLE, OPEN, FREE, HELD, STS_IMPOSTOR -> wrong;
                        },
                        address(domain, i),
                        port,
                        next,
                        log);
                servers.add(server);
                port = server.port();
            }
        }
    }

    private static InetAddress address(Domain domain, int host) {
        try {
            return InetAddress.getByAddress(new byte[] {
                127, 0, 0, (byte) (10 + 2 * List.of(Domain.values()).indexOf(domain) + host)
            });
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port() {
        return servers.get(0).port();
    }

    private DnsTree tree(TestCertificate right) {
        DnsTree.Builder tree = DnsTree.builder().zone("nomail.test", zone -> zone.record("@ MX 0 ."));
        for (Domain domain : Domain.values()) {
            tree.zone(domain.domain(), zone -> records(zone, domain, right));
        }
        return tree.start();
    }

    private void records(ZoneBuilder zone, Domain domain, TestCertificate right) {
        if (domain == Domain.STS) {
            zone.unsigned();
        }
        if (domain.hasMtaSts()) {
            zone.record("_mta-sts TXT \"v=STSv1; id=a1;\"");
        }
        for (int i = 0; i < 2; i++) {
            zone.record("@ MX " + 10 * (i + 1) + " mx" + i);
            zone.record("mx" + i + " A " + address(domain, i).getHostAddress());
            String owner = "_" + port() + "._tcp.mx" + i;
            switch (domain.policy(i, 0)) {
                case DANE, IMPOSTOR -> zone.record(owner + " TLSA " + right.tlsa(3, 1, 1));
                case UNUSABLE -> zone.record(owner + " TLSA " + right.tlsa(1, 1, 1));
                case OPEN, FREE, HELD, STS, STS_IMPOSTOR, UNNAMED -> {}
            }
        }
    }

    /** Sends some messages while all fails, and what did not get through once more when nothing does. */
    private int batch(DnsTree dns, DnssecResolver healthy, ExecutorService senders, int number) throws Exception {
        List<Mail> mails = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            mails.add(mail(number + i));
        }
        troubled = true;
        breakDns(dns);
        List<Told> told;
        // A resolver of its own for each batch, which remembers no faults but these.
        try (DnssecResolver resolver = resolver(dns, Duration.ofSeconds(3))) {
            announced.use(resolver);
            told = sendAll(
                    resolver, senders, List.of(mails.subList(0, BATCH / 2), mails.subList(BATCH / 2, BATCH)), 2_000);
        }
        told.forEach(this::judge);

        troubled = false;
        dns.clearFaults();
        announced.use(healthy);
        policies().refresh();
        List<Mail> again = told.stream().flatMap(this::again).toList();
        resent += again.size();
        for (Told healed : sendAll(healthy, senders, List.of(again), 30_000)) {
            judge(healed);
            if (!healed.unsent().isEmpty() || !healed.invalid().isEmpty()) {
                complaints.add("not sent though nothing fails any more: " + healed);
            }
        }
        return mails.size();
    }

    private Mail mail(int number) {
        Way way = Way.values()[random.nextInt(10) < 7 ? 0 : 1 + random.nextInt(2)];
        Set<String> recipients = new TreeSet<>();
        int count = 1 + random.nextInt(4);
        while (recipients.size() < count) {
            // Some domains get more, so that connections find a second message.
            int among = random.nextBoolean() ? SOUGHT_AFTER : DOMAINS.size();
            Domain domain = DOMAINS.get(random.nextInt(among));
            String other = random.nextBoolean() ? "nomail.test" : "missing.test";
            recipients.add("r" + random.nextInt(3) + "@" + (random.nextInt(15) == 0 ? other : domain.domain()));
        }
        Throwable failure = switch (random.nextInt(60)) {
            case 0 -> new NoClassDefFoundError("soak");
            case 1 -> new IOException("soak");
            case 2 -> new IllegalStateException("soak");
            default -> null;
        };
        String token = (way == Way.BY_MX_MANDATORY ? "mandatory-" : "m-") + number;
        return new Mail(token, way, List.copyOf(recipients), failure);
    }

    private void breakDns(DnsTree dns) {
        List<Fault> faults = List.of(
                Fault.SERVFAIL,
                Fault.SERVFAIL,
                Fault.REFUSED,
                Fault.STRIP_SIGNATURES,
                Fault.CORRUPT_SIGNATURES,
                Fault.STRIP_PROOFS,
                Fault.EMPTY,
                Fault.GARBAGE,
                Fault.rcode(3),
                Fault.NO_REPLY);
        for (int i = random.nextInt(5); i > 0; i--) {
            String domain = DOMAINS.get(random.nextInt(DOMAINS.size())).domain();
            String host = "mx" + random.nextInt(2) + "." + domain;
            Fault fault = faults.get(random.nextInt(faults.size()));
            boolean changing = domain.equals(Domain.STS_CHANGING.domain());
            switch (random.nextInt(6)) {
                case 0 -> dns.fault(domain, "MX", fault);
                case 1 -> dns.fault(host, "A", fault);
                case 2 -> dns.fault(host, "AAAA", fault);
                // What changes must be seen to have changed.
                case 3 -> dns.fault(domain, changing ? "MX" : "DNSKEY", fault);
                case 4 -> dns.fault("_mta-sts." + domain, changing ? "A" : "TXT", fault);
                default -> dns.fault("_" + port() + "._tcp." + host, "TLSA", fault);
            }
        }
    }

    private static DnssecResolver resolver(DnsTree dns, Duration timeout) {
        return DnssecResolver.builder()
                .nameServers(dns.address())
                .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                .timeout(timeout)
                .build();
    }

    /** One wave after the other, over the same transports; between them MTA-STS policies change. */
    private List<Told> sendAll(
            DnssecResolver resolver, ExecutorService senders, List<List<Mail>> waves, int timeoutMillis)
            throws Exception {
        List<Told> told = new ArrayList<>();
        Map<Way, Session> sessions = new EnumMap<>(Way.class);
        Map<Way, Queue<Transport>> connected = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            sessions.put(way, Session.getInstance(properties(resolver, way, timeoutMillis)));
            connected.put(way, new ConcurrentLinkedQueue<>());
        }
        for (int wave = 0; wave < waves.size(); wave++) {
            if (wave > 0) {
                policies().change();
            }
            int phase = policies().phase();
            List<Future<Told>> sending = new ArrayList<>();
            for (Mail mail : waves.get(wave)) {
                Session session = Objects.requireNonNull(sessions.get(mail.way()));
                Queue<Transport> queue = Objects.requireNonNull(connected.get(mail.way()));
                // Some as static Transport.send does, most by a transport that had messages before.
                boolean later = random.nextInt(4) > 0;
                sending.add(senders.submit(
                        () -> later ? sendLater(mail, phase, session, queue) : send(mail, phase, session)));
            }
            for (Future<Told> each : sending) {
                told.add(each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
        }
        for (Queue<Transport> queue : connected.values()) {
            for (Transport transport : queue) {
                transport.close();
            }
        }
        // A server may accept a message after its sender gave up: only when all is quiet is the log complete.
        awaitQuiet();
        return told;
    }

    private void awaitQuiet() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!servers.stream().allMatch(FaultyServer::isQuiet)) {
            assertThat(System.nanoTime()).as("connections left open").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private Properties properties(DnssecResolver resolver, Way way, int timeoutMillis) {
        Properties properties = new Properties();
        String prefix = "mail." + way.protocol() + ".";
        properties.put(prefix + "dane.resolver", resolver);
        properties.put(prefix + "dane.sessions", Objects.requireNonNull(recorder));
        String mode = way == Way.BY_MX_MANDATORY ? "mandatory" : "opportunistic";
        properties.setProperty(prefix + "dane", mode);
        properties.setProperty(prefix + "port", String.valueOf(port()));
        properties.setProperty(prefix + "localhost", "client.test");
        properties.setProperty(prefix + "connectiontimeout", "20000");
        properties.setProperty(prefix + "timeout", String.valueOf(timeoutMillis));
        if (way == Way.FIXED_HOST) {
            properties.setProperty("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport");
            properties.setProperty("mail.smtp.host", "mx0." + Domain.DANE_A.domain());
            properties.setProperty("mail.smtp.sendpartial", "true");
            properties.setProperty("mail.smtp.dane.messagetimeout", String.valueOf(5 * timeoutMillis));
        } else {
            properties.setProperty(prefix + "dane.allowloopback", "true");
            properties.setProperty(prefix + "dane.domaintimeout", String.valueOf(5 * timeoutMillis));
            properties.setProperty(prefix + "dane.policy." + Domain.FREE.domain(), "opportunistic");
            properties.setProperty(prefix + "dane.policy." + Domain.HELD.domain(), "mandatory");
            properties.put(prefix + "dane.mtastspolicies", policies().sts());
            Stream.of(Domain.values())
                    .filter(Domain::hasMtaSts)
                    .forEach(domain -> properties.setProperty(
                            prefix + "dane.policy." + domain.domain(), mode + " mta-sts=opportunistic"));
        }
        return properties;
    }

    /** A message whose body breaks off in the middle. */
    private static final class BrokenMail extends MimeMessage {
        private final Throwable failure;

        BrokenMail(MimeMessage whole, Throwable failure) throws MessagingException {
            super(whole);
            this.failure = failure;
        }

        @Override
        public void writeTo(OutputStream out, String @Nullable [] ignored) throws IOException {
            out.write("Subject: half\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof IOException io) {
                throw io;
            }
            throw (RuntimeException) failure;
        }
    }

    private Told send(Mail mail, int phase, Session session) throws MessagingException {
        try (Transport transport = session.getTransport(mail.way().protocol())) {
            return send(mail, phase, session, transport);
        }
    }

    /** By a transport that is connected, if there is one, and leaves it for the next message. */
    private Told sendLater(Mail mail, int phase, Session session, Queue<Transport> connected)
            throws MessagingException {
        Transport waiting = connected.poll();
        Transport transport =
                waiting != null ? waiting : session.getTransport(mail.way().protocol());
        try {
            return send(mail, phase, session, transport);
        } finally {
            connected.add(transport);
        }
    }

    private Told send(Mail mail, int phase, Session session, Transport transport) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(new Sender(mail.token(), phase).address()));
        message.setSubject("soak");
        message.setText(body(mail.token()));
        message.saveChanges();
        if (mail.failure() != null) {
            message = new BrokenMail(message, mail.failure());
        }
        Address[] recipients = InternetAddress.parse(String.join(",", mail.recipients()));
        try {
            if (!transport.isConnected()) {
                transport.connect();
            }
            transport.sendMessage(message, recipients);
            return new Told(mail, mail.recipients(), List.of(), List.of(), Set.of());
        } catch (SendFailedException e) {
            countExpired(e);
            return told(mail, e);
        } catch (MessagingException | RuntimeException e) {
            countExpired(e);
            return new Told(mail, List.of(), mail.recipients(), List.of(), Set.of());
        } catch (Error e) {
            countExpired(e);
            return Stream.of(e.getSuppressed())
                    .filter(SendFailedException.class::isInstance)
                    .map(outcome -> told(mail, (SendFailedException) outcome))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no outcome is attached", e));
        }
    }

    private void countExpired(Throwable failure) {
        List<RecipientOutcome> outcomes = RecipientOutcome.allIn(failure);
        long late = outcomes.stream()
                .filter(each -> each.statusCode().equals(EXPIRED))
                .map(RecipientOutcome::domain)
                .distinct()
                .count();
        boolean neverConnected =
                outcomes.isEmpty() && String.valueOf(failure.getMessage()).contains(EXPIRED);
        expired.addAndGet((int) late + (neverConnected ? 1 : 0));
    }

    private static Told told(Mail mail, SendFailedException e) {
        Set<String> uncertain = new TreeSet<>();
        collect(e, uncertain, Collections.newSetFromMap(new IdentityHashMap<>()));
        return new Told(
                mail,
                texts(e.getValidSentAddresses()),
                texts(e.getValidUnsentAddresses()),
                texts(e.getInvalidAddresses()),
                uncertain);
    }

    private static void collect(@Nullable Throwable link, Set<String> uncertain, Set<Throwable> seen) {
        if (link == null || !seen.add(link)) {
            return;
        }
        if (link instanceof UncertainDeliveryException e) {
            uncertain.addAll(texts(e.getValidUnsentAddresses()));
        }
        collect(link.getCause(), uncertain, seen);
        if (link instanceof MessagingException e) {
            collect(e.getNextException(), uncertain, seen);
        }
        for (Throwable suppressed : link.getSuppressed()) {
            collect(suppressed, uncertain, seen);
        }
    }

    private static List<String> texts(Address @Nullable [] addresses) {
        return addresses == null
                ? List.of()
                : Stream.of(addresses).map(Address::toString).toList();
    }

    /** Holds what the sender was told against the log. */
    private void judge(Told told) {
        List<String> all = new ArrayList<>(told.sent());
        all.addAll(told.unsent());
        all.addAll(told.invalid());
        Collections.sort(all);
        if (!all.equals(told.mail().recipients().stream().sorted().toList())) {
            complaints.add("the lists do not have each recipient once: " + told);
        }
        for (String recipient : told.mail().recipients()) {
            int accepted = log.count(told.mail().token(), recipient);
            boolean sent = told.sent().contains(recipient);
            if (accepted > 1
                    || (sent && accepted != 1)
                    || (!sent && accepted == 1 && !told.uncertain().contains(recipient))
                    || (accepted > 0 && told.mail().failure() != null)) {
                complaints.add(recipient + " accepted " + accepted + " times: " + told);
            }
        }
    }

    /** Those recipients once more who can be sent to, and of whom it is certain that they were not. */
    private Stream<Mail> again(Told told) {
        Mail mail = told.mail();
        List<String> left = told.unsent().stream()
                .filter(recipient -> !told.uncertain().contains(recipient))
                .filter(recipient -> mail.way() == Way.FIXED_HOST
                        || Stream.of(Domain.values())
                                .anyMatch(domain -> recipient.endsWith("@" + domain.domain())
                                        && domain.takes(mail.way() == Way.BY_MX_MANDATORY)))
                .toList();
        return left.isEmpty() ? Stream.of() : Stream.of(new Mail(mail.token(), mail.way(), left, null));
    }

    /** The sockets of this process, where the system shows them. */
    private static Set<String> sockets() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Set<String> sockets = new TreeSet<>();
        if (!Files.isDirectory(descriptors)) {
            return sockets;
        }
        try (Stream<Path> links = Files.list(descriptors)) {
            for (Path link : links.toList()) {
                if (Files.isSymbolicLink(link)) {
                    String target = target(link);
                    if (target.startsWith("socket:")) {
                        sockets.add(target);
                    }
                }
            }
        }
        return sockets;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // Closed meanwhile, as the one by which the folder is listed.
            return "";
        }
    }

    private static void assertNothingIsLeft(Set<String> socketsBefore) throws Exception {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            // The timer of all mail ends by itself when there was nothing to do for a minute.
            if (thread.getName().startsWith("dane4j-") && !thread.getName().equals("dane4j-mail-timeout")) {
                thread.join(PATIENCE.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Set<String> left = sockets();
        left.removeAll(socketsBefore);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            // An HTTP client for a policy is closed by the garbage collector, before Java 21.
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10);
            left = sockets();
            left.removeAll(socketsBefore);
        }
        assertThat(left).as("sockets left").isEmpty();
    }
}
