import org.jspecify.annotations.NullMarked;

/** SMTP TLS reports (RFC 8460). */
@NullMarked
// jDKIM does not declare a module name yet.
@SuppressWarnings("requires-automatic")
module io.github.dane4j.tlsrpt {
    requires static transitive org.jspecify;
    requires transitive io.github.dane4j.core;
    requires com.fasterxml.jackson.databind;
    requires static apache.jdkim.library;
    requires java.net.http;
    requires java.sql;
    requires static transitive io.github.dane4j.mail;
    requires static transitive jakarta.mail;
    requires org.xerial.sqlitejdbc;

    exports io.github.dane4j.tlsrpt;
}
