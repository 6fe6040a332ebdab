package io.github.dane4j.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

class SessionStoreTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-25");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final DomainName DOMAIN = DomainName.of("example.org");
    private static final SessionStore.Reporter REPORTER = new SessionStore.Reporter("Sender", "tls@sender.example");
    private static final AppliedPolicy TLSA =
            new AppliedPolicy(PolicyType.TLSA, List.of("3 1 1 00ff"), "example.org", List.of());

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("sessions.db");
    }

    private static SessionResult success(DomainName domain) {
        return new SessionResult(
                domain,
                TLSA,
                Optional.empty(),
                Optional.of("192.0.2.1"),
                Optional.of("mx.example.org"),
                Optional.empty(),
                Optional.of("198.51.100.7"),
                Optional.empty());
    }

    private static SessionResult failure(String mxHost) {
        return new SessionResult(
                DOMAIN,
                TLSA,
                Optional.of(ResultType.VALIDATION_FAILURE),
                Optional.of("192.0.2.1"),
                Optional.of(mxHost),
                Optional.of("helo"),
                Optional.of("198.51.100.7"),
                Optional.of("leaf-mismatch"));
    }

    @Test
    void sessionsAreCountedByPolicyAndFailure() throws Exception {
        try (SessionStore store = SqliteSessionStore.open(file())) {
            store.record(success(DOMAIN), NOON);
            store.record(success(DOMAIN), NOON);
            store.record(failure("mx1.example.org"), NOON);
            store.record(failure("mx1.example.org"), NOON);
            store.record(failure("mx2.example.org"), NOON);
            TlsReport report = store.report(DOMAIN, DAY, REPORTER);
            assertThat(report.start()).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
            assertThat(report.end()).isEqualTo(Instant.parse("2026-11-25T23:59:59Z"));
            assertThat(report.policies()).hasSize(1);
            PolicyReport policy = report.policies().get(0);
            assertThat(policy.policy()).isEqualTo(TLSA);
            assertThat(policy.successfulSessions()).isEqualTo(2);
            assertThat(policy.failedSessions()).isEqualTo(3);
            assertThat(policy.failures())
                    .extracting(FailureDetail::failedSessions)
                    .containsExactly(2L, 1L);
            assertThat(policy.failures().get(0))
                    .isEqualTo(new FailureDetail(
                            "validation-failure",
                            Optional.of("192.0.2.1"),
                            Optional.of("mx1.example.org"),
                            Optional.of("helo"),
                            Optional.of("198.51.100.7"),
                            2,
                            Optional.empty(),
                            Optional.of("leaf-mismatch")));
        }
    }

    /** RFC 8460 section 4.1: a full UTC day. */
    @Test
    void daysAreThoseOfUtc() throws Exception {
        try (SessionStore store = SqliteSessionStore.open(file())) {
            store.record(success(DOMAIN), Instant.parse("2026-11-25T23:59:59.999Z"));
            store.record(success(DOMAIN), Instant.parse("2026-11-26T00:00:00Z"));
            assertThat(store.report(DOMAIN, DAY, REPORTER).policies().get(0).successfulSessions())
                    .isEqualTo(1);
            assertThat(store.unreported(DAY.plusDays(1))).containsExactly(DOMAIN);
        }
    }

    @Test
    void aReportIsSentOnceAlsoAfterARestart() throws Exception {
        DomainName other = DomainName.of("example.net");
        try (SessionStore store = SqliteSessionStore.open(file())) {
            store.record(success(DOMAIN), NOON);
            store.record(success(other), NOON);
            assertThat(store.unreported(DAY)).containsExactly(other, DOMAIN);
            store.reported(DOMAIN, DAY);
        }
        try (SessionStore store = SqliteSessionStore.open(file())) {
            assertThat(store.unreported(DAY)).containsExactly(other);
            store.forgetBefore(DAY.plusDays(1));
            assertThat(store.unreported(DAY)).isEmpty();
            assertThat(store.report(other, DAY, REPORTER).policies()).isEmpty();
        }
    }

    /** After such an error the driver never executes the statement again. */
    @Test
    void aFullDiskInterruptsTheCountingOnlyAsLongAsItIsFull() throws Exception {
        SQLiteConfig config = SqliteSessionStore.config();
        config.setMaxPageCount(50);
        try (SessionStore store = SqliteSessionStore.open(file(), config);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement sql = other.createStatement()) {
            store.record(success(DOMAIN), NOON);
            sql.execute("create table ballast (octets blob)");
            sql.execute("create trigger fill after update on session begin"
                    + " insert into ballast values (zeroblob(1000000)); end");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> store.record(success(DOMAIN), NOON))
                        .isInstanceOf(SessionStoreException.class)
                        .hasMessageContaining("SQLITE_FULL");
            }
            sql.execute("drop trigger fill");

            store.record(success(DOMAIN), NOON);
            store.record(success(DOMAIN), NOON);

            assertThat(store.report(DOMAIN, DAY, REPORTER).policies().get(0).successfulSessions())
                    .isEqualTo(3);
        }
    }

    @Test
    void threadsAndProcessesShareTheFile() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (SessionStore one = SqliteSessionStore.open(file());
                SessionStore two = SqliteSessionStore.open(file())) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                SessionStore store = i % 2 == 0 ? one : two;
                work.add(() -> {
                    store.record(success(DOMAIN), NOON);
                    return null;
                });
            }
            for (Future<Void> done : pool.invokeAll(work)) {
                done.get();
            }
            assertThat(one.report(DOMAIN, DAY, REPORTER).policies().get(0).successfulSessions())
                    .isEqualTo(400);
        } finally {
            pool.shutdownNow();
        }
    }

    /** What {@code record} has returned from is counted, whatever becomes of the process. */
    @Test
    void aKilledProcessLosesNothing() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                + File.pathSeparator
                                + System.getProperty("jdk.module.path", ""),
                        Recorder.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long counted = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && counted < 200) {
                assertThat(line).isEqualTo("recorded " + (counted + 1));
                counted++;
                line = lines.readLine();
            }
            process.destroyForcibly().waitFor();
        }
        assertThat(counted).isEqualTo(200);
        try (SessionStore store = SqliteSessionStore.open(file())) {
            assertThat(store.report(DOMAIN, DAY, REPORTER).policies().get(0).successfulSessions())
                    .isGreaterThanOrEqualTo(counted);
        }
    }

    /** Records until it is killed. */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] args) throws Exception {
            try (SessionStore store = SqliteSessionStore.open(Path.of(args[0]))) {
                for (int i = 1; ; i++) {
                    store.record(success(DOMAIN), NOON);
                    System.out.println("recorded " + i);
                }
            }
        }
    }

    @Test
    void endlessHostsDoNotFillTheDisk() throws Exception {
        try (SessionStore store = SqliteSessionStore.open(file())) {
            for (int i = 0; i < SqliteSessionStore.MAX_ROWS + 50; i++) {
                store.record(failure("mx" + i + ".example.org"), NOON);
            }
            PolicyReport policy = store.report(DOMAIN, DAY, REPORTER).policies().get(0);
            assertThat(policy.failedSessions()).isEqualTo(SqliteSessionStore.MAX_ROWS + 50);
            assertThat(policy.failures()).hasSize(SqliteSessionStore.MAX_ROWS + 1);
        }
    }

    private static SessionResult failureUnder(String record, String baseDomain) {
        return new SessionResult(
                DOMAIN,
                new AppliedPolicy(PolicyType.TLSA, List.of(record), baseDomain, List.of()),
                Optional.of(ResultType.VALIDATION_FAILURE),
                Optional.of("192.0.2.1"),
                Optional.of(baseDomain),
                Optional.empty(),
                Optional.of("198.51.100.7"),
                Optional.of("leaf-mismatch"));
    }

    private static void assertAllAreCounted(TlsReport report, long sessions) {
        assertThat(report.policies().stream()
                        .mapToLong(each -> each.failedSessions() + each.successfulSessions())
                        .sum())
                .isEqualTo(sessions);
    }

    /** A domain that publishes another record, or another MX host, for each connection. */
    @Test
    void endlessPoliciesDoNotFillTheDisk() throws Exception {
        int most = SqliteSessionStore.MAX_ROWS + SqliteSessionStore.MAX_POLICIES;
        try (SessionStore store = SqliteSessionStore.open(file())) {
            for (int i = 0; i < most + 50; i++) {
                store.record(failureUnder("3 1 1 " + i, "mx" + i + ".example.org"), NOON);
            }
            store.record(failureUnder("3 1 1 0", "mx0.example.org"), NOON);
            TlsReport report = store.report(DOMAIN, DAY, REPORTER);
            assertAllAreCounted(report, most + 51);
            assertThat(report.policies()).hasSize(most + 1);
            assertThat(report.policies())
                    .filteredOn(each -> each.policy().strings().isEmpty())
                    .singleElement()
                    .satisfies(rest -> {
                        assertThat(rest.policy().domain()).isEqualTo("example.org");
                        assertThat(rest.failedSessions()).isEqualTo(50);
                    });
            assertThat(report.policies())
                    .filteredOn(each -> each.policy().strings().equals(List.of("3 1 1 0")))
                    .singleElement()
                    .satisfies(first -> assertThat(first.failedSessions()).isEqualTo(2));
        }
    }

    @Test
    void longPoliciesDoNotFillTheDisk() throws Exception {
        String digits = "0".repeat(512 * 1024);
        try (SessionStore store = SqliteSessionStore.open(file())) {
            for (int i = 0; i < 30; i++) {
                store.record(failureUnder("3 0 0 " + i + digits, "mx.example.org"), NOON);
            }
            TlsReport report = store.report(DOMAIN, DAY, REPORTER);
            assertAllAreCounted(report, 30);
            assertThat(report.policies().stream()
                            .flatMap(each -> each.policy().strings().stream())
                            .mapToInt(String::length)
                            .sum())
                    .isLessThan(4 << 20);
            assertThat(report.policies()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        Files.writeString(
                file(), "these are not the counts that you are looking for, and there are many of them".repeat(20));
        assertThatThrownBy(() -> SqliteSessionStore.open(file()))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining(file().toString());
        assertThatThrownBy(() -> SqliteSessionStore.open(folder))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void aFileOfALaterVersionIsRefused() throws Exception {
        SqliteSessionStore.open(file()).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("pragma user_version = 9");
        }
        assertThatThrownBy(() -> SqliteSessionStore.open(file()))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void aFileOfAnEarlierVersionIsBroughtUpToDate() throws Exception {
        SqliteSessionStore.open(file()).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("drop table missing");
            statement.execute("pragma user_version = 1");
        }
        try (SessionStore store = SqliteSessionStore.open(file())) {
            store.record(success(DOMAIN), NOON);
            store.recordMissing(Optional.of(DOMAIN), DAY, 2);
        }
        try (SessionStore store = SqliteSessionStore.open(file())) {
            assertThat(store.report(DOMAIN, DAY, REPORTER).missingSessions()).isEqualTo(2);
        }
    }

    /** A report has what the domain has published, and a receiver may have published anything. */
    @Test
    void everyTextOfAPolicyIsReportedAsItIs() throws Exception {
        List<String> strings =
                List.of("", "\"", "\\", "a,b", "[\"x\"]", "\n\t\u0000\u001f\u007f", "é€\uD83D\uDE00", "</script>");
        AppliedPolicy policy = new AppliedPolicy(PolicyType.STS, strings, "example.org", List.of("*.x", "\"*\""));
        SessionResult result = new SessionResult(
                DOMAIN,
                policy,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (SessionStore store = SqliteSessionStore.open(file())) {
            store.record(result, NOON);
            store.record(result, NOON);
            assertThat(store.report(DOMAIN, DAY, REPORTER).policies())
                    .containsExactly(new PolicyReport(policy, 2, 0, List.of()));
        }
    }

    @Test
    void missingSessionsAddUpAndAreForgottenWithTheirDay() throws Exception {
        try (SessionStore store = SqliteSessionStore.open(file())) {
            store.record(success(DOMAIN), NOON);
            store.recordMissing(Optional.of(DOMAIN), DAY, 2);
            store.recordMissing(Optional.of(DOMAIN), DAY, 3);
            store.recordMissing(Optional.of(DomainName.of("example.net")), DAY, 10);
            store.recordMissing(Optional.of(DOMAIN), DAY.minusDays(1), 100);
            store.recordMissing(Optional.empty(), DAY, 7);
            assertThat(store.report(DOMAIN, DAY, REPORTER).missingSessions()).isEqualTo(2 + 3 + 7);
            assertThatThrownBy(() -> store.recordMissing(Optional.of(DOMAIN), DAY, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected at least one missing session, found 0");
            store.forgetBefore(DAY);
            assertThat(store.report(DOMAIN, DAY.minusDays(1), REPORTER).missingSessions())
                    .isZero();
            assertThat(store.report(DOMAIN, DAY, REPORTER).missingSessions()).isEqualTo(12);
        }
    }

    /** SQLite takes some names for a database in memory, which would not outlive the process. */
    @Test
    void everyNameIsThatOfAFile() throws Exception {
        assertThatThrownBy(() -> SqliteSessionStore.open(Path.of("")))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("cannot be opened");
        assertThatThrownBy(() -> SqliteSessionStore.open(folder.resolve("a?b")))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("question mark");
        Path file = Path.of(":memory:");
        try {
            SqliteSessionStore.open(file).close();
            assertThat(file).exists();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void aLockedFileIsAnErrorAndNotAHang() throws Exception {
        try (SessionStore store = SqliteSessionStore.open(file());
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("begin exclusive");
            assertThatThrownBy(() -> store.record(success(DOMAIN), NOON))
                    .isInstanceOf(SessionStoreException.class)
                    .hasMessageContaining("could not be used to count a session");
            statement.execute("rollback");
            store.record(success(DOMAIN), NOON);
            assertThat(store.unreported(DAY)).containsExactly(DOMAIN);
        }
    }

    @Test
    void aReporterHasADomain() {
        assertThat(REPORTER.domain()).isEqualTo("sender.example");
        assertThatThrownBy(() -> new SessionStore.Reporter("x", "tls"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected local@domain, found \"tls\"");
    }
}
