package io.github.dane4j.cli.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.Dane;
import io.github.dane4j.tlsrpt.AppliedPolicy;
import io.github.dane4j.tlsrpt.PolicyType;
import io.github.dane4j.tlsrpt.ResultType;
import io.github.dane4j.tlsrpt.SessionResult;
import io.github.dane4j.tlsrpt.SqliteSessionStore;
import io.github.dane4j.tlsrpt.TlsReportReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** dane report --store: what a sender is going to report of its sessions. */
class OutgoingReportTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final Instant NOON = DAY.atTime(12, 0).toInstant(ZoneOffset.UTC);

    private static final String HINT = "; name a domain with --domain to see a report that was sent\n";

    @TempDir
    Path folder;

    private Path store;

    private static SessionResult session(String domain, Optional<ResultType> failure) {
        return new SessionResult(
                DomainName.of(domain),
                new AppliedPolicy(
                        PolicyType.TLSA, List.of("3 1 1 " + "ab".repeat(32)), domain, List.of("mx." + domain)),
                failure,
                Optional.of("192.0.2.1"),
                Optional.of("mx." + domain),
                Optional.empty(),
                Optional.of("192.0.2.25"),
                Optional.empty());
    }

    /** Two sessions with example.org, one of which failed; one with example.net; and one the day before. */
    @BeforeEach
    void count() throws Exception {
        store = folder.resolve("sessions.db");
        try (SqliteSessionStore sessions = SqliteSessionStore.open(store)) {
            sessions.record(session("example.org", Optional.empty()), NOON);
            sessions.record(session("example.org", Optional.of(ResultType.STARTTLS_NOT_SUPPORTED)), NOON);
            sessions.record(session("example.net", Optional.empty()), NOON);
            sessions.record(session("example.com", Optional.empty()), NOON.minusSeconds(86_400));
        }
    }

    private Dane report(Object... more) {
        List<String> args = new ArrayList<>(List.of("report", "--store", store.toString()));
        for (Object each : more) {
            args.add(each.toString());
        }
        return Dane.run(args.toArray(String[]::new));
    }

    @Test
    void sumsOfADay() {
        Dane dane = report("--day", DAY);

        assertThat(dane.err()).isEmpty();
        assertThat(dane.out())
                .startsWith("2 reports of 1 sender, 2026-11-25 to 2026-11-25: 2 sessions succeeded, 1 failed")
                .contains("\nok    example.net, policy tlsa: 1 session succeeded, 0 failed\n")
                .contains("\nFAIL  example.org, policy tlsa: 1 session succeeded, 1 failed\n")
                .contains("starttls-not-supported at mx.example.org")
                .doesNotContain("example.com");
        assertThat(dane.status()).isEqualTo(1);
        assertThat(report("--day", DAY, "--json").out()).contains("\"command\": \"report\"", "\"reports\": 2");
    }

    @Test
    void sumsOfOneDomain() {
        Dane dane = report("--day", DAY, "--domain", "example.net");

        assertThat(dane.out()).contains("example.net").doesNotContain("example.org");
        assertThat(dane.status()).isZero();
    }

    /** A report that was sent is not sent again, but can be looked at; and yesterday is a day without sessions. */
    @Test
    void nothingIsLeft() throws Exception {
        try (SqliteSessionStore sessions = SqliteSessionStore.open(store)) {
            sessions.reported(DomainName.of("example.org"), DAY);
            sessions.reported(DomainName.of("example.net"), DAY);
        }
        assertThat(report("--day", DAY).out()).isEqualTo("no session of 2026-11-25 is left to be reported" + HINT);
        assertThat(report("--day", DAY).status()).isZero();
        assertThat(report("--day", DAY, "--domain", "example.org").out()).contains("1 session succeeded, 1 failed");
        assertThat(report().out())
                .isEqualTo("no session of " + LocalDate.now(ZoneOffset.UTC).minusDays(1) + " is left to be reported"
                        + HINT);
        assertThat(report("--day", DAY, "--domain", "example.edu").out())
                .isEqualTo("no session of 2026-11-25 is left to be reported about example.edu\n");
    }

    /** A day of which nothing but a loss is known is not a day without sessions. */
    @Test
    void sessionsThatAreMissing() throws Exception {
        try (SqliteSessionStore sessions = SqliteSessionStore.open(store)) {
            sessions.recordMissing(Optional.of(DomainName.of("example.edu")), DAY, 7);
        }

        Dane text = report("--day", DAY, "--domain", "example.edu");
        Dane json = report("--day", DAY, "--domain", "example.edu", "--json");

        assertThat(text.out())
                .startsWith("1 report of 1 sender")
                .contains("up to 7 sessions missing in the reports, because the senders could not count them\n");
        assertThat(text.status()).isZero();
        assertThat(json.out()).contains("\"reports\": 1", "\"missing\": 7");
    }

    @Test
    void reportsAsTheyAreSent() throws Exception {
        String[] who = {"--day", DAY.toString(), "--organization", "Example Ltd", "--contact", "tls@sender.example"};
        Path reports = Files.createDirectory(folder.resolve("reports"));

        Dane files = report(with(who, "--reports", reports.toString()));
        Dane lines = report(with(who, "--reports", "-"));

        Path file = reports.resolve("sender.example!example.org!1795564800!1795651199.json");
        assertThat(files.status()).isEqualTo(1);
        assertThat(files.out()).contains("1 sender").contains("Example Ltd: 2 reports");
        assertThat(file).exists();
        assertThat(reports.resolve("sender.example!example.net!1795564800!1795651199.json"))
                .exists();
        assertThat(TlsReportReader.read(Files.readAllBytes(file))).satisfies(read -> {
            assertThat(read.deviations()).isEmpty();
            assertThat(read.report().contact()).isEqualTo("tls@sender.example");
            assertThat(read.report().id()).isEqualTo("2026-11-25.example.org@sender.example");
        });
        // What is printed is the reports and nothing else, and reads as any report does.
        assertThat(lines.out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"organization-name\":\"Example"));
        assertThat(lines.out()).contains(Files.readString(file, StandardCharsets.UTF_8));
        assertThat(Dane.run("report", reports.toString()).out())
                .startsWith("2 reports of 1 sender, 2026-11-25 to 2026-11-25: 2 sessions succeeded, 1 failed");
    }

    private static Object[] with(String[] some, String... more) {
        List<Object> all = new ArrayList<>(List.of((Object[]) some));
        all.addAll(List.of((Object[]) more));
        return all.toArray();
    }

    /** The sender goes on counting meanwhile, and nothing is changed. */
    @Test
    void storeInUse() throws Exception {
        try (SqliteSessionStore sessions = SqliteSessionStore.open(store)) {
            sessions.record(session("example.net", Optional.empty()), NOON);
            assertThat(report("--day", DAY, "--domain", "example.net").out()).contains("2 sessions succeeded");
            sessions.record(session("example.net", Optional.empty()), NOON);
            assertThat(sessions.unreported(DAY)).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing|cannot be read: there is no such file",
                "folder|cannot be read: it is not a file",
                "text|file is not a database",
                "empty|is not a file of this store",
                "other|is not a file of this store",
                "newer|has version 7",
                "locked|is locked"
            })
    void storeThatCannotBeUsed(String kind, String complaint) throws Exception {
        Path file = folder.resolve(kind);
        switch (kind) {
            case "folder" -> Files.createDirectory(file);
            case "text" -> Files.writeString(file, "this is a letter ".repeat(100));
            case "empty" -> Files.createFile(file);
            case "other" -> sql(file, "create table recipe (name text)");
            case "newer" -> sql(file, "pragma user_version = 7");
            default -> {}
        }
        byte[] before = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        try (Connection locking = DriverManager.getConnection("jdbc:sqlite:" + store);
                Statement statement = locking.createStatement()) {
            if (kind.equals("locked")) {
                statement.execute("pragma journal_mode = delete");
                statement.execute("begin exclusive");
                file = store;
            }
            Dane dane = Dane.run("report", "--store", file.toString());

            assertThat(dane.status()).as(dane.out()).isEqualTo(2);
            assertThat(dane.out()).isEmpty();
            assertThat(dane.err().lines().findFirst().orElseThrow())
                    .startsWith("--store: " + file)
                    .contains(complaint);
            assertThat(dane.err()).doesNotContain("\tat ", "Exception");
        }
        if (before.length > 0) {
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        }
    }

    private static void sql(Path file, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "report|expected files with reports, or --store FILE",
                "report --day 2026-11-25 report.json|need --store",
                "report --store x report.json|exclude each other",
                "report --store x --reports -|--reports needs --organization and --contact",
                "report --store x --reports - --organization O --contact nobody|--contact: expected local@domain",
                "report --store x --reports - --organization O --contact a@../b|--contact: ",
                "report --store x --domain a..b|--domain: expected a domain name, found a..b",
                "report --store x --day yesterday|Invalid value for option '--day'"
            })
    void wrongUse(String args, String complaint) {
        Dane dane = Dane.run(args.split(" "));

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.out()).isEmpty();
        assertThat(dane.err()).contains(complaint).contains("See: dane report --help");
    }

    @Test
    void folderThatIsNotThere() {
        Dane dane = report(
                "--day",
                DAY,
                "--organization",
                "O",
                "--contact",
                "a@b.example",
                "--reports",
                folder.resolve("nowhere"));

        assertThat(dane.status()).isEqualTo(2);
        assertThat(dane.err()).contains("cannot be written: there is no folder");
    }
}
