package io.github.dane4j.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.mail.TlsSession;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteConfig;

/** From the facts of a session to its count, and what happens where it cannot be counted. */
class SessionRecorderTest {
    private static final DomainName DOMAIN = DomainName.of("example.org");
    private static final DomainName MX = DomainName.of("mx.example.org");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-11-25");
    private static final SessionStore.Reporter REPORTER = new SessionStore.Reporter("Sender", "tls@sender.example");
    private static final TlsSession.Policy TLSA =
            new TlsSession.Policy(TlsSession.Policy.Type.TLSA, MX, List.of("3 1 1 00ff"), List.of());

    @TempDir
    Path folder;

    private static TlsSession session(TlsSession.Policy policy, Optional<TlsSession.Failure> failure) {
        return session(DOMAIN, policy, failure);
    }

    private static TlsSession session(
            DomainName domain, TlsSession.Policy policy, Optional<TlsSession.Failure> failure) {
        return new TlsSession(
                domain,
                policy,
                Optional.of(MX.toString()),
                Optional.of(InetAddress.getLoopbackAddress()),
                Optional.empty(),
                Optional.of("TLSv1.3"),
                failure,
                NOON);
    }

    private static TlsSession success() {
        return session(TLSA, Optional.empty());
    }

    /** A store in memory that does with a session what the test says. */
    private abstract static class TestStore implements SessionStore {
        @Override
        public void recordMissing(Optional<DomainName> domain, LocalDate day, long sessions)
                throws SessionStoreException {}

        @Override
        public List<DomainName> unreported(LocalDate day) {
            return List.of();
        }

        @Override
        public TlsReport report(DomainName domain, LocalDate day, Reporter reporter) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void reported(DomainName domain, LocalDate day) {}

        @Override
        public void forgetBefore(LocalDate day) {}

        @Override
        public void close() {}
    }

    private static final class Remembering extends TestStore {
        private final List<SessionResult> results = new ArrayList<>();

        @Override
        public synchronized void record(SessionResult result, Instant time) {
            results.add(result);
        }
    }

    private static List<SessionResult> recorded(TlsSession... sessions) {
        Remembering store = new Remembering();
        try (SessionRecorder recorder = new SessionRecorder(store)) {
            List.of(sessions).forEach(recorder::onTlsSession);
        }
        return store.results;
    }

