import org.jspecify.annotations.NullMarked;

/** SMTP TLS reports (RFC 8460). */
@NullMarked
module io.github.dane4j.tlsrpt {
    requires static transitive org.jspecify;
    requires transitive io.github.dane4j.core;
    requires com.fasterxml.jackson.databind;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports io.github.dane4j.tlsrpt;
}
