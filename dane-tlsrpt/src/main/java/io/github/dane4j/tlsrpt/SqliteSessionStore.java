package io.github.dane4j.tlsrpt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dane4j.DomainName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Counts sessions in a SQLite file. With its write-ahead log a session takes about 0.1 ms and survives a kill of the
 * process; a power failure loses at most the last sessions. Several processes may share the file.
 *
 * <p>Each distinct failure takes one row per day. A domain cannot fill the disk: after {@value #MAX_ROWS} rows, or 4 MiB of
 * policies, for one domain and day, new failures are counted without details; after {@value #MAX_POLICIES} more rows, or
 * when there is no room for the policy itself, without the policy's strings and under the recipient domain. No session is
 * lost that way.
 */
public final class SqliteSessionStore implements SessionStore {
    /** The most rows for one domain and day: a domain with endless hosts must not fill the disk. */
    public static final int MAX_ROWS = 1000;

    /** The most further rows, without details, for one domain and day: a domain may change its policy endlessly, too. */
    public static final int MAX_POLICIES = 100;

    /** In characters, for one domain and day. Each row repeats its policy; an RRset has up to 128 KiB as text. */
    private static final long MAX_POLICY_TEXT = 4L << 20;

    private static final int BUSY_MILLIS = 5000;
    private static final int MAX_TEXT = 500;
    private static final String NONE = "";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    /** The statements that upgrade a file from each version to the next; a new file has version 0. */
    private static final List<List<String>> VERSIONS = List.of(
            List.of(
                    "create table session (day text not null, domain text not null, policy_type text not null,"
                            + " policy_strings text not null, policy_domain text not null, mx_hosts text not null,"
                            + " failure text not null, sending_ip text not null, mx_host text not null, helo text not null,"
                            + " receiving_ip text not null, reason_code text not null, sessions integer not null,"
                            + " primary key (day, domain, policy_type, policy_strings, policy_domain, mx_hosts, failure,"
                            + " sending_ip, mx_host, helo, receiving_ip, reason_code)) without rowid",
                    "create table reported (day text not null, domain text not null, primary key (day, domain)) without rowid"),
            List.of("create table missing (day text not null, domain text not null, sessions integer not null,"
                    + " primary key (day, domain)) without rowid"));

    private static final String COUNT_AGAIN = "update session set sessions = sessions + 1 where day = ? and domain = ?"
            + " and policy_type = ? and policy_strings = ? and policy_domain = ? and mx_hosts = ?";

    private static final String COUNT_FAILURE_AGAIN = COUNT_AGAIN
            + " and failure = ? and sending_ip = ? and mx_host = ? and helo = ? and receiving_ip = ? and reason_code = ?";

    /** Of nearly every session: half as many parameters take noticeably less time. */
    private static final String COUNT_SUCCESS_AGAIN = COUNT_AGAIN
            + " and failure = '' and sending_ip = '' and mx_host = '' and helo = '' and receiving_ip = ''"
            + " and reason_code = ''";

    private static final String COUNT = "insert into session values (?,?,?,?,?,?,?,?,?,?,?,?,1)"
            + " on conflict do update set sessions = sessions + 1";

    /** The columns of a row. */
    private static final int DOMAIN = 1;

    private static final int POLICY_STRINGS = 3;
    private static final int POLICY_DOMAIN = 4;
    private static final int MX_HOSTS = 5;
    private static final int FAILURE = 6;
    private static final int DETAILS = 7;
    private static final int COLUMNS = 12;
    private static final List<String> NO_DETAILS = Collections.nCopies(COLUMNS - DETAILS, NONE);

    private final Path file;
    private final Connection connection;

    /**
     * By their text, a constant of this class. To compile one takes as long as to execute it. Closed with the connection.
     * Guarded by this.
     */
    private final Map<String, PreparedStatement> compiled = new HashMap<>();

    private SqliteSessionStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens {@code file}, and creates it if it does not exist.
     *
     * @throws SessionStoreException if it cannot be opened, or is not a file of this store
     */
    public static SqliteSessionStore open(Path file) throws SessionStoreException {
        return open(file, config());
    }

    static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        // Otherwise the driver searches each statement for an insert, in order to ask for a key that no table here has.
        config.setGetGeneratedKeys(false);
        return config;
    }

    /**
     * Opens {@code file} for reading, while another process may go on counting. Methods that write fail. This process should
     * run as the same user as the other, since SQLite may create files next to {@code file}.
     *
     * @throws SessionStoreException if it does not exist, cannot be opened, or is not a file of this store
     */
    public static SqliteSessionStore openReadOnly(Path file) throws SessionStoreException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        return open(file, config);
    }

    static SqliteSessionStore open(Path file, SQLiteConfig config) throws SessionStoreException {
        // Absolute, because the driver takes the names "" and ":memory:" for databases that end with the process.
        String name = file.toAbsolutePath().toString();
        if (name.indexOf('?') >= 0) {
            throw new SessionStoreException(
                    file + " cannot be opened: the driver takes a question mark for the end of the name",
                    new IllegalArgumentException(name));
        }
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + name);
            SqliteSessionStore store = new SqliteSessionStore(file, connection);
            try {
                store.prepare(connection.isReadOnly());
            } catch (SQLException | SessionStoreException e) {
                connection.close();
                throw e;
            }
            return store;
        } catch (SQLException e) {
            throw new SessionStoreException(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private synchronized void prepare(boolean readOnly) throws SQLException, SessionStoreException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            int version;
            try (ResultSet row = statement.executeQuery("pragma user_version")) {
                version = row.next() ? row.getInt(1) : 0;
            }
            if (version == 0 && readOnly) {
                throw new SessionStoreException(
                        file + " is not a file of this store", new IllegalStateException("no version"));
            }
            if (version < 0 || version > VERSIONS.size()) {
                throw new SessionStoreException(
                        file + " has version " + version + ", and this library knows the versions up to "
                                + VERSIONS.size(),
                        new IllegalStateException("unknown version"));
            }
            if (version < VERSIONS.size() && readOnly) {
                throw new SessionStoreException(
                        file + " has version " + version + ": the sender makes it version " + VERSIONS.size()
                                + " when it opens it the next time",
                        new IllegalStateException("old version"));
            }
            if (version < VERSIONS.size()) {
                for (List<String> step : VERSIONS.subList(version, VERSIONS.size())) {
                    for (String sql : step) {
                        statement.execute(sql);
                    }
                }
                statement.execute("pragma user_version = " + VERSIONS.size());
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    public void record(SessionResult result, Instant time) throws SessionStoreException {
        List<String> row = new ArrayList<>(COLUMNS);
        row.add(day(time));
        row.add(result.recipientDomain().toString());
        row.add(result.policy().type());
        row.add(json(result.policy().strings()));
        row.add(result.policy().domain());
        row.add(json(result.policy().mxHosts()));
        row.add(result.failure().map(ResultType::word).orElse(NONE));
        if (result.failure().isPresent()) {
            for (Optional<String> detail : List.of(
                    result.sendingIp(), result.mxHost(), result.helo(), result.receivingIp(), result.reasonCode())) {
                row.add(clip(detail.orElse(NONE)));
            }
        } else {
            // Successes are one number per policy; only failures have details (RFC 8460 section 4.4).
            row.addAll(NO_DETAILS);
        }
        write("count a session", () -> count(row));
    }

    @Override
    public void recordMissing(Optional<DomainName> domain, LocalDate day, long sessions) throws SessionStoreException {
        if (sessions < 1) {
            throw new IllegalArgumentException("expected at least one missing session, found " + sessions);
        }
        write(
                "note missing sessions",
                () -> update(
                        "insert into missing values (?,?,cast(? as integer))"
                                + " on conflict do update set sessions = sessions + excluded.sessions",
                        List.of(
                                day.toString(),
                                domain.map(DomainName::toString).orElse(NONE),
                                String.valueOf(sessions))));
    }

    private void count(List<String> row) throws SQLException {
        if (countAgain(row)) {
            return;
        }
        Taken taken = taken(row);
        if (taken.rows() >= MAX_ROWS || taken.isFull()) {
            Collections.fill(row.subList(DETAILS, COLUMNS), NONE);
            if (countAgain(row)) {
                return;
            }
        }
        if (taken.rows() >= MAX_ROWS + MAX_POLICIES || taken.isFull()) {
            row.set(POLICY_STRINGS, json(List.of()));
            row.set(POLICY_DOMAIN, row.get(DOMAIN));
            row.set(MX_HOSTS, json(List.of()));
        }
        update(COUNT, row);
    }

    /** False if there is no such row. */
    private boolean countAgain(List<String> row) throws SQLException {
        boolean success = row.get(FAILURE).equals(NONE);
        return success
                ? update(COUNT_SUCCESS_AGAIN, row.subList(0, FAILURE)) > 0
                : update(COUNT_FAILURE_AGAIN, row) > 0;
    }

    /** What a domain takes up on one day: its rows so far, and the characters of its policies with the next row. */
    private record Taken(int rows, long policyText) {
        boolean isFull() {
            return policyText > MAX_POLICY_TEXT;
        }
    }

    private Taken taken(List<String> row) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*), total(length(policy_strings) + length(mx_hosts)) from session"
                        + " where day = ? and domain = ?")) {
            select.setString(1, row.get(0));
            select.setString(2, row.get(DOMAIN));
            try (ResultSet sums = select.executeQuery()) {
                long more = 0L
                        + row.get(POLICY_STRINGS).length()
                        + row.get(MX_HOSTS).length();
                return sums.next() ? new Taken(sums.getInt(1), sums.getLong(2) + more) : new Taken(0, more);
            }
        }
    }

    @Override
    public List<DomainName> unreported(LocalDate day) throws SessionStoreException {
        return read(
                "list domains",
                "select distinct domain from session s where day = ? and not exists"
                        + " (select 1 from reported r where r.day = s.day and r.domain = s.domain) order by domain",
                List.of(day.toString()),
                row -> DomainName.of(row.getString(1)));
    }

    @Override
    public TlsReport report(DomainName domain, LocalDate day, Reporter reporter) throws SessionStoreException {
        Map<AppliedPolicy, Counts> counts = new LinkedHashMap<>();
        read(
                "read sessions",
                "select * from session where day = ? and domain = ?",
                List.of(day.toString(), domain.toString()),
                row -> {
                    AppliedPolicy policy = new AppliedPolicy(
                            row.getString("policy_type"),
                            strings(row.getString("policy_strings")),
                            row.getString("policy_domain"),
                            strings(row.getString("mx_hosts")));
                    counts.computeIfAbsent(policy, unused -> new Counts()).add(row);
                    return policy;
                });
        long missing = read(
                        "read how many sessions are missing",
                        "select total(sessions) from missing where day = ? and domain in (?, ?)",
                        List.of(day.toString(), domain.toString(), NONE),
                        row -> row.getLong(1))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return new TlsReport(
                reporter.organization(),
                start,
                start.plus(1, ChronoUnit.DAYS).minusSeconds(1),
                reporter.contact(),
                day + "." + domain + "@" + reporter.domain(),
                counts.entrySet().stream()
                        .map(entry -> entry.getValue().of(entry.getKey()))
                        .toList(),
                missing);
    }

    /** Adds up the rows of one policy. */
    private static final class Counts {
        private long successes;
        private long failed;
        private final List<FailureDetail> failures = new ArrayList<>();

        void add(ResultSet row) throws SQLException {
            long sessions = row.getLong("sessions");
            String failure = row.getString("failure");
            if (failure.equals(NONE)) {
                successes += sessions;
                return;
            }
            failed += sessions;
            failures.add(new FailureDetail(
                    failure,
                    text(row, "sending_ip"),
                    text(row, "mx_host"),
                    text(row, "helo"),
                    text(row, "receiving_ip"),
                    sessions,
                    Optional.empty(),
                    text(row, "reason_code")));
        }

        PolicyReport of(AppliedPolicy policy) {
            return new PolicyReport(policy, successes, failed, failures);
        }

        private static Optional<String> text(ResultSet row, String column) throws SQLException {
            return Optional.of(row.getString(column)).filter(text -> !text.equals(NONE));
        }
    }

    @Override
    public void reported(DomainName domain, LocalDate day) throws SessionStoreException {
        write(
                "remember a report",
                () -> update(
                        "insert or ignore into reported values (?,?)", List.of(day.toString(), domain.toString())));
    }

    @Override
    public void forgetBefore(LocalDate day) throws SessionStoreException {
        write("forget old days", () -> {
            update("delete from session where day < ?", List.of(day.toString()));
            update("delete from reported where day < ?", List.of(day.toString()));
            update("delete from missing where day < ?", List.of(day.toString()));
        });
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            System.getLogger("io.github.dane4j.tlsrpt")
                    .log(System.Logger.Level.DEBUG, "closing " + file + " failed", e);
        }
    }

    /** Returns the number of changed rows. */
    private int update(String sql, List<String> values) throws SQLException {
        PreparedStatement statement = compiled.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            compiled.put(sql, statement);
        }
        try {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            // After most errors, such as a full disk, the driver can never execute the statement again.
            compiled.remove(sql);
            try {
                statement.close();
            } catch (SQLException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    private synchronized void write(String purpose, Writing writing) throws SessionStoreException {
        try {
            writing.run();
        } catch (SQLException e) {
            throw failed(purpose, e);
        }
    }

    private synchronized <T> List<T> read(String purpose, String sql, List<String> values, Row<T> mapping)
            throws SessionStoreException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setString(i + 1, values.get(i));
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(mapping.of(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw failed(purpose, e);
        }
    }

    private SessionStoreException failed(String purpose, SQLException e) {
        return new SessionStoreException(file + " could not be used to " + purpose + ": " + e.getMessage(), e);
    }

    private static String day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    }

    private static String clip(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /** Without a mapper, which takes about as long for this as SQLite for the session. */
    private static String json(List<String> strings) {
        StringBuilder array = new StringBuilder("[");
        for (String each : strings) {
            array.append(array.length() > 1 ? ",\"" : "\"");
            JsonStringEncoder.getInstance().quoteAsString(each, array);
            array.append('"');
        }
        return array.append(']').toString();
    }

    private static List<String> strings(String json) throws SQLException {
        try {
            return JSON.readValue(json, STRINGS);
        } catch (JsonProcessingException e) {
            throw new SQLException("not a list of strings: " + json, e);
        }
    }

    private interface Writing {
        void run() throws SQLException;
    }

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }
}
