package io.github.dane4j.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.mail.TlsSession;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        return new TlsSession(
                DOMAIN,
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
                            "WARNING TLS sessions are not counted, and mail goes on:"
                                    + " java.lang.NoClassDefFoundError: org/sqlite/Gone",
                            "INFO TLS sessions are counted again; 2 are missing");
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
                            "WARNING TLS sessions are not counted, and mail goes on: disk full",
                            "INFO TLS sessions are counted again; 3 are missing");
        }
    }

    @Test
    @DisplayName("a locked file: the session is missing, and counted again once it is free")
    void lockedFile() throws Exception {
        Path file = folder.resolve("locked.db");
        try (SessionStore store = SqliteSessionStore.open(file)) {
            SessionRecorder recorder = new SessionRecorder(store);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                statement.execute("begin exclusive");
                recorder.onTlsSession(success());
                recorder.close();
                assertThat(recorder.missing()).isEqualTo(1);
                statement.execute("rollback");
            }
            try (SessionRecorder second = new SessionRecorder(store)) {
                second.onTlsSession(success());
            }
            assertThat(store.report(DOMAIN, DAY, REPORTER).policies().get(0).successfulSessions())
                    .isEqualTo(1);
        }
    }
}
