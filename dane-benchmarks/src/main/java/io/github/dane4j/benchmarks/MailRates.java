package io.github.dane4j.benchmarks;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.mail.TlsSession;
import io.github.dane4j.mail.TlsSessionListener;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.SmtpDane;
import io.github.dane4j.policy.TlsPlan;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.tlsrpt.SessionRecorder;
import io.github.dane4j.tlsrpt.SessionStore;
import io.github.dane4j.tlsrpt.SessionStoreException;
import io.github.dane4j.tlsrpt.SqliteSessionStore;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Messages each second, against Angus with STARTTLS and trust in every certificate. All take turns in one JVM with the server;
 * ratios are of neighbours, and of them the median. DNS is cached.
 */
final class MailRates implements Figures {
    static final int DOMAINS = 50;
    /**
     * Rounds that are not measured. HotSpot compiles for good what a client does once for each connection only after some 10,000
     * of them, and what it does once for each message after as many messages; until then the client with more code of its own
     * takes longer, whatever that code costs later.
     */
    private static final int WARM_UP = 12_000;

    /** Rounds that are not measured once all of that has been done. */
    private static final int AGAIN = 500;

    private static final int REUSED_WARM_UP = 2_500;
    private static final int ROUNDS = 401;
    /** Messages of one round over one connection: as many as take about as long as a fresh connection. */
    private static final int RUN = 10;

    private static final int BURST = 1_000;
    private static final int BURSTS = 5;
    private static final int PLANS = 200;

    /** Rates against Angus: ratios of time, so that 0.97 times as many messages is 1.03 times as long. */
    private static final double AGAINST_ANGUS = 1 / 0.97;

    private static final double WITH_REUSE = 1 / 3.0;
    private static final double RECORDED = 1.02;
    private static final double PLAN_MICROS = 20;

    /** What takes turns. */
    private interface Turn {
        void send() throws MessagingException;
    }

    @Override
    public List<String> measure() {
        TestCertificate certificate = TestCertificate.builder()
                .dnsNames("mx.test")
                .keyAlgorithm(KeyAlgorithm.EC_P256)
                .build();
        try (MailSink sink = new MailSink(certificate.serverContext());
                DnsTree dns = tree(certificate, sink.port()).start();
                DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(dns.address())
                        .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                        .build()) {
            List<String> lines = new ArrayList<>();
            rates(sink, resolver, lines);
            lines.add("");
            burst(sink, resolver, lines);
            lines.add("");
            plan(sink, resolver, lines);
            return lines;
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    static DnsTree.Builder tree(TestCertificate certificate, int port) {
        DnsTree.Builder tree = DnsTree.builder();
        for (int i = 0; i < DOMAINS; i++) {
            tree.zone(
                    domain(i),
                    zone -> zone.record("@ MX 10 mx")
                            .record("mx A 127.0.0.1")
                            .record("_" + port + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1)));
        }
        return tree;
    }

    private static String domain(int number) {
        return "d" + number + ".test";
    }

    private static Session angus(MailSink sink) {
        return Session.getInstance(ofAngus(sink));
    }

    /** With the timeouts that are the defaults of ours. Angus then makes an executor for each connection. */
    private static Session angusWithTimeouts(MailSink sink) {
        Properties properties = ofAngus(sink);
        properties.setProperty("mail.smtp.connectiontimeout", "30000");
        properties.setProperty("mail.smtp.timeout", "300000");
        properties.setProperty("mail.smtp.writetimeout", "180000");
        return Session.getInstance(properties);
    }

    private static Properties ofAngus(MailSink sink) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", String.valueOf(sink.port()));
        properties.setProperty("mail.smtp.localhost", "client.test");
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.setProperty("mail.smtp.ssl.trust", "*");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        // As ours: otherwise commands wait for acknowledgements that the other side delays.
        properties.put("mail.smtp.socketFactory", new WithoutDelay());
        return properties;
    }

