package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** PostgreSQL's driver. */
final class Postgres implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.POSTGRESQL;
    }

    @Override
    public Visitor open(ClientTls tls) {
        return (host, port) -> {
            DanePostgres.use(tls);
            try (Connection connection = connect(host, port)) {
                return connection.getCatalog();
            } catch (PSQLException e) {
                // The server of the test lets nobody in, but says so under TLS only.
                ServerErrorMessage said = e.getServerErrorMessage();
                if (said == null) {
                    throw e;
                }
                return String.valueOf(said.getMessage());
            }
        };
    }

    private static Connection connect(String host, int port) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/db?user=app&password=secret"
                + "&sslmode=require&sslfactory=" + DanePostgres.class.getName());
    }
}
