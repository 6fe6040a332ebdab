package io.github.dane4j.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.tlsrpt.AppliedPolicy;
import io.github.dane4j.tlsrpt.DkimKey;
import io.github.dane4j.tlsrpt.PolicyType;
import io.github.dane4j.tlsrpt.ReceivedReport;
import io.github.dane4j.tlsrpt.ReportSender;
import io.github.dane4j.tlsrpt.ReportSummary;
import io.github.dane4j.tlsrpt.ResultType;
import io.github.dane4j.tlsrpt.SessionRecorder;
import io.github.dane4j.tlsrpt.SessionResult;
import io.github.dane4j.tlsrpt.SessionStore;
import io.github.dane4j.tlsrpt.SqliteSessionStore;
import io.github.dane4j.tlsrpt.Submission;
import io.github.dane4j.tlsrpt.TlsReport;
import io.github.dane4j.tlsrpt.TlsReportReader;
import io.github.dane4j.tlsrpt.TlsReportWriter;
import jakarta.mail.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/tlsrpt.md stand in this class, word for word, and what the others count the first reads. */
class TlsrptDocTest {
    private static final Path THIS =
            Path.of("src", "test", "java", "io", "github", "dane4j", "acceptance", "readme", "TlsrptDocTest.java");

    @TempDir
    Path folder;

    @Test
    void everySnippetStandsHere() {
        Readme document = Readme.read("docs/tlsrpt.md");
        assertThat(document.blocks("java")).hasSize(4);
        assertThat(document.javaStandsIn(THIS)).isTrue();
    }

    @Test
    void whatOneSideCountsTheOtherReads() throws Exception {
        Path file = folder.resolve("report.json.gz");
        count(file);
        assertThat(summary(List.of(file))).isEqualTo("""
                1 report: 0 sessions succeeded, 1 failed
                  mx.example.org tlsa: 0 succeeded, 1 failed
                    1 × validation-failure at mx.example.org (leaf-mismatch)
                """);
    }

    /** The example opens a file in the working folder; it is moved out of the way. */
    private void count(Path file) throws Exception {
        String digest = "ab".repeat(32);
        Instant now = Instant.now();
        LocalDate yesterday = LocalDate.ofInstant(now, ZoneOffset.UTC);
        SessionStore.Reporter reporter = new SessionStore.Reporter("Sender", "tls@sender.example");
        Path left = Path.of("tls-sessions.db");
        assertThat(left).doesNotExist();
        try (SessionStore store = SqliteSessionStore.open(Path.of("tls-sessions.db"))) {
            AppliedPolicy policy =
                    new AppliedPolicy(PolicyType.TLSA, List.of("3 1 1 " + digest), "mx.example.org", List.of());
            store.record(
                    new SessionResult(
                            DomainName.of("example.org"),
                            policy,
                            Optional.of(ResultType.VALIDATION_FAILURE),
                            Optional.of("192.0.2.1"),
                            Optional.of("mx.example.org"),
                            Optional.empty(),
                            Optional.of("198.51.100.7"),
                            Optional.of("leaf-mismatch")),
                    now);
            TlsReport report = store.report(DomainName.of("example.org"), yesterday, reporter);
            Files.write(file, TlsReportWriter.gzip(report));
        } finally {
            Files.move(left, folder.resolve("moved.db"));
        }
    }

    @Test
    void aRecorderIsWhatThePropertyTakes() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp-mx");
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        Path left = Path.of("tls-sessions.db");
        assertThat(left).doesNotExist();
        try {
            record(properties);
        } finally {
            Files.move(left, folder.resolve("recorded.db"));
        }
        assertThat(DaneMail.check(Session.getInstance(properties))).hasSize(2);
    }

    private static void record(Properties properties) throws Exception {
        SessionStore store = SqliteSessionStore.open(Path.of("tls-sessions.db"));
        SessionRecorder recorder = new SessionRecorder(store);
        properties.put("mail.smtp-mx.dane.sessions", recorder);
        recorder.close();
        store.close();
    }

    @Test
    void nothingIsDueWhereNothingWasCounted() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        Properties properties = new Properties();
        properties.put("mail.smtp-mx.dane", "none");
        SessionStore.Reporter reporter = new SessionStore.Reporter("Sender", "tls@sender.example");
        try (SessionStore store = SqliteSessionStore.open(folder.resolve("empty.db"));
                DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53))
                        .build()) {
            assertThat(send(
                            store,
                            resolver,
                            reporter,
                            properties,
                            generator.generateKeyPair().getPrivate()))
                    .isEmpty();
        }
    }

    private static String send(
            SessionStore store,
            DnssecResolver resolver,
            SessionStore.Reporter reporter,
            Properties properties,
            PrivateKey privateKey)
            throws Exception {
        return printed(() -> {
            Session session = Session.getInstance(properties);
            ReportSender sender = ReportSender.builder(store, resolver, reporter)
                    .mail(session, new DkimKey(DomainName.of("sender.example"), "tlsrpt", privateKey))
                    .build();
            for (Submission each : sender.sendDue(Instant.now())) {
                System.out.println(each.status() + " " + each.detail());
            }
        });
    }

    private interface Snippet {
        void run() throws Exception;
    }

    private static String printed(Snippet snippet) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            snippet.run();
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static String summary(List<Path> files) throws Exception {
        return printed(() -> {
            ReportSummary summary = new ReportSummary();
            for (Path file : files) {
                ReceivedReport received = TlsReportReader.read(Files.readAllBytes(file));
                received.deviations().forEach(System.err::println);
                summary.add(received.report());
            }
            System.out.println(summary.explain());
        });
    }
}