    private static Session fixedHost(MailSink sink, DnssecResolver resolver) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport");
        properties.setProperty("mail.smtp.host", "mx." + domain(0));
        properties.setProperty("mail.smtp.port", String.valueOf(sink.port()));
        properties.setProperty("mail.smtp.localhost", "client.test");
        properties.setProperty("mail.smtp.dane", "mandatory");
        properties.put("mail.smtp.dane.resolver", resolver);
        return Session.getInstance(properties);
    }

    static Session byMx(MailSink sink, DnssecResolver resolver, int pooled) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp-mx.port", String.valueOf(sink.port()));
        properties.setProperty("mail.smtp-mx.localhost", "client.test");
        properties.setProperty("mail.smtp-mx.dane", "mandatory");
        properties.setProperty("mail.smtp-mx.dane.allowloopback", "true");
        properties.setProperty("mail.smtp-mx.dane.messagesperconnection", "100000");
        properties.setProperty("mail.smtp-mx.dane.pooledconnections", String.valueOf(pooled));
        properties.put("mail.smtp-mx.dane.resolver", resolver);
        return Session.getInstance(properties);
    }

    static MimeMessage message(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("alice@client.test"));
        message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress("bob@" + domain(0)));
        message.setSubject("figures");
        message.setText("a line of text, as there are many\n".repeat(60));
        message.saveChanges();
        return message;
    }

    static Address[] to(int domain) throws MessagingException {
        return new Address[] {new InternetAddress("bob@" + domain(domain))};
    }

    private static Turn fresh(Session session, String protocol) throws MessagingException {
        MimeMessage message = message(session);
        Address[] bob = to(0);
        return () -> {
            try (Transport transport = session.getTransport(protocol)) {
                transport.connect();
                transport.sendMessage(message, bob);
            }
        };
    }

    private static Turn reused(Session session, Transport connected) throws MessagingException {
        MimeMessage message = message(session);
        Address[] bob = to(0);
        return () -> {
            for (int i = 0; i < RUN; i++) {
                connected.sendMessage(message, bob);
            }
        };
    }

    static Transport connected(Session session, String protocol) throws MessagingException {
        Transport transport = session.getTransport(protocol);
        transport.connect();
        return transport;
    }

    private static void rates(MailSink sink, DnssecResolver resolver, List<String> lines) throws MessagingException {
        Session angus = angus(sink);
        Session fixed = fixedHost(sink, resolver);
        Session byMx = byMx(sink, resolver, DOMAINS);
        lines.add("| messages each second | Angus | `smtp` | `smtp-mx` | `smtp` to Angus | `smtp-mx` to Angus |");
        lines.add("| --- | ---: | ---: | ---: | ---: | ---: |");
        List<String> goals = new ArrayList<>();
        double[][] seconds = turns(
                List.of(
                        fresh(angus, "smtp"),
                        fresh(fixed, "smtp"),
                        fresh(byMx, "smtp-mx"),
                        fresh(angusWithTimeouts(sink), "smtp")),
                WARM_UP);
        row("a connection for each", 1, seconds, lines, goals);
        // No goal: what ours is compared with is Angus as most applications use it, which waits for ever.
        row(
                "the same, Angus with the timeouts of ours",
                1,
                new double[][] {seconds[3], seconds[1], seconds[2]},
                lines,
                new ArrayList<>());
        reused("one connection for all", sink, List.of(angus, fixed, byMx), lines, goals);
        sink.offerPipelining(true);
        reused("one connection for all, with PIPELINING", sink, List.of(angus, fixed, byMx), lines, goals);
        sink.offerPipelining(false);
        lines.add("");
        lines.addAll(goals);
        lines.add("");
        recording(sink, resolver, byMx, lines);
    }

    private static void reused(
            String what, MailSink sink, List<Session> sessions, List<String> lines, List<String> goals)
            throws MessagingException {
        try (Transport first = connected(sessions.get(0), "smtp");
                Transport second = connected(sessions.get(1), "smtp");
                Transport third = connected(sessions.get(2), "smtp-mx")) {
            int before = sink.connections();
            row(
                    what,
                    RUN,
                    turns(
                            List.of(
                                    reused(sessions.get(0), first),
                                    reused(sessions.get(1), second),
                                    reused(sessions.get(2), third)),
                            REUSED_WARM_UP),
                    lines,
                    goals);
            // The one of smtp-mx is made with its first message, and again every five minutes.
            if (sink.connections() - before > 5) {
                throw new IllegalStateException("connections were not reused");
            }
        }
    }

    /** What it costs to count each session for reports (RFC 8460), in a database on disk. */
    private static void recording(MailSink sink, DnssecResolver resolver, Session silent, List<String> lines)
            throws MessagingException {
        try {
            Path directory = Files.createTempDirectory("mail-rates");
            Path file = directory.resolve("sessions.db");
            double[][] seconds;
            try (SqliteSessionStore store = SqliteSessionStore.open(file);
                    SessionRecorder recorder = new SessionRecorder(store)) {
                Session told = byMx(sink, resolver, DOMAINS);
                warmUp(store, told);
                told.getProperties().put("mail.smtp-mx.dane.sessions", recorder);
                seconds = turns(List.of(fresh(silent, "smtp-mx"), fresh(told, "smtp-mx")), AGAIN);
                if (recorder.missing() > 0) {
                    throw new IllegalStateException("sessions were not recorded");
                }
            }
            deleteAll(directory);
            double ratio = ratio(seconds[1], seconds[0]);
            lines.add("| `smtp-mx`, a connection for each message | messages each second | to without |");
            lines.add("| --- | ---: | ---: |");
            lines.add(String.format(Locale.ROOT, "| sessions not recorded | %,.0f | |", 1 / median(seconds[0])));
            lines.add(String.format(
                    Locale.ROOT, "| sessions recorded for TLSRPT | %,.0f | %.3f |", 1 / median(seconds[1]), 1 / ratio));
            lines.add("");
            lines.add(Goal.judge("sessions recorded against not recorded, time", ratio, RECORDED));
        } catch (IOException | SessionStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Records a session of that Session as often as connections are made before they are measured. */
    private static void warmUp(SessionStore store, Session session) throws MessagingException {
        AtomicReference<TlsSession> seen = new AtomicReference<>();
        TlsSessionListener listener = seen::set;
        session.getProperties().put("mail.smtp-mx.dane.sessions", listener);
        fresh(session, "smtp-mx").send();
        TlsSession one = Objects.requireNonNull(seen.get());
        for (int recorded = 0; recorded < WARM_UP; recorded += SessionRecorder.MAX_WAITING / 5) {
            SessionRecorder recorder = new SessionRecorder(store);
            for (int i = 0; i < SessionRecorder.MAX_WAITING / 5; i++) {
                recorder.onTlsSession(one);
            }
            // Waits until all are written.
            recorder.close();
            if (recorder.missing() > 0) {
                throw new IllegalStateException("sessions were not recorded");
            }
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }

    /** Seconds of each turn: rows are the clients. */
    private static double[][] turns(List<Turn> clients, int warmUp) throws MessagingException {
        double[][] seconds = new double[clients.size()][ROUNDS];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            order.add(i);
        }
        for (int round = -warmUp; round < ROUNDS; round++) {
            for (int client : order) {
                long begin = System.nanoTime();
                clients.get(client).send();
                if (round >= 0) {
                    seconds[client][round] = (System.nanoTime() - begin) / 1e9;
                }
            }
            // Nobody always follows the same one.
            Collections.rotate(order, -1);
            if (round % 7 == 0) {
                Collections.reverse(order);
            }
        }
        return seconds;
    }

    private static void row(String what, int messages, double[][] seconds, List<String> lines, List<String> goals) {
        double fixed = ratio(seconds[1], seconds[0]);
        double byMx = ratio(seconds[2], seconds[0]);
        lines.add(String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %,.0f | %.2f | %.2f |",
                what,
                messages / median(seconds[0]),
                messages / median(seconds[1]),
                messages / median(seconds[2]),
                1 / fixed,
                1 / byMx));
        goals.add(Goal.judge(what + ", `smtp` against Angus, time", fixed, AGAINST_ANGUS));
        goals.add(Goal.judge(what + ", `smtp-mx` against Angus, time", byMx, AGAINST_ANGUS));
    }

    private static double ratio(double[] ours, double[] peer) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / peer[i]);
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void burst(MailSink sink, DnssecResolver resolver, List<String> lines) throws MessagingException {
        double[] with = new double[BURSTS];
        double[] without = new double[BURSTS];
        for (int i = 0; i < BURSTS; i++) {
            with[i] = burst(byMx(sink, resolver, DOMAINS));
            without[i] = burst(byMx(sink, resolver, 0));
        }
        lines.add(String.format(
                Locale.ROOT, "| `smtp-mx`, %,d messages to %d domains in turn | seconds |", BURST, DOMAINS));
        lines.add("| --- | ---: |");
        lines.add(String.format(Locale.ROOT, "| connections kept | %.2f |", median(with)));
        lines.add(String.format(Locale.ROOT, "| a connection for each | %.2f |", median(without)));
        lines.add("");
        lines.add(Goal.judge("connections kept against one for each, time", ratio(with, without), WITH_REUSE));
    }

    private static double burst(Session session) throws MessagingException {
        MimeMessage message = message(session);
        long begin = System.nanoTime();
        try (Transport transport = connected(session, "smtp-mx")) {
            for (int i = 0; i < BURST; i++) {
                transport.sendMessage(message, to(i % DOMAINS));
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** From the domain to what its host must prove. */
    private static void plan(MailSink sink, DnssecResolver resolver, List<String> lines) {
        double[] micros = new double[ROUNDS];
        SmtpDane dane = new SmtpDane(resolver, DaneMode.MANDATORY);
        DomainName domain = DomainName.of(domain(0));
        for (int round = -AGAIN; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < PLANS; i++) {
                DeliveryPlan.Deliver to = (DeliveryPlan.Deliver) dane.delivery(domain, sink.port());
                if (dane.plan(to.hosts().get(0)).kind() != TlsPlan.Kind.AUTHENTICATE) {
                    throw new IllegalStateException("not planned by TLSA records");
                }
            }
            if (round >= 0) {
                micros[round] = (System.nanoTime() - begin) / 1e3 / PLANS;
            }
        }
        lines.add(Goal.judge("plan of a destination that is cached, µs", median(micros), PLAN_MICROS));
    }
}
