package io.github.dane4j.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.ReceivedMail;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Reports go where the domain asks for them, once, and no failure loses or repeats one (RFC 8460 sections 3 and 5). */
class ReportSenderTest {
    private static final DomainName DOMAIN = DomainName.of("example.test");
    private static final SessionStore.Reporter REPORTER = new SessionStore.Reporter("Sender", "tls@sender.test");
    private static final LocalDate DAY = LocalDate.parse("2026-11-25");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    /** By then every first attempt is due (section 4.1). */
    private static final Instant MORNING = Instant.parse("2026-11-26T04:00:00Z");

    private static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames("localhost").build();
    private static KeyPair dkim;

    @TempDir
    Path folder;

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final List<byte[]> posted = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpsServer web;
    private SessionStore store;
    private final List<DnssecResolver> resolvers = new ArrayList<>();

    @BeforeAll
    static void makeKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        dkim = generator.generateKeyPair();
    }

    @BeforeEach
    void start() throws Exception {
        web = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setExecutor(threads);
        web.setHttpsConfigurator(new HttpsConfigurator(CERTIFICATE.serverContext()));
        web.createContext("/", this::serve);
        web.start();
        store = SqliteSessionStore.open(folder.resolve("sessions.db"));
        count(DOMAIN);
    }

    @AfterEach
    void stop() {
        end.countDown();
        resolvers.forEach(DnssecResolver::close);
        store.close();
        web.stop(0);
        threads.shutdownNow();
    }

    /** {@code /200} and the like answer with that status, {@code /redirect} with one, {@code /hang} not at all. */
    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        requests.merge(path, 1, Integer::sum);
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (path) {
            case "hang" -> await();
            case "endless" -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                await();
            }
            case "redirect" -> {
                exchange.getResponseHeaders().set("Location", uri("200"));
                exchange.sendResponseHeaders(307, -1);
            }
            default -> {
                if (exchange.getRequestMethod().equals("POST")
                        && SealedReport.MEDIA_TYPE.equals(
                                exchange.getRequestHeaders().getFirst("Content-Type"))) {
                    posted.add(body);
                }
                exchange.sendResponseHeaders(Integer.parseInt(path), -1);
            }
        }
        exchange.close();
    }

    private void await() throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private String uri(String path) {
        return "https://localhost:" + web.getAddress().getPort() + "/" + path;
    }

    private void count(DomainName domain) throws SessionStoreException {
        store.record(
                new SessionResult(
                        domain,
                        new AppliedPolicy(PolicyType.TLSA, List.of("3 1 1 00ff"), domain.toString(), List.of()),
                        Optional.of(ResultType.STARTTLS_NOT_SUPPORTED),
                        Optional.empty(),
                        Optional.of("mx." + domain),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                NOON);
    }

    private ReportSender.Builder sender(String... records) throws Exception {
        DnsTree tree = network.start(DnsTree.builder().zone("example.test", zone -> {
            for (String record : records) {
                zone.record("_smtp._tls TXT \"" + record + "\"");
            }
        }));
        return sender(tree);
    }

    private ReportSender.Builder sender(DnsTree tree) throws Exception {
        DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .build();
        resolvers.add(resolver);
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("root", CERTIFICATE.certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return ReportSender.builder(store, resolver, REPORTER).tls(context);
    }

    private static DkimKey dkimKey(String domain) {
        return new DkimKey(DomainName.of(domain), "tlsrpt", dkim.getPrivate());
    }

    private static Session mailTo(SmtpServer server) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", server.address().getHostAddress());
        properties.put("mail.smtp.port", Integer.toString(server.port()));
        return Session.getInstance(properties);
    }

    private static Submission only(List<Submission> submissions) {
        assertThat(submissions).hasSize(1);
        return submissions.get(0);
    }

    // When

    @Test
    void rfc8460s4_1FirstAttemptWithinFourHoursOfTheEndOfTheDay() throws Exception {
        ReportSender sender = sender("v=TLSRPTv1; rua=" + uri("200")).build();
        assertThat(sender.sendDue(Instant.parse("2026-11-25T23:59:59Z"))).isEmpty();
        assertThat(only(sender.sendDue(MORNING)).status()).isEqualTo(Submission.Status.ACCEPTED);
        assertThat(sender.sendDue(MORNING.plusSeconds(1))).isEmpty();
        assertThat(posted).hasSize(1);
    }

    @Test
    void rfc8460s4_1DelayIsAnotherForEachDomainAndDayAndTheSameAfterARestart() {
        List<Schedule.Due> reports = List.of(
                new Schedule.Due(DOMAIN, DAY),
                new Schedule.Due(DOMAIN, DAY.plusDays(1)),
                new Schedule.Due(DomainName.of("other.test"), DAY));
        List<Duration> delays = reports.stream()
                .map(each -> Duration.between(
                        each.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                        new Schedule(REPORTER).first(each)))
                .toList();
        assertThat(delays)
                .doesNotHaveDuplicates()
                .allSatisfy(each -> assertThat(each).isBetween(Duration.ZERO, Schedule.LONGEST_DELAY));
        assertThat(reports.stream().map(new Schedule(REPORTER)::first))
                .isEqualTo(reports.stream().map(new Schedule(REPORTER)::first).toList());
    }

    @Test
    void rfc8460s5_5FailureIsTriedAgainAfterPausesThatDoubleForADay() throws Exception {
        ReportSender sender = sender("v=TLSRPTv1; rua=" + uri("503")).build();
        Instant first = MORNING;
        assertThat(only(sender.sendDue(first)).detail()).contains(uri("503"), "HTTP status 503", "example.test");
        assertThat(sender.sendDue(first.plus(Duration.ofMinutes(14)))).isEmpty();
        assertThat(only(sender.sendDue(first.plus(Duration.ofMinutes(15)))).status())
                .isEqualTo(Submission.Status.DEFERRED);
        assertThat(sender.sendDue(first.plus(Duration.ofMinutes(44)))).isEmpty();
        assertThat(sender.sendDue(first.plus(Duration.ofMinutes(45)))).hasSize(1);

        Instant last = first.plus(Duration.ofHours(24));
        assertThat(only(sender.sendDue(last)).status()).isEqualTo(Submission.Status.GIVEN_UP);
        assertThat(sender.sendDue(last.plus(Duration.ofHours(1)))).isEmpty();
        assertThat(requests).containsOnly(Map.entry("503", 4));
    }

    @Test
    void rfc8460s5_5AttemptsGoOnAfterARestart() throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("_smtp._tls TXT \"v=TLSRPTv1; rua=" + uri("503") + "\"")));
        assertThat(only(sender(tree).build().sendDue(MORNING)).status()).isEqualTo(Submission.Status.DEFERRED);
        store.close();
        store = SqliteSessionStore.open(folder.resolve("sessions.db"));
        assertThat(only(sender(tree).build().sendDue(MORNING.plusSeconds(60))).status())
                .isEqualTo(Submission.Status.DEFERRED);
    }

    @Test
    void daysThatCanNoLongerBeReportedAreForgotten() throws Exception {
        ReportSender sender = sender("v=TLSRPTv1; rua=" + uri("200")).build();
        assertThat(sender.sendDue(NOON.plus(Duration.ofDays(3)))).isEmpty();
        assertThat(store.report(DOMAIN, DAY, REPORTER).policies()).isEmpty();
        assertThat(posted).isEmpty();
    }

    // Where

    @Test
    void rfc8460s3NoReportForADomainThatAsksForNone() throws Exception {
        Submission submission = only(sender().build().sendDue(MORNING));
        assertThat(submission.status()).isEqualTo(Submission.Status.NOT_WANTED);
        assertThat(submission.detail()).contains("_smtp._tls.example.test");
        assertThat(store.unreported(DAY)).isEmpty();
    }

    @Test
    void rfc8460s3TwoRecordsAreNone() throws Exception {
        ReportSender sender = sender("v=TLSRPTv1; rua=" + uri("200"), "v=TLSRPTv1; rua=" + uri("201"))
                .build();
        assertThat(only(sender.sendDue(MORNING)).status()).isEqualTo(Submission.Status.NOT_WANTED);
        assertThat(posted).isEmpty();
    }

    @Test
    void failedLookupIsNotNoReport() throws Exception {
        DnsTree tree = network.start(DnsTree.builder()
                .zone("example.test", zone -> zone.record("_smtp._tls TXT \"v=TLSRPTv1; rua=" + uri("200") + "\"")));
        tree.fault("_smtp._tls.example.test", "TXT", Fault.CORRUPT_SIGNATURES);
        ReportSender sender = sender(tree).build();
        assertThat(only(sender.sendDue(MORNING)).status()).isEqualTo(Submission.Status.DEFERRED);
        assertThat(posted).isEmpty();
        assertThat(store.unreported(DAY)).containsExactly(DOMAIN);
    }

    @Test
    void rfc8460s3NextDestinationWhereOneFailsAndNoneAfterASuccess() throws Exception {
        ReportSender sender = sender("v=TLSRPTv1; rua=" + uri("500") + "," + uri("201") + "," + uri("200"))
                .build();
        Submission submission = only(sender.sendDue(MORNING));
        assertThat(submission.destination()).contains(URI.create(uri("201")));
        assertThat(requests).containsOnlyKeys("500", "201");
    }

    // By HTTPS

    @Test
    void rfc8460s5_4PostedReportIsTheOneThatTheReaderReads() throws Exception {
        // Section 3: the strings of a record are one text.
        only(sender("v=TLSRPTv1; ru\" \"a=" + uri("200")).build().sendDue(MORNING));
        ReceivedReport received = TlsReportReader.read(posted.get(0));
        assertThat(received.deviations()).isEmpty();
        assertThat(received.report()).isEqualTo(store.report(DOMAIN, DAY, REPORTER));
        assertThat(received.report().policies()).hasSize(1);
    }

    @Test
    void redirectIsNotFollowed() throws Exception {
        Submission submission =
                only(sender("v=TLSRPTv1; rua=" + uri("redirect")).build().sendDue(MORNING));
        assertThat(submission.status()).isEqualTo(Submission.Status.DEFERRED);
        assertThat(submission.detail()).contains("HTTP status 307");
        assertThat(requests).containsOnlyKeys("redirect");
    }

    @Test
    void serverThatHangsOrNeverEndsDelaysNobodyElse() throws Exception {
        DomainName other = DomainName.of("other.test");
        count(other);
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record(
                                "_smtp._tls TXT \"v=TLSRPTv1; rua=" + uri("hang") + "," + uri("endless") + "\""))
                .zone("other.test", zone -> zone.record("_smtp._tls TXT \"v=TLSRPTv1; rua=" + uri("200") + "\"")));
        List<Submission> submissions =
                sender(tree).patience(Duration.ofSeconds(2)).build().sendDue(MORNING);
        assertThat(submissions.stream().collect(Collectors.toMap(Submission::domain, Submission::status)))
                .containsOnly(
                        Map.entry(DOMAIN, Submission.Status.DEFERRED), Map.entry(other, Submission.Status.ACCEPTED));
        assertThat(requests).containsOnlyKeys("hang", "endless", "200");
    }

    @Test
    void addressThatCannotBePostedToAndDomainWithoutRoomKeepNobodyElseFromReporting() throws Exception {
        DomainName longest = DomainName.of(("a".repeat(60) + ".").repeat(4) + "test");
        count(longest);
        DomainName other = DomainName.of("other.test");
        count(other);
        DnsTree tree = network.start(DnsTree.builder()
                .zone(
                        "example.test",
                        zone -> zone.record("_smtp._tls TXT \"v=TLSRPTv1; rua=https://localhost:99999/x\""))
                .zone("other.test", zone -> zone.record("_smtp._tls TXT \"v=TLSRPTv1; rua=" + uri("200") + "\"")));
        List<Submission> submissions = sender(tree).build().sendDue(MORNING);
        assertThat(submissions.stream().collect(Collectors.toMap(Submission::domain, Submission::status)))
                .containsOnly(
                        Map.entry(DOMAIN, Submission.Status.DEFERRED),
                        Map.entry(longest, Submission.Status.NOT_WANTED),
                        Map.entry(other, Submission.Status.ACCEPTED));
    }

    @Test
    void serverWithAForeignCertificateIsNotToldAnything() throws Exception {
        ReportSender sender = sender("v=TLSRPTv1; rua=" + uri("200"))
                .tls(SSLContext.getDefault())
                .build();
        assertThat(only(sender.sendDue(MORNING)).status()).isEqualTo(Submission.Status.DEFERRED);
        assertThat(requests).isEmpty();
    }

    private static Set<Thread> httpClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("HttpClient-")
                        && each.getName().endsWith("-SelectorManager"))
                .collect(Collectors.toSet());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "an HttpClient cannot be closed before Java 21")
    void noHttpClientOutlivesItsReport() throws Exception {
        Set<Thread> before = httpClients();
        ReportSender sender = sender("v=TLSRPTv1; rua=" + uri("200")).build();

        assertThat(only(sender.sendDue(MORNING)).status()).isEqualTo(Submission.Status.ACCEPTED);

        for (Thread each : httpClients()) {
            if (!before.contains(each)) {
                each.join(Duration.ofMinutes(1).toMillis());
                assertThat(each.isAlive()).isFalse();
            }
        }
    }

    // By mail

    @Test
    void rfc8460s3WithoutAKeyNoMail() throws Exception {
        Submission submission =
                only(sender("v=TLSRPTv1; rua=mailto:tls@example.test").build().sendDue(MORNING));
        assertThat(submission.status()).isEqualTo(Submission.Status.NOT_WANTED);
        assertThat(submission.detail()).contains("DKIM");
    }

    @Test
    void rfc8460s5_3MailHasTheReportAndASignatureOverItsFields() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test").withoutStartTls());
        Submission submission = only(
                sender("v=TLSRPTv1; rua=mailto:tls+reports%40x@example.test?subject=no,mailto:tls+reports@example.test")
                        .mail(mailTo(server), dkimKey("sender.test"))
                        .build()
                        .sendDue(MORNING));
        assertThat(submission.status()).as(submission.detail()).isEqualTo(Submission.Status.ACCEPTED);
        ReceivedMail mail = server.received().get(0);
        assertThat(mail.recipients()).containsExactly("tls+reports@example.test");

        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(mail.content().getBytes(StandardCharsets.ISO_8859_1)));
        String subject = "Report Domain: example.test Submitter: sender.test"
                + " Report-ID: <2026-11-25.example.test@sender.test>";
        assertThat(message.getSubject()).isEqualTo(subject);
        assertThat(message.getHeader("TLS-Report-Domain", null)).isEqualTo("example.test");
        assertThat(message.getHeader("TLS-Report-Submitter", null)).isEqualTo("sender.test");
        assertThat(message.getContentType()).startsWith("multipart/report").containsPattern("report-type=\"?tlsrpt");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("application/tlsrpt+gzip");
        assertThat(parts.getBodyPart(1).getFileName())
                .isEqualTo("sender.test!example.test!1795564800!1795651199.json.gz");
        assertThat(TlsReportReader.read(parts.getBodyPart(1).getInputStream().readAllBytes())
                        .deviations())
                .isEmpty();

        String signature = message.getHeader("DKIM-Signature", null).replaceAll("\\s", "");
        assertThat(signature)
                .contains("d=sender.test", "s=tlsrpt;", "tls-report-domain:tls-report-submitter")
                .doesNotContain("l=");
        verify(mail.content());
        assertThatThrownBy(() ->
                        verify(mail.content().replace("TLS-Report-Domain: example", "TLS-Report-Domain: exbmple")))
                .isInstanceOf(FailException.class);
    }

    private static void verify(String mail) throws Exception {
        String record = "v=DKIM1; k=rsa; s=tlsrpt:*; p="
                + Base64.getEncoder().encodeToString(dkim.getPublic().getEncoded());
        DKIMVerifier verifier = new DKIMVerifier((methods, selector, domain) -> List.of(
                selector.toString().equals("tlsrpt") && domain.toString().equals("sender.test") ? record : ""));
        assertThat(verifier.verify(new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1))))
                .hasSize(1);
    }

    @Test
    void mailThatIsRefusedIsTriedAgain() throws Exception {
        SmtpServer server = network.start(
                SmtpServer.builder("mx.example.test").replyToRecipient("tls@example.test", "450 4.2.1 later"));
        Submission submission = only(sender("v=TLSRPTv1; rua=mailto:tls@example.test")
                .mail(mailTo(server), dkimKey("sender.test"))
                .build()
                .sendDue(MORNING));
        assertThat(submission.status()).isEqualTo(Submission.Status.DEFERRED);
        assertThat(submission.detail()).contains("tls@example.test");
    }

    @Test
    void destinationThatIsNotOneAddressIsNotMailedTo() throws Exception {
        SmtpServer server = network.start(SmtpServer.builder("mx.example.test"));
        Submission submission = only(sender("v=TLSRPTv1; rua=mailto:a@example.test%2Cb@example.test,"
                        + "mailto:a@example.test%0D%0ARCPT%20TO:b@example.test")
                .mail(mailTo(server), dkimKey("sender.test"))
                .build()
                .sendDue(MORNING));
        assertThat(submission.status()).isEqualTo(Submission.Status.DEFERRED);
        assertThat(server.connections()).isZero();
    }

    @Test
    void rfc8460s3KeyOfAnotherDomainIsAnError() throws Exception {
        ReportSender.Builder builder = sender();
        Session session = Session.getInstance(new Properties());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.mail(session, dkimKey("ender.test")))
                .withMessageContaining("ender.test")
                .withMessageContaining("tls@sender.test");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DkimKey(DOMAIN, "a b; l=1", dkim.getPrivate()))
                .withMessageContaining("selector");
        KeyPair curve = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DkimKey(DOMAIN, "tlsrpt", curve.getPrivate()))
                .withMessageContaining("RSA");
        KeyPairGenerator weak = KeyPairGenerator.getInstance("RSA");
        weak.initialize(512);
        KeyPair weakKey = weak.generateKeyPair();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DkimKey(DOMAIN, "tlsrpt", weakKey.getPrivate()))
                .withMessageContaining("512 bits");
        assertThat(dkimKey("sender.test")).hasToString("tlsrpt._domainkey.sender.test");
    }
}
