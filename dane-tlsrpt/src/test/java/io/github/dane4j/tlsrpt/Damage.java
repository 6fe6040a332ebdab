package io.github.dane4j.tlsrpt;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/** A database file that is damaged under the hands of those who have it open. */
final class Damage {
    /** The first page, with the header, is left: the file still looks like a database. */
    private static final int PAGE = 4096;

    private Damage() {}

    /** Overwrites all of {@code file} but its first page. */
    static void to(Path file) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            // A change by another connection, so that the first one does not go by the pages that it remembers; and all
            // of it
            // in the file itself.
            statement.execute("insert into reported values ('2026-01-01', 'damaged.example')");
            statement.execute("pragma wal_checkpoint(truncate)");
        }
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] noise = new byte[(int) out.length() - PAGE];
            Arrays.fill(noise, (byte) 0x5a);
            out.seek(PAGE);
            out.write(noise);
        }
    }
}