    static Stream<List<String>> rows() throws IOException {
        Path table = Path.of("src", "test", "resources", "io", "github", "dane4j", "tlsrpt", "result-types.csv");
        return Files.readAllLines(table, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(", ", -1)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    @DisplayName("RFC 8460 section 4.3: each reason has its result type, or is not reported")
    void resultType(List<String> row) {
        Optional<Culprit> culprit =
                row.get(1).equals("-") ? Optional.empty() : Optional.of(Culprit.valueOf(row.get(1)));
        OptionalInt error = row.get(2).equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(row.get(2)));
        Reason reason = Reason.valueOf(row.get(0));

        List<SessionResult> recorded =
                recorded(session(TLSA, Optional.of(new TlsSession.Failure(reason, culprit, error))));

        if (row.get(3).equals("-")) {
            assertThat(recorded).isEmpty();
        } else {
            assertThat(recorded).singleElement().satisfies(result -> {
                assertThat(result.failure().map(ResultType::word)).contains(row.get(3));
                assertThat(result.reasonCode().orElse(""))
                        .isEqualTo(reason.word() + (error.isPresent() ? "; EDE " + error.getAsInt() : ""));
            });
        }
    }

    @Test
    @DisplayName("the table names every reason, and every result type that is not one of MTA-STS")
    void tableIsComplete() throws IOException {
        assertThat(rows().map(row -> Reason.valueOf(row.get(0))).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(Reason.class));
        Set<String> types = rows().map(row -> row.get(3)).collect(Collectors.toSet());
        assertThat(Arrays.stream(ResultType.values()).map(ResultType::word).filter(word -> !word.startsWith("sts-")))
                .isSubsetOf(types);
    }

    @Test
    @DisplayName("policy, host and addresses are those of the session")
    void facts() {
        TlsSession.Policy none = new TlsSession.Policy(TlsSession.Policy.Type.NONE, DOMAIN, List.of(), List.of());

        List<SessionResult> recorded = recorded(success(), session(none, Optional.empty()));

        assertThat(recorded)
                .containsExactly(
                        new SessionResult(
                                DOMAIN,
                                new AppliedPolicy(PolicyType.TLSA, List.of("3 1 1 00ff"), "mx.example.org", List.of()),
                                Optional.empty(),
                                Optional.of("127.0.0.1"),
                                Optional.of("mx.example.org"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new SessionResult(
                                DOMAIN,
                                new AppliedPolicy(PolicyType.NO_POLICY_FOUND, List.of(), "example.org", List.of()),
                                Optional.empty(),
                                Optional.of("127.0.0.1"),
                                Optional.of("mx.example.org"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    @DisplayName("what was told before close is in the file after it")
    void closeWritesAll() throws Exception {
        try (SessionStore store = SqliteSessionStore.open(folder.resolve("sessions.db"))) {
            SessionRecorder recorder = new SessionRecorder(store);
            for (int i = 0; i < 500; i++) {
                recorder.onTlsSession(success());
            }
            recorder.close();
            assertThat(recorder.missing()).isZero();
            assertThat(store.report(DOMAIN, DAY, REPORTER).policies())
                    .singleElement()
                    .satisfies(policy -> assertThat(policy.successfulSessions()).isEqualTo(500));
        }
    }

    /** The names of many hosts take a while to measure, after the recorder was seen to be open. */
    @Test
    @DisplayName("a session that is told while the recorder is being closed is either written or missing")
    void toldWhileClosing() throws Exception {
        TlsSession session = session(
                new TlsSession.Policy(TlsSession.Policy.Type.STS, MX, List.of(), Collections.nCopies(500, "mx")),
                Optional.empty());
        Logger logger = Logger.getLogger("io.github.dane4j.tlsrpt");
        Level level = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            for (int i = 0; i < 50; i++) {
                closeWhileTold(session);
            }
        } finally {
            logger.setLevel(level);
        }
    }

    private static void closeWhileTold(TlsSession session) throws InterruptedException {
        AtomicLong written = new AtomicLong();
        SessionRecorder recorder = new SessionRecorder(new TestStore() {
            @Override
            public void record(SessionResult result, Instant time) {
                written.incrementAndGet();
            }
        });
        AtomicLong told = new AtomicLong();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread sender = new Thread(() -> {
                do {
                    recorder.onTlsSession(session);
                    told.incrementAndGet();
                } while (recorder.missing(SessionRecorder.Loss.CLOSED) == 0);
            });
            sender.start();
            senders.add(sender);
        }
        while (told.get() < senders.size()) {
            Thread.onSpinWait();
        }
        recorder.close();
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(written.get() + recorder.missing()).isEqualTo(told.get());
    }

    @Test
    @DisplayName("a store that hangs holds nobody up: what fits into the queue waits, the rest is counted as missing")
    void storeThatHangs() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        TestStore store = new TestStore() {
            @Override
            public void record(SessionResult result, Instant time) {
                writing.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        SessionRecorder recorder = new SessionRecorder(store);
        recorder.onTlsSession(success());
        writing.await();

        for (int i = 0; i < SessionRecorder.MAX_WAITING + 7; i++) {
            recorder.onTlsSession(success());
        }

        assertThat(recorder.missing(SessionRecorder.Loss.TOO_MANY_WAITING)).isEqualTo(7);
        free.countDown();
        recorder.close();
        assertThat(recorder.missing()).isEqualTo(7);
        recorder.onTlsSession(success());
        assertThat(recorder.missing(SessionRecorder.Loss.CLOSED)).isEqualTo(1);
        assertThat(recorder.missing()).isEqualTo(8);
    }

    static Stream<TlsSession.Policy> bigPolicies() {
        return Stream.of(
                // 128 KiB of text are 256 KiB of memory, of which 63 fit into 16 MiB beside their objects.
                new TlsSession.Policy(TlsSession.Policy.Type.TLSA, MX, List.of("0".repeat(128 * 1024)), List.of()),
                // So are, with the objects of the strings, these short ones.
                new TlsSession.Policy(TlsSession.Policy.Type.STS, MX, List.of(), Collections.nCopies(4100, "mx.b")));
    }

    @ParameterizedTest
    @MethodSource("bigPolicies")
    @DisplayName("what waits is bounded in bytes too: a domain with long records, or many, does not fill the memory")
    void longPolicies(TlsSession.Policy big) throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        AtomicInteger written = new AtomicInteger();
        TestStore store = new TestStore() {
            @Override
            public void record(SessionResult result, Instant time) {
                writing.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                written.incrementAndGet();
            }
        };
        SessionRecorder recorder = new SessionRecorder(store);
        recorder.onTlsSession(success());
        writing.await();

        for (int i = 0; i < 70; i++) {
            recorder.onTlsSession(session(big, Optional.empty()));
        }

        assertThat(recorder.missing(SessionRecorder.Loss.TOO_MANY_WAITING)).isEqualTo(7);
        free.countDown();
        recorder.close();
        assertThat(written).hasValue(64);
        assertThat(recorder.missing()).isEqualTo(7);
    }

    @Test
    @DisplayName("an Error of the store does not end the recording: one warning, and the next sessions are counted")
    void errorOfTheStore() {
        List<SessionResult> written = new ArrayList<>();
        TestStore store = new TestStore() {
            private int calls;

            @Override
            public void record(SessionResult result, Instant time) {
                if (calls++ < 2) {
                    throw new NoClassDefFoundError("org/sqlite/Gone");
                }
                written.add(result);
            }
        };
        try (LogWatch log = LogWatch.of("io.github.dane4j.tlsrpt")) {
            SessionRecorder recorder = new SessionRecorder(store);
            for (int i = 0; i < 5; i++) {
                recorder.onTlsSession(success());
            }
            recorder.close();

            assertThat(written).hasSize(3);
            assertThat(recorder.missing(SessionRecorder.Loss.STORE_FAILED)).isEqualTo(2);
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING TLS sessions are not being counted; mail is not affected:"
                                    + " java.lang.NoClassDefFoundError: org/sqlite/Gone",
                            "INFO TLS sessions are being counted again; 2 are missing, and the reports say so");
        }
    }

    @Test
    @DisplayName("a store that fails: one warning, then one line when it works again, with how many are missing")
    void storeThatFails() {
        List<String> failures = List.of("disk full", "disk full", "database is malformed");
        List<SessionResult> written = new ArrayList<>();
        TestStore store = new TestStore() {
            private int calls;

            @Override
            public void record(SessionResult result, Instant time) throws SessionStoreException {
                int call = calls++;
                if (call < failures.size() - 1) {
                    throw new SessionStoreException(failures.get(call), new IOException(failures.get(call)));
                }
                if (call < failures.size()) {
                    throw new IllegalStateException(failures.get(call));
                }
                written.add(result);
            }
        };
        try (LogWatch log = LogWatch.of("io.github.dane4j.tlsrpt")) {
            SessionRecorder recorder = new SessionRecorder(store);
            for (int i = 0; i < 5; i++) {
                recorder.onTlsSession(success());
            }
            recorder.close();

            assertThat(recorder.missing()).isEqualTo(3);
            assertThat(written).hasSize(2);
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING TLS sessions are not being counted; mail is not affected: disk full",
                            "INFO TLS sessions are being counted again; 3 are missing, and the reports say so");
        }
    }

    private static TlsReport report(SessionStore store) throws SessionStoreException {
        return store.report(DOMAIN, DAY, REPORTER);
    }

    private static long counted(TlsReport report) {
        return report.policies().stream()
                .mapToLong(each -> each.successfulSessions() + each.failedSessions())
                .sum();
    }

    /** Failures at different hosts, of which each needs a row of its own. */
    private static TlsSession failureAt(int host) {
        return new TlsSession(
                DOMAIN,
                TLSA,
                Optional.of("mx" + host + ".example.org"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new TlsSession.Failure(Reason.LEAF_MISMATCH, Optional.empty(), OptionalInt.empty())),
                NOON);
    }

    @Test
    @DisplayName(
            "SQLITE_FULL: what has no room is missing, what has is counted, and once there is room the report says both")
    void fullFile() throws Exception {
        Path file = folder.resolve("full.db");
        SqliteSessionStore.open(file).close();
        SQLiteConfig small = SqliteSessionStore.config();
        small.setMaxPageCount(8);
        try (LogWatch log = LogWatch.of("io.github.dane4j.tlsrpt")) {
            try (SessionStore store = SqliteSessionStore.open(file, small)) {
                SessionRecorder recorder = new SessionRecorder(store);
                for (int i = 0; i < 300; i++) {
                    recorder.onTlsSession(failureAt(i));
                }
                recorder.onTlsSession(failureAt(0));
                recorder.close();

                long missing = recorder.missing(SessionRecorder.Loss.STORE_FAILED);
                assertThat(missing).isPositive().isLessThan(300);
                assertThat(counted(report(store))).isEqualTo(301 - missing);
                assertThat(log.lines()).first().asString().contains("SQLITE_FULL", file.toString());
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARNING"))
                    .hasSize(1);
        }
        assertIsSound(file);
    }

    private static void assertIsSound(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma integrity_check")) {
            assertThat(row.getString(1)).isEqualTo("ok");
        }
    }

    @Test
    @DisplayName(
            "a disk that has room again: the next session is counted, and then the report says how many are missing")
    void fullForAWhile() throws Exception {
        Path file = folder.resolve("full-for-a-while.db");
        try (SqliteSessionStore store = SqliteSessionStore.open(file);
                SqliteSessionStore full = SqliteSessionStore.open(file, exactlyFull(file))) {
            AtomicBoolean room = new AtomicBoolean();
            CountDownLatch missed = new CountDownLatch(40);
            TestStore disk = new TestStore() {
                @Override
                public void record(SessionResult result, Instant time) throws SessionStoreException {
                    try {
                        (room.get() ? store : full).record(result, time);
                    } catch (SessionStoreException e) {
                        missed.countDown();
                        throw e;
                    }
                }

                @Override
                public void recordMissing(Optional<DomainName> domain, LocalDate day, long sessions)
                        throws SessionStoreException {
                    (room.get() ? store : full).recordMissing(domain, day, sessions);
                }
            };
            SessionRecorder recorder = new SessionRecorder(disk);
            // Each row has a policy that fills pages of its own.
            for (int i = 0; i < 40; i++) {
                recorder.onTlsSession(session(
                        new TlsSession.Policy(
                                TlsSession.Policy.Type.TLSA, MX, List.of("3 0 0 " + i + "0".repeat(9000)), List.of()),
                        Optional.empty()));
            }
            missed.await();
            room.set(true);
            recorder.onTlsSession(success());
            recorder.close();

            assertThat(recorder.missing()).isEqualTo(40);
            assertThat(counted(report(store))).isEqualTo(1);
            assertThat(report(store).missingSessions()).isEqualTo(40);
        }
    }

    /** Not one page more than the file has. */
    private static SQLiteConfig exactlyFull(Path file) throws Exception {
        SQLiteConfig config = SqliteSessionStore.config();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma page_count")) {
            config.setMaxPageCount(row.getInt(1));
        }
        return config;
    }

    @Test
    @DisplayName("a file that is damaged while it is open: sessions are missing, and the errors name the file")
    void damagedFile() throws Exception {
        Path file = folder.resolve("damaged.db");
        try (SqliteSessionStore store = SqliteSessionStore.open(file);
                LogWatch log = LogWatch.of("io.github.dane4j.tlsrpt")) {
            try (SessionRecorder before = new SessionRecorder(store)) {
                for (int i = 0; i < 100; i++) {
                    before.onTlsSession(failureAt(i));
                }
            }
            Damage.to(file);

            SessionRecorder recorder = new SessionRecorder(store);
            recorder.onTlsSession(success());
            recorder.onTlsSession(success());
            recorder.close();

            assertThat(recorder.missing(SessionRecorder.Loss.STORE_FAILED)).isEqualTo(2);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING")
                    .contains(file.toString(), "malformed");
            assertThatThrownBy(() -> report(store))
                    .isInstanceOf(SessionStoreException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("malformed");
        }
    }

    @Test
    @DisplayName("what was missing while the store did not work is in it when it does, by domain and day")
    void missingByDomainAndDay() throws Exception {
        DomainName other = DomainName.of("example.net");
        try (SessionStore store = SqliteSessionStore.open(folder.resolve("by-domain.db"))) {
            CountDownLatch missed = new CountDownLatch(3);
            TestStore broken = new TestStore() {
                @Override
                public void record(SessionResult result, Instant time) throws SessionStoreException {
                    if (missed.getCount() > 0) {
                        missed.countDown();
                        throw new SessionStoreException("locked", new IOException("locked"));
                    }
                    store.record(result, time);
                }

                @Override
                public void recordMissing(Optional<DomainName> domain, LocalDate day, long sessions)
                        throws SessionStoreException {
                    if (missed.getCount() > 0) {
                        throw new SessionStoreException("locked", new IOException("locked"));
                    }
                    store.recordMissing(domain, day, sessions);
                }
            };
            try (SessionRecorder recorder = new SessionRecorder(broken)) {
                recorder.onTlsSession(success());
                recorder.onTlsSession(session(other, TLSA, Optional.empty()));
                recorder.onTlsSession(success());
                recorder.onTlsSession(success());
            }
            assertThat(report(store).missingSessions()).isEqualTo(2);
            assertThat(counted(report(store))).isEqualTo(1);
            assertThat(store.report(other, DAY, REPORTER).missingSessions()).isEqualTo(1);
            assertThat(store.report(other, DAY.plusDays(1), REPORTER).missingSessions())
                    .isZero();
            assertThat(store.unreported(DAY)).containsExactly(DOMAIN);
        }
    }

    @Test
    @DisplayName(
            "sessions with endless domains are missing too, and the report of each domain says that some may be its own")
    void missingByEndlessDomains() throws Exception {
        int domains = MissingSessions.MAX_DOMAINS + 7;
        MissingSessions missing = new MissingSessions();
        for (int i = 0; i < domains; i++) {
            missing.add(DomainName.of("d" + i + ".example"), NOON);
        }
        missing.add(DomainName.of("d0.example"), NOON);
        try (SessionStore store = SqliteSessionStore.open(folder.resolve("endless.db"))) {
            missing.tell(store);
            missing.tell(store);

            assertThat(missing.isEmpty()).isTrue();
            assertThat(store.report(DomainName.of("d0.example"), DAY, REPORTER).missingSessions())
                    .isEqualTo(2 + 7);
            assertThat(store.report(DomainName.of("d1006.example"), DAY, REPORTER)
                            .missingSessions())
                    .isEqualTo(7);
        }
    }

    /** A process that is killed while it records has lost at most what it had not written; the file is sound. */
    @Test
    @DisplayName("kill -9: lost is at most what waits, and nothing that was written")
    void killedWhileItRecords() throws Exception {
        Path file = folder.resolve("killed.db");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                + File.pathSeparator
                                + System.getProperty("jdk.module.path", ""),
                        Killed.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long told = 0;
        long written = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length < 3) {
                    break; // Killed while it printed.
                }
                told = Long.parseLong(words[0]);
                written = Long.parseLong(words[1]);
                if (told == 500) {
                    // Not by the process, which would close the stream that has the last lines.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        assertThat(told).isGreaterThanOrEqualTo(500);
        assertIsSound(file);
        try (SessionStore store = SqliteSessionStore.open(file)) {
            assertThat(counted(report(store)))
                    .isGreaterThanOrEqualTo(written)
                    .isGreaterThanOrEqualTo(told - Killed.AT_MOST_WAITING)
                    .isLessThanOrEqualTo(told + 1);
        }
    }

    /** Records, prints how many sessions it has told and how many were written, and never lets many wait. */
    static final class Killed {
        static final int AT_MOST_WAITING = 50;

        private Killed() {}

        public static void main(String[] args) throws Exception {
            AtomicLong written = new AtomicLong();
            Semaphore room = new Semaphore(AT_MOST_WAITING);
            SessionStore file = SqliteSessionStore.open(Path.of(args[0]));
            SessionRecorder recorder = new SessionRecorder(new TestStore() {
                @Override
                public void record(SessionResult result, Instant time) throws SessionStoreException {
                    file.record(result, time);
                    written.incrementAndGet();
                    room.release();
                }
            });
            for (long told = 1; ; told++) {
                room.acquire();
                recorder.onTlsSession(success());
                System.out.println(told + " " + written + " .");
            }
        }
    }

    @Test
    @DisplayName(
            "a locked file: the session is missing, the report says so, and sessions are counted again once it is free")
    void lockedFile() throws Exception {
        Path file = folder.resolve("locked.db");
        try (SessionStore store = SqliteSessionStore.open(file)) {
            CountDownLatch missed = new CountDownLatch(1);
            SessionRecorder recorder = new SessionRecorder(new TestStore() {
                @Override
                public void record(SessionResult result, Instant time) throws SessionStoreException {
                    try {
                        store.record(result, time);
                    } finally {
                        missed.countDown();
                    }
                }

                @Override
                public void recordMissing(Optional<DomainName> domain, LocalDate day, long sessions)
                        throws SessionStoreException {
                    store.recordMissing(domain, day, sessions);
                }
            });
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                statement.execute("begin exclusive");
                recorder.onTlsSession(success());
                missed.await();
                statement.execute("rollback");
            }
            recorder.onTlsSession(success());
            recorder.close();
            assertThat(recorder.missing()).isEqualTo(1);
            assertThat(report(store).missingSessions()).isEqualTo(1);
            assertThat(store.report(DOMAIN, DAY, REPORTER).policies().get(0).successfulSessions())
                    .isEqualTo(1);
        }
    }
}
