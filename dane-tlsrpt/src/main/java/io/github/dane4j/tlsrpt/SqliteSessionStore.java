package io.github.dane4j.tlsrpt;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Counts in a file of SQLite. A write-ahead log makes a session some 0.1 ms; it survives a kill of the process, and at worst
 * a loss of power takes the last sessions. Several processes may share the file. Each distinct way to fail takes a row a day,
 * at most {@value #MAX_ROWS} for one domain; what goes beyond is counted without its details.
 */
public final class SqliteSessionStore implements SessionStore {
    /** The most rows for one domain on one day: a domain with endless hosts must not fill the disk. */
    public static final int MAX_ROWS = 1000;

    private static final int BUSY_MILLIS = 5000;
    private static final int MAX_TEXT = 500;
    private static final int VERSION = 1;
    private static final String NONE = "";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private static final List<String> SCHEMA = List.of(
            "create table session (day text not null, domain text not null, policy_type text not null,"
                    + " policy_strings text not null, policy_domain text not null, mx_hosts text not null,"
                    + " failure text not null, sending_ip text not null, mx_host text not null, helo text not null,"
                    + " receiving_ip text not null, reason_code text not null, sessions integer not null,"
                    + " primary key (day, domain, policy_type, policy_strings, policy_domain, mx_hosts, failure,"
                    + " sending_ip, mx_host, helo, receiving_ip, reason_code)) without rowid",
            "create table reported (day text not null, domain text not null, primary key (day, domain)) without rowid",
            "pragma user_version = " + VERSION);

    private static final String COUNT = "insert into session values (?,?,?,?,?,?,?,?,?,?,?,?,1)"
            + " on conflict do update set sessions = sessions + 1";

    private final Path file;
    private final Connection connection;

    private SqliteSessionStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens {@code file}, which is made if it does not exist.
     *
     * @throws SessionStoreException if it cannot be opened, or is not a file of this store
     */
    public static SqliteSessionStore open(Path file) throws SessionStoreException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            SqliteSessionStore store = new SqliteSessionStore(file, connection);
            try {
                store.prepare();
            } catch (SQLException | SessionStoreException e) {
                connection.close();
                throw e;
            }
            return store;
        } catch (SQLException e) {
            throw new SessionStoreException(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private synchronized void prepare() throws SQLException, SessionStoreException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            int version;
            try (ResultSet row = statement.executeQuery("pragma user_version")) {
                version = row.next() ? row.getInt(1) : 0;
            }
            if (version == 0) {
                for (String sql : SCHEMA) {
                    statement.execute(sql);
                }
            } else if (version != VERSION) {
                throw new SessionStoreException(
                        file + " has version " + version + ", and this library knows version " + VERSION,
                        new IllegalStateException("unknown version"));
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
        List<String> key = new ArrayList<>(List.of(
                day(time),
                result.recipientDomain().toString(),
                result.policy().type(),
                json(result.policy().strings()),
                result.policy().domain(),
                json(result.policy().mxHosts()),
                result.failure().map(ResultType::word).orElse(NONE)));
        // A success is one number for a policy; only failures have details (RFC 8460 section 4.4).
        boolean detailed = result.failure().isPresent();
        for (Optional<String> detail : List.of(
                result.sendingIp(), result.mxHost(), result.helo(), result.receivingIp(), result.reasonCode())) {
            key.add(detailed ? clip(detail.orElse(NONE)) : NONE);
        }
        write("count a session", () -> count(key));
    }

    private void count(List<String> key) throws SQLException {
        if (rows(key.get(0), key.get(1)) >= MAX_ROWS) {
            for (int detail = key.size() - DETAILS; detail < key.size(); detail++) {
                key.set(detail, NONE);
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(COUNT)) {
            for (int i = 0; i < key.size(); i++) {
                insert.setString(i + 1, key.get(i));
            }
            insert.executeUpdate();
        }
    }

    private static final int DETAILS = 5;

    private int rows(String day, String domain) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*) from (select 1 from session where day = ? and domain = ? limit " + MAX_ROWS + ")")) {
            select.setString(1, day);
            select.setString(2, domain);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
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
        Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return new TlsReport(
                reporter.organization(),
                start,
                start.plus(1, ChronoUnit.DAYS).minusSeconds(1),
                reporter.contact(),
                day + "." + domain + "@" + reporter.domain(),
                counts.entrySet().stream()
                        .map(entry -> entry.getValue().of(entry.getKey()))
                        .toList());
    }

    /** The rows of one policy, added up. */
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
                () -> update("insert or ignore into reported values (?,?)", day.toString(), domain.toString()));
    }

    @Override
    public void forgetBefore(LocalDate day) throws SessionStoreException {
        write("forget old days", () -> {
            update("delete from session where day < ?", day.toString());
            update("delete from reported where day < ?", day.toString());
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

    private void update(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
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

    private static String json(List<String> strings) {
        try {
            return JSON.writeValueAsString(strings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are always JSON", e);
        }
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
